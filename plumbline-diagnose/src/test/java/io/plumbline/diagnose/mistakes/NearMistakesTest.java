package io.plumbline.diagnose.mistakes;

import static io.plumbline.diagnose.mistakes.GeneratedCase.CLASSES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.core.cause.Cause;
import io.plumbline.core.cause.Suspicion;
import io.plumbline.core.function.Precision;
import io.plumbline.core.function.Shape;
import io.plumbline.evaluate.Evaluator;
import io.plumbline.graph.Activation;
import io.plumbline.graph.Activation.Kind;
import io.plumbline.graph.Binary;
import io.plumbline.graph.Concat;
import io.plumbline.graph.Dense;
import io.plumbline.graph.Elementwise;
import io.plumbline.graph.Graph;
import io.plumbline.graph.Parameter;
import io.plumbline.graph.Reduce;
import io.plumbline.graph.Tensor;
import io.plumbline.graph.TieRule;
import io.plumbline.graph.Value;
import io.plumbline.graph.loss.Loss;
import io.plumbline.graph.loss.Objective;
import io.plumbline.graph.loss.OutputKind;
import io.plumbline.graph.loss.Target;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Mistakes that are near another, each planted into random networks beside what it is not. */
class NearMistakesTest {
  private static final int SEEDS = 4;

  private final Random random = new Random(31);

  private static Cause cause(
      GeneratedCase planted, Target target, double[] gradient, Precision precision) {
    double[] x = planted.batch.get(0).x();
    Suspicion suspicion = Suspicions.of(planted.evaluator, x, target, gradient, precision);
    List<Example> batch = List.of(new Example(x, target), planted.batch.get(1));
    return ModelCauses.of(planted.evaluator, Loss.CROSS_ENTROPY, batch, DataSet.NONE)
        .explain(0, suspicion)
        .get(0);
  }

