package io.plumbline.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.core.function.Precision;
import io.plumbline.evaluate.Evaluator;
import io.plumbline.evaluate.Point;
import io.plumbline.graph.Activation;
import io.plumbline.graph.Activation.Kind;
import io.plumbline.graph.AveragePool;
import io.plumbline.graph.BatchNormalization;
import io.plumbline.graph.Binary;
import io.plumbline.graph.Concat;
import io.plumbline.graph.Convolution;
import io.plumbline.graph.CumulativeSum;
import io.plumbline.graph.Dense;
import io.plumbline.graph.Dropout;
import io.plumbline.graph.Elementwise;
import io.plumbline.graph.Gather;
import io.plumbline.graph.Graph;
import io.plumbline.graph.LayerNormalization;
import io.plumbline.graph.Layout;
import io.plumbline.graph.LogSoftmax;
import io.plumbline.graph.MatrixProduct;
import io.plumbline.graph.MaxPool;
import io.plumbline.graph.Op;
import io.plumbline.graph.Pad;
import io.plumbline.graph.Parameter;
import io.plumbline.graph.ParametricRelu;
import io.plumbline.graph.Reduce;
import io.plumbline.graph.Repeat;
import io.plumbline.graph.Reshape;
import io.plumbline.graph.Slice;
import io.plumbline.graph.Softmax;
import io.plumbline.graph.Tensor;
import io.plumbline.graph.TieRule;
import io.plumbline.graph.Transpose;
import io.plumbline.graph.Value;
import io.plumbline.graph.Window;
import io.plumbline.graph.loss.Loss;
import io.plumbline.graph.loss.Target;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BiFunction;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each operation in PyTorch against the float64 evaluator in Java: values and slopes. */
class OperationsTest {
  private static final int BATCH = 3;
  private static final SplittableRandom RANDOM = new SplittableRandom(20);

  /** Builds the part under test on the value of an input. */
  private interface Part extends BiFunction<Graph.Builder, Value, Value> {}