  private static double[] float32(double[] values) {
    return Arrays.stream(values).map(each -> (float) each).toArray();
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.37, 1.3, 2.6, 7.7})
  void anyTemperatureIsRead(double temperature) {
    for (int seed = 0; seed < SEEDS; seed++) {
      GeneratedCase planted = new GeneratedCase(seed);
      double[] z = planted.point().scores();
      double[] bar = Objective.softmax(Arrays.stream(z).map(v -> v / temperature).toArray());
      bar[planted.label()] -= 1;
      double[] by = Arrays.stream(bar).map(v -> v / temperature).toArray();
      Cause cause = planted.explain(planted.ofScores(by)).get(0);
      assertThat(cause.id()).as("seed %s: %s", seed, cause).isEqualTo("loss");
      String name = cause.details().get("loss").toString();
      assertThat(name).startsWith("temperature-");
      assertThat(Double.parseDouble(name.substring("temperature-".length())))
          .isCloseTo(temperature, within(1e-3 * temperature));
    }
  }

  /** An optimizer's first step makes nearly all sizes one, and so lies on any grid. */
  @Test
  void whatIsNearlyOfOneSizeIsNoDifferenceQuotient() {
    for (int seed = 0; seed < 2 * SEEDS; seed++) {
      GeneratedCase planted = new GeneratedCase(seed);
      double[] right = planted.right(0);
      double large = Arrays.stream(right).map(Math::abs).max().orElseThrow();
      for (double small : new double[] {1e-6, 1e-5, 1e-4, 1e-3}) {
        double[] step =
            float32(
                Arrays.stream(right).map(v -> 1e-3 * v / (Math.abs(v) + small * large)).toArray());
        Example own = planted.batch.get(0);
        Suspicion suspicion =
            Suspicions.of(planted.evaluator, own.x(), own.target(), step, Precision.FLOAT32);
        assertThat(new FiniteDifference(planted.evaluator, Loss.CROSS_ENTROPY, own).find(suspicion))
            .as("seed %s, %s", seed, small)
            .isEmpty();
      }
    }
  }

  /** In formats of few bits units switch by rounding as they do by an input that was rounded. */
  @Test
  void anInputOfFewLevelsIsNotToldFromAFormatOfFewBits() {
    for (int seed = 0; seed < SEEDS; seed++) {
      GeneratedCase planted = new GeneratedCase(seed);
      Example own = planted.batch.get(0);
      double[] levels = Arrays.stream(own.x()).map(v -> Math.rint(255 * v) / 255).toArray();
      double[] there =
          planted.evaluator.at(levels, Loss.CROSS_ENTROPY, own.target()).gradient(TieRule.FIRST);
      double[] half = Arrays.stream(there).map(v -> 0.5 * v).toArray();
      Cause fine = cause(planted, own.target(), float32(half), Precision.FLOAT32);
      assertThat(fine.id()).as("seed %s", seed).isEqualTo("input");
      assertThat(fine.details()).containsEntry("input", "rounded to 255 levels");
      double[] coarse = Arrays.stream(half).map(Precision.BFLOAT16::round).toArray();
      assertThat(cause(planted, own.target(), coarse, Precision.BFLOAT16).id())
          .as("seed %s", seed)
          .isNotEqualTo("input");
    }
  }

  @Test
  void whatNoTemperatureMakesIsNotCalledByOne() {
    for (int seed = 0; seed < SEEDS; seed++) {
      GeneratedCase planted = new GeneratedCase(seed);
      double[] bar = random.doubles(CLASSES).map(each -> random.nextGaussian()).toArray();
      assertThat(planted.explain(planted.ofScores(bar)).get(0).id()).isEqualTo("unknown");
    }
  }

  private static double[] smoothed(int label, double part) {
    double[] weights = new double[CLASSES];
    Arrays.fill(weights, part / CLASSES);
    weights[label] += 1 - part;
    return weights;
  }

  private static double[] gradient(GeneratedCase planted, double[] weights) {
    double[] x = planted.batch.get(0).x();
    return float32(planted.gradient(planted.evaluator, x, Target.of(weights)));
  }

  /** As it was said, of labels that are smoothed by 0.1. */
  @ParameterizedTest
  @CsvSource({"0, 0", "0.25, 0.25", "0.02, 0.02"})
  void howLabelsAreSmoothedIsRead(double part, double read) {
    for (int seed = 0; seed < SEEDS; seed++) {
      GeneratedCase planted = new GeneratedCase(seed);
      Target stated = Target.of(smoothed(planted.label(), 0.1));
      double[] given = gradient(planted, smoothed(planted.label(), part));
      Cause cause = cause(planted, stated, given, Precision.FLOAT32);
      assertThat(cause.id()).as("seed %s: %s", seed, cause).isEqualTo("label");
      assertThat((double) cause.details().get("smoothing")).isCloseTo(read, within(1e-4));
      assertThat(cause.sentence()).contains(part == 0 ? "are not smoothed" : "and not 0.1");
    }
  }

  @Test
  void anotherLabelIsToldWhereLabelsAreSmoothed() {
    for (int seed = 0; seed < SEEDS; seed++) {
      GeneratedCase planted = new GeneratedCase(seed);
      Target stated = Target.of(smoothed(planted.label(), 0.1));
      int other = (planted.label() + 1) % CLASSES;
      double[] given = gradient(planted, smoothed(other, 0.1));
      Cause cause = cause(planted, stated, given, Precision.FLOAT32);
      assertThat(cause.id()).as("seed %s: %s", seed, cause).isEqualTo("label");
      assertThat(cause.details()).containsEntry("label", other);
      double[] nobodys = smoothed(planted.label(), 0.1);
      nobodys[other] += 0.2;
      nobodys[(other + 1) % CLASSES] -= 0.3;
      given = gradient(planted, nobodys);
      assertThat(cause(planted, stated, given, Precision.FLOAT32).id()).isEqualTo("unknown");
    }
  }

  /** Of an average that keeps 0.999 bfloat16 shows the one gradient alone; float32 shows both. */
  @Test
  void anAverageIsToldFromAnotherSampleWhereTheArithmeticShowsIt() {
    for (int seed = 0; seed < SEEDS; seed++) {
      GeneratedCase planted = new GeneratedCase(seed);
      double[] own = planted.right(0);
      double[] other = planted.right(1);
      Target target = planted.batch.get(0).target();
      double[] coarse = new double[own.length];
      Arrays.setAll(
          coarse, k -> Precision.BFLOAT16.round(other[k] * (1 + 1e-3 * random.nextGaussian())));
      Cause cause = cause(planted, target, coarse, Precision.BFLOAT16);
      assertThat(cause.id()).as("seed %s: %s", seed, cause).isEqualTo("input");
      double[] average = new double[own.length];
      Arrays.setAll(average, k -> 0.999 * other[k] + 0.001 * own[k]);
      cause = cause(planted, target, float32(average), Precision.FLOAT32);
      assertThat(cause.id()).as("seed %s: %s", seed, cause).isEqualTo("moving-average");
    }
  }

  /** The grid of few bits is no grid of quotients whose step nothing would move. */
  @Test
  void aHugeGradientOfFewBitsIsNoQuotient() {
    for (int seed = 0; seed < SEEDS; seed++) {
      GeneratedCase planted = new GeneratedCase(seed);
      double[] given = planted.right(0).clone();
      Arrays.setAll(given, k -> 1e12 * Precision.BFLOAT16.round(given[k]));
      Target target = planted.batch.get(0).target();
      Cause cause = cause(planted, target, float32(given), Precision.BFLOAT16);
      assertThat(cause.id()).as("seed %s: %s", seed, cause).isEqualTo("scale");
    }
  }

  private double[][] matrix(int outputs, int inputs) {
    double[][] matrix = new double[outputs][];
    Arrays.setAll(
        matrix,
        j ->
            random
                .doubles(inputs)
                .map(v -> (float) (1.5 / Math.sqrt(inputs) * random.nextGaussian()))
                .toArray());
    return matrix;
  }

  private static Dense dense(String name, double[][] matrix) {
    double[] weight = new double[matrix.length * matrix[0].length];
    Arrays.setAll(weight, k -> matrix[k % matrix.length][k / matrix.length]);
    Shape shape = Shape.of(matrix[0].length, matrix.length);
    return new Dense(Parameter.trainable(name, new Tensor(shape, weight)), null);
  }

  private static double[] times(double[][] matrix, double[] x) {
    double[] y = new double[matrix.length];
    for (int j = 0; j < y.length; j++) {
      for (int k = 0; k < x.length; k++) {
        y[j] += matrix[j][k] * x[k];
      }
    }
    return y;
  }

  private static double[] back(double[] bar, double[][] matrix) {
    double[] back = new double[matrix[0].length];
    for (int j = 0; j < bar.length; j++) {
      for (int k = 0; k < back.length; k++) {
        back[k] += matrix[j][k] * bar[j];
      }
    }
    return back;
  }

  private static double[] through(Activation activation, double[] bar, double[] in) {
    double[] back = bar.clone();
    Arrays.setAll(back, k -> back[k] * activation.slope(in[k]));
    return back;
  }

  private static double[] of(Activation activation, double[] in) {
    return Arrays.stream(in).map(activation::value).toArray();
  }

  private static double[] crossEntropy(double[] scores, int label) {
    double[] bar = Objective.softmax(scores);
    bar[label] -= 1;
    return bar;
  }

  private static Cause cause(Graph graph, double[] x, double[] gradient) {
    Evaluator evaluator = Evaluator.of(graph, OutputKind.LOGITS);
    Target target = Target.label(1, CLASSES);
    Suspicion suspicion = Suspicions.of(evaluator, x, target, float32(gradient), Precision.FLOAT32);
    return ModelCauses.of(
            evaluator, Loss.CROSS_ENTROPY, List.of(new Example(x, target)), DataSet.NONE)
        .explain(0, suspicion)
        .get(0);
  }

  /** Both leaky ReLUs are passed by, the sigmoid between them is not. */
  @Test
  void oneBackwardOfTwoKindsOfActivationsIsTold() {
    Activation leaky = Activation.of(Kind.LEAKY_RELU, 0.15);
    Activation sigmoid = Activation.of(Kind.SIGMOID);
    double[][] first = matrix(20, 12);
    double[][] second = matrix(20, 20);
    double[][] third = matrix(20, 20);
    double[][] last = matrix(CLASSES, 20);
    double[] x = random.doubles(12, -1, 1).map(v -> (float) v).toArray();
    Graph.Builder builder = Graph.builder("alternating");
    Value at = builder.input("x", Shape.of(1, 12));
    at = builder.add("first", "Gemm", dense("a", first), at);
    at = builder.add("leaky_1", "LeakyRelu", new Elementwise(leaky), at);
    at = builder.add("second", "Gemm", dense("b", second), at);
    at = builder.add("gate", "Sigmoid", new Elementwise(sigmoid), at);
    at = builder.add("third", "Gemm", dense("c", third), at);
    at = builder.add("leaky_2", "LeakyRelu", new Elementwise(leaky), at);
    Graph graph = builder.build(builder.add("last", "Gemm", dense("d", last), at));
    double[] middle = times(second, of(leaky, times(first, x)));
    double[] end = of(leaky, times(third, of(sigmoid, middle)));
    double[] bar = back(back(crossEntropy(times(last, end), 1), last), third);
    double[] wrong = back(back(through(sigmoid, bar, middle), second), first);
    Cause cause = cause(graph, x, wrong);
    assertThat(cause.id()).as("%s", cause).isEqualTo("activation-backward");
    assertThat(cause.details())
        .containsEntry("backward", "straight-through")
        .containsEntry("layers", List.of("leaky_1", "leaky_2"));
    // With half of the sigmoid's slope besides it is nobody's.
    double[] half = through(sigmoid, bar, middle);
    Arrays.setAll(half, k -> k % 2 == 0 ? half[k] : bar[k] / 8);
    assertThat(cause(graph, x, back(back(half, second), first)).id()).isEqualTo("unknown");
  }

  /** Where a file has SiLU as a product, its backward is still written in one piece. */
  @ParameterizedTest
  @CsvSource({"straight-through", "silu-term-lost", "silu-gate-lost", "gelu", "nobody's"})
  void aBackwardOfSiluInPartsIsTold(String backward) {
    Activation silu = Activation.of(Kind.SILU);
    Activation sigmoid = Activation.of(Kind.SIGMOID);
    double[][] first = matrix(20, 12);
    double[][] second = matrix(18, 20);
    double[][] last = matrix(CLASSES, 18);
    double[] x = random.doubles(12, -1, 1).map(v -> (float) v).toArray();
    Graph.Builder builder = Graph.builder("gated");
    Value at = builder.add("first", "Gemm", dense("a", first), builder.input("x", Shape.of(1, 12)));
    at = builder.add("product_1", "Mul", product(), at, sigmoid(builder, "gate_1", at));
    at = builder.add("second", "Gemm", dense("b", second), at);
    at = builder.add("product_2", "Mul", product(), sigmoid(builder, "gate_2", at), at);
    Graph graph = builder.build(builder.add("last", "Gemm", dense("c", last), at));
    DoubleUnaryOperator slope =
        switch (backward) {
          case "straight-through" -> v -> 1;
          case "silu-term-lost" -> sigmoid::value;
          case "silu-gate-lost" -> v -> v * sigmoid.slope(v);
          case "gelu" -> Activation.of(Kind.GELU)::slope;
          default -> v -> 1 / (1 + v * v);
        };
    double[] one = times(first, x);
    double[] two = times(second, of(silu, one));
    double[] bar = back(crossEntropy(times(last, of(silu, two)), 1), last);
    Arrays.setAll(bar, k -> bar[k] * slope.applyAsDouble(two[k]));
    double[] before = back(bar, second);
    Arrays.setAll(before, k -> before[k] * slope.applyAsDouble(one[k]));
    Cause cause = cause(graph, x, back(before, first));
    if (backward.startsWith("nobody")) {
      assertThat(cause.id()).isEqualTo("unknown");
    } else {
      assertThat(cause.id()).as("%s", cause).isEqualTo("activation-backward");
      assertThat(cause.details())
          .containsEntry("backward", backward)
          .containsEntry("layers", List.of("product_1", "product_2"));
    }
  }

  /** Group and instance normalization are made of two means, which are detached together. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void detachedStatisticsAreTold(boolean whole) {
    double[][] first = matrix(20, 12);
    double[][] last = matrix(CLASSES, 20);
    double[] x = random.doubles(12, -1, 1).map(v -> (float) v).toArray();
    Graph.Builder builder = Graph.builder("normalized");
    Value in = builder.add("first", "Gemm", dense("a", first), builder.input("x", Shape.of(1, 12)));
    Reduce mean = new Reduce(Reduce.Kind.MEAN, new int[] {1}, true);
    Value off =
        builder.add(
            "off",
            "Sub",
            new Binary(Binary.Kind.SUBTRACT),
            in,
            builder.add("mean", "ReduceMean", mean, in));
    Value variance =
        builder.add(
            "variance", "ReduceMean", mean, builder.add("square", "Mul", product(), off, off));
    Value deviation =
        builder.add("deviation", "Sqrt", new Elementwise(Activation.of(Kind.SQRT)), variance);
    Value unit = builder.add("unit", "Div", new Binary(Binary.Kind.DIVIDE), off, deviation);
    Graph graph = builder.build(builder.add("last", "Gemm", dense("c", last), unit));
    double[] hidden = times(first, x);
    double average = Arrays.stream(hidden).average().orElseThrow();
    double square =
        Arrays.stream(hidden).map(v -> (v - average) * (v - average)).average().orElseThrow();
    double[] normal = Arrays.stream(hidden).map(v -> (v - average) / Math.sqrt(square)).toArray();
    double[] bar = back(crossEntropy(times(last, normal), 1), last);
    Arrays.setAll(bar, k -> bar[k] / Math.sqrt(square) * (whole || k % 3 > 0 ? 1 : 0.4));
    Cause cause = cause(graph, x, back(bar, first));
    assertThat(cause.id()).as("%s", cause).isEqualTo(whole ? "normalization-backward" : "unknown");
  }

  private static Binary product() {
    return new Binary(Binary.Kind.MULTIPLY);
  }

  private static Value sigmoid(Graph.Builder builder, String name, Value of) {
    return builder.add(name, "Sigmoid", new Elementwise(Activation.of(Kind.SIGMOID)), of);
  }

  /** What is joined one behind another comes back from one of the two alone. */
  @Test
  void aForgottenPartOfAConcatenationIsTold() {
    Activation tanh = Activation.of(Kind.TANH);
    double[][] first = matrix(16, 12);
    double[][] second = matrix(14, 16);
    double[][] last = matrix(CLASSES, 30);
    double[] x = random.doubles(12, -1, 1).map(v -> (float) v).toArray();
    Graph.Builder builder = Graph.builder("joined");
    Value in = builder.add("first", "Gemm", dense("a", first), builder.input("x", Shape.of(1, 12)));
    Value one = builder.add("tanh", "Tanh", new Elementwise(tanh), in);
    Value two = builder.add("second", "Gemm", dense("b", second), one);
    Value both = builder.add("joined", "Concat", new Concat(1), one, two);
    Graph graph = builder.build(builder.add("last", "Gemm", dense("c", last), both));
    double[] hidden = times(first, x);
    double[] left = of(tanh, hidden);
    double[] right = times(second, left);
    double[] all = Arrays.copyOf(left, 30);
    System.arraycopy(right, 0, all, 16, 14);
    double[] bar = back(crossEntropy(times(last, all), 1), last);
    for (double kept : new double[] {0, 0.4}) {
      double[] joined = back(Arrays.copyOfRange(bar, 16, 30), second);
      Arrays.setAll(joined, k -> joined[k] + kept * bar[k]);
      Cause cause = cause(graph, x, back(through(tanh, joined, hidden), first));
      assertThat(cause.id()).as("%s", cause).isEqualTo(kept == 0 ? "forgotten-branch" : "unknown");
    }
  }
}