  static List<Arguments> operations() {
    List<Arguments> all = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      all.add(Arguments.of("elementwise " + kind, elementwise(kind), ints(1, 2, 3)));
    }
    convolutions(all);
    pools(all);
    products(all);
    normalizations(all);
    reductions(all);
    movements(all);
    return all;
  }

  /** The function where it is defined: inputs are drawn from 0.5 to 2. */
  private static Part elementwise(Kind kind) {
    Activation ahead =
        switch (kind) {
          case ASIN, ACOS, ATANH -> Activation.of(Kind.TANH);
          case ACOSH -> Activation.of(Kind.EXP);
          default -> Activation.of(Kind.POWER, 1);
        };
    return (builder, x) -> {
      Value inside = builder.add("ahead", "Op", new Elementwise(ahead), x);
      return builder.add("node", "Op", new Elementwise(function(kind)), inside);
    };
  }

  private static Activation function(Kind kind) {
    return switch (kind) {
      case LEAKY_RELU -> Activation.of(kind, 0.01);
      case ELU, CELU -> Activation.of(kind, 1.3);
      case SELU -> new Activation(kind, 1.6732632, 1.0507);
      case HARD_SIGMOID -> new Activation(kind, 0.2, 0.5);
      case CLIP -> new Activation(kind, 0.7, Double.POSITIVE_INFINITY);
      case HARD_SHRINK -> Activation.of(kind, 0.9);
      case THRESHOLD -> new Activation(kind, 1.1, -0.4);
      case POWER -> Activation.of(kind, 2.5);
      default -> Activation.of(kind);
    };
  }

  private static void convolutions(List<Arguments> all) {
    Window odd = window(new int[] {3, 2}, new int[] {2, 1}, new int[] {1, 2}, 1, 0, 2, 1, false);
    Window even = window(new int[] {3, 3}, new int[] {1, 2}, new int[] {1, 1}, 1, 1, 1, 1, false);
    for (Layout layout : Layout.values()) {
      int[] image = layout == Layout.CHANNELS_FIRST ? ints(1, 4, 7, 6) : ints(1, 7, 6, 4);
      int[] line = layout == Layout.CHANNELS_FIRST ? ints(1, 4, 9) : ints(1, 9, 4);
      int[] grey = layout == Layout.CHANNELS_FIRST ? ints(1, 1, 7, 6) : ints(1, 7, 6, 1);
      all.add(
          of(
              "convolution, odd, " + layout,
              new Convolution(random("w", 6, 4, 3, 2), random("b", 6), odd, 1, layout),
              image));
      all.add(
          of(
              "convolution, groups, " + layout,
              new Convolution(random("w", 6, 2, 3, 3), null, even, 2, layout),
              image));
      all.add(
          of(
              "convolution, one channel, " + layout,
              new Convolution(random("w", 5, 1, 3, 3), random("b", 5), even, 1, layout),
              grey));
      Window along = new Window(ints(3), ints(2), ints(2), ints(1), ints(2), false);
      all.add(
          of(
              "convolution over one axis, " + layout,
              new Convolution(random("w", 5, 4, 3), random("b", 5), along, 1, layout),
              line));
    }
  }

  private static void pools(List<Arguments> all) {
    Window plain = Window.of(ints(2, 2), ints(2, 2));
    Window padded = window(ints(3, 3), ints(2, 2), ints(1, 1), 1, 1, 1, 1, false);
    Window ceil = window(ints(3, 2), ints(2, 2), ints(1, 1), 0, 0, 0, 0, true);
    Window odd = window(ints(3, 2), ints(2, 1), ints(2, 1), 1, 0, 0, 1, true);
    for (Layout layout : Layout.values()) {
      int[] image = layout == Layout.CHANNELS_FIRST ? ints(1, 3, 8, 7) : ints(1, 8, 7, 3);
      int[] line = layout == Layout.CHANNELS_FIRST ? ints(1, 3, 9) : ints(1, 9, 3);
      for (Window window : List.of(plain, padded, ceil, odd)) {
        String name = Arrays.toString(window.kernel()) + window.ceil() + layout;
        all.add(of("max pool " + name, new MaxPool(window, layout), image));
        all.add(of("average " + name, new AveragePool(window, false, layout), image));
        all.add(of("average, padded, " + name, new AveragePool(window, true, layout), image));
      }
      Window along = new Window(ints(3), ints(2), ints(1), ints(1), ints(1), false);
      all.add(of("max pool over one axis " + layout, new MaxPool(along, layout), line));
      all.add(of("average over one axis " + layout, new AveragePool(along, true, layout), line));
      Window gap = new Window(ints(2), ints(1), ints(3), ints(0), ints(1), false);
      all.add(of("max pool, gaps, one axis " + layout, new MaxPool(gap, layout), line));
      all.add(reluThenPool(layout, image));
    }
  }

  private static Arguments reluThenPool(Layout layout, int[] image) {
    Part part =
        (builder, x) -> {
          Parameter half = Parameter.fixed("half", Tensor.scalar(1.2));
          Value shifted =
              builder.add("shift", "Sub", binary(Binary.Kind.SUBTRACT), x, builder.constant(half));
          Value y = builder.add("relu", "Relu", new Elementwise(Activation.RELU), shifted);
          return builder.add(
              "pool", "MaxPool", new MaxPool(Window.of(ints(2, 2), ints(2, 2)), layout), y);
        };
    return Arguments.of("relu, then max pool " + layout, part, image);
  }

  private static void products(List<Arguments> all) {
    all.add(of("dense", new Dense(random("w", 5, 4), random("b", 4)), 1, 5));
    all.add(of("dense over the last axis", new Dense(random("w", 5, 4), null), 1, 3, 5));
    all.add(with("matrix product, constant right", new MatrixProduct(), false, ints(5, 2), 1, 5));
    all.add(with("matrix product, constant left", new MatrixProduct(), true, ints(2, 3), 1, 3, 5));
    Part square =
        (builder, x) -> {
          Value t = builder.add("t", "Transpose", new Transpose(ints(0, 2, 1)), x);
          return builder.add("product", "MatMul", new MatrixProduct(), x, t);
        };
    all.add(Arguments.of("matrix product with itself", square, ints(1, 3, 5)));
    Part choice =
        (builder, x) -> {
          Op step = new Elementwise(Activation.of(Activation.Kind.STEP, 0.1));
          Value above = builder.add("above", "Greater", step, x);
          return builder.add("choice", "Where", binary(Binary.Kind.MASK), x, above);
        };
    all.add(Arguments.of("choice", choice, ints(1, 3, 4)));
    for (Binary.Kind kind : Binary.Kind.values()) {
      if (kind == Binary.Kind.MASK) {
        continue;
      }
      all.add(with("constant " + kind, binary(kind), true, ints(1, 3, 4), 1, 3, 4));
      all.add(with(kind + " constant", binary(kind), false, ints(1, 3, 4), 1, 3, 4));
      all.add(with(kind + " constant of higher rank", binary(kind), false, ints(2, 1, 4), 1, 4));
      Part halves =
          (builder, x) -> {
            Value a = builder.add("a", "Slice", slice(ints(0, 0), ints(1, 1), 1, 3), x);
            Value b = builder.add("b", "Slice", slice(ints(0, 5), ints(1, -1), 1, 3), x);
            return builder.add("both", "Binary", binary(kind), a, b);
          };
      all.add(Arguments.of(kind + " of two halves", halves, ints(1, 6)));
    }
    all.add(of("parametric relu", new ParametricRelu(random("s", 3, 1)), 1, 3, 4));
  }

  private static void normalizations(List<Arguments> all) {
    for (int axis : ints(1, 3)) {
      int channels = axis == 1 ? 2 : 4;
      all.add(
          of(
              "batch normalization, axis " + axis,
              new BatchNormalization(
                  random("scale", channels),
                  random("shift", channels),
                  random("mean", channels),
                  random("variance", channels),
                  1e-3,
                  axis),
              1,
              2,
              3,
              4));
    }
    all.add(
        of(
            "batch normalization, bare",
            new BatchNormalization(null, null, random("m", 4), random("v", 4), 1e-5, 1),
            1,
            4));
    all.add(
        of(
            "layer normalization",
            new LayerNormalization(random("scale", 3, 4), random("shift", 3, 4), 1e-3, 2),
            1,
            2,
            3,
            4));
    all.add(of("layer normalization, bare", new LayerNormalization(null, null, 1e-5, 1), 1, 6));
    all.add(negated("softmax over channels", new Softmax(1)));
    all.add(negated("log-softmax", new LogSoftmax(2)));
  }

  /** With a function behind it, so that the loss is about the values and not about classes. */
  private static Arguments negated(String name, Op op) {
    Part part =
        (builder, x) ->
            builder.add(
                "negated",
                "Neg",
                new Elementwise(Activation.of(Kind.NEGATE)),
                builder.add("node", "Op", op, x));
    return Arguments.of(name, part, ints(1, 4, 3));
  }

  private static void reductions(List<Arguments> all) {
    for (Reduce.Kind kind : Reduce.Kind.values()) {
      all.add(of("reduce " + kind, new Reduce(kind, ints(1, 3), true), 1, 3, 4, 2));
      all.add(of("reduce, dropping, " + kind, new Reduce(kind, ints(2), false), 1, 3, 4, 2));
      all.add(of("reduce all, " + kind, new Reduce(kind, ints(0, 1), true), 1, 5));
    }
    for (int k = 0; k < 4; k++) {
      CumulativeSum sums = new CumulativeSum(1 + k % 2, k >= 2, k % 3 > 0);
      all.add(of(sums.toString(), sums, 1, 5, 3));
    }
  }

  private static void movements(List<Arguments> all) {
    all.add(of("reshape", new Reshape(Tensor.shapeOf(1, 4, 3)), 1, 2, 6));
    all.add(of("reshape away the batch axis", new Reshape(Tensor.shapeOf(12)), 1, 2, 6));
    all.add(of("transpose", new Transpose(ints(0, 3, 1, 2)), 1, 2, 3, 4));
    all.add(of("transpose the batch axis", new Transpose(ints(1, 0)), 1, 5));
    all.add(of("slice", slice(ints(0, 1, 4), ints(1, 1, -2), 1, 2, 3), 1, 3, 5));
    all.add(of("slice one of many", slice(ints(0, 2, 0), ints(1, 1, 1), 1, 1, 5), 1, 3, 5));
    for (Pad.Mode mode : Pad.Mode.values()) {
      all.add(of("pad " + mode, new Pad(ints(0, 1, 2), ints(0, 0, 1), mode, 0.3), 1, 2, 4));
    }
    all.add(of("repeat", new Repeat(ints(1, 2, 3)), 1, 2, 4));
    all.add(of("gather", new Gather(1, ints(3, 0, 3, 1)), 1, 4, 2));
    all.add(with("concat with a constant", new Concat(1), false, ints(1, 2, 3), 1, 4, 3));
    all.add(of("dropout", new Dropout(0.5), 1, 4));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("operations")
  void agreesWithTheEvaluator(String name, Part part, int[] shape) {
    Graph graph = graph(part, shape);
    int outputs = graph.output().shape().size();
    double[][] samples = new double[BATCH][graph.input().shape().size()];
    Arrays.stream(samples).forEach(sample -> fill(sample, 0.5, 2));
    Target target = Target.of(RANDOM.doubles(outputs).toArray());
    Evaluator evaluator = Evaluator.of(graph);
    try (TorchGraph torch = TorchGraph.of(graph, Precision.FLOAT64)) {
      double[][] values = torch.evaluate(samples);
      Loss loss = new Loss.MeanSquaredError();
      Gradients gradients = torch.gradient(samples, List.of(target, target, target), loss);
      for (int k = 0; k < BATCH; k++) {
        assertThat(values[k]).containsExactly(evaluator.forward(samples[k]), within(1e-12));
        Point point = evaluator.at(samples[k], loss, target);
        double[] expected = point.gradient(TieRule.FIRST);
        double scale = Math.max(1, Arrays.stream(expected).map(Math::abs).max().orElse(1));
        assertThat(gradients.losses()[k]).isCloseTo(point.loss(), within(1e-11));
        assertThat(gradients.doubles()[k]).containsExactly(expected, within(1e-11 * scale));
      }
    }
  }

  private static Graph graph(Part part, int[] shape) {
    Graph.Builder builder = Graph.builder("test");
    Value x = builder.input("x", Tensor.shapeOf(shape));
    return builder.build(part.apply(builder, x));
  }

  private static Arguments of(String name, Op op, int... shape) {
    Part part = (builder, x) -> builder.add("node", "Op", op, x);
    return Arguments.of(name, part, shape);
  }

  private static Arguments with(
      String name, Op op, boolean constantFirst, int[] constant, int... shape) {
    Part part =
        (builder, x) -> {
          Value c = builder.constant(random("c", constant));
          return constantFirst
              ? builder.add("node", "Op", op, c, x)
              : builder.add("node", "Op", op, x, c);
        };
    return Arguments.of(name, part, shape);
  }

  private static Binary binary(Binary.Kind kind) {
    return new Binary(kind);
  }

  private static Slice slice(int[] starts, int[] steps, int... shape) {
    return new Slice(starts, steps, Tensor.shapeOf(shape));
  }

  private static Window window(
      int[] kernel,
      int[] strides,
      int[] dilations,
      int top,
      int left,
      int bottom,
      int right,
      boolean ceil) {
    return new Window(kernel, strides, dilations, ints(top, left), ints(bottom, right), ceil);
  }

  private static int[] ints(int... values) {
    return values;
  }

  private static Parameter random(String name, int... shape) {
    Tensor tensor = new Tensor(Tensor.shapeOf(shape), new double[Tensor.shapeOf(shape).size()]);
    fill(tensor.values(), 0.2, 1.5);
    return Parameter.fixed(name, tensor);
  }

  private static void fill(double[] values, double low, double high) {
    for (int k = 0; k < values.length; k++) {
      values[k] = RANDOM.nextDouble(low, high);
    }
  }
}
