package io.plumbline.diagnose.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.core.verdict.Verdict;
import io.plumbline.evaluate.Evaluator;
import io.plumbline.evaluate.Piece;
import io.plumbline.evaluate.Point;
import io.plumbline.evaluate.result.Arithmetic;
import io.plumbline.evaluate.result.NearTie;
import io.plumbline.graph.Activation;
import io.plumbline.graph.Convolution;
import io.plumbline.graph.Dense;
import io.plumbline.graph.Elementwise;
import io.plumbline.graph.Graph;
import io.plumbline.graph.Layout;
import io.plumbline.graph.MaxPool;
import io.plumbline.graph.Parameter;
import io.plumbline.graph.Reshape;
import io.plumbline.graph.Tensor;
import io.plumbline.graph.TieRule;
import io.plumbline.graph.Value;
import io.plumbline.graph.Window;
import io.plumbline.graph.loss.Loss;
import io.plumbline.graph.loss.OutputKind;
import io.plumbline.graph.loss.Target;
import io.plumbline.readers.Models;
import io.plumbline.testing.Corpus;
import io.plumbline.testing.Extent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One order of a window's places for each pool is a rule; winners drawn by lot follow none. */
class WindowOrdersTest {
  private static final int CLASSES = 6;
  private static final Target TARGET = Target.label(2, CLASSES);

  static IntStream seeds() {
    // To the order of the last no search leads that begins with the first or the last place.
    return IntStream.concat(IntStream.range(0, Extent.of(60, 10)), IntStream.of(223));
  }

  /** A network of one or two pools, overlapping or not, padded or not, and strokes on black. */
  private record Setting(Evaluator evaluator, double[] x, Random random) {
    static Setting of(int seed) {
      Random random = new Random(100 + seed);
      int side = 12 + random.nextInt(9);
      int pools = 1 + random.nextInt(2);
      int size = 2 + random.nextInt(2);
      Graph graph = network(random, side, pools, size, random.nextBoolean(), random.nextBoolean());
      return new Setting(Evaluator.of(graph, OutputKind.LOGITS), strokes(random, side), random);
    }

    Point point() {
      return evaluator.at(x, Loss.CROSS_ENTROPY, TARGET);
    }

    SampleResult.Judged check(double[] gradient, Arithmetic arithmetic) {
      CheckOptions usual = CheckOptions.DEFAULT;
      CheckOptions options =
          new CheckOptions(
              usual.loss(),
              arithmetic,
              usual.relativeTolerance(),
              Optional.empty(),
              usual.coordinates(),
              usual.seed(),
              Optional.empty());
      double[] rounded = Arrays.stream(gradient).map(each -> (float) each).toArray();
      return new NetworkCheck(evaluator, options)
          .withoutCauses()
          .check(List.of(new Sample(x, TARGET, rounded)))
          .samples()
          .get(0)
          .judged()
          .orElseThrow();
    }

    TieRule shuffled() {
      Map<String, List<Integer>> orders = new HashMap<>();
      point()
          .tiedWindows()
          .forEach(
              (layer, places) -> {
                List<Integer> order = new ArrayList<>(IntStream.range(0, places).boxed().toList());
                Collections.shuffle(order, random);
                orders.put(layer, order);
              });
      return TieRule.FIRST.with(orders);
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void anyOrderOfEachPoolIsRight(int seed) {
    Setting setting = Setting.of(seed);
    double[] gradient = setting.point().gradient(setting.shuffled());

    SampleResult.Judged result = setting.check(gradient, Arithmetic.FLOAT32);

    assertThat(result.verdict()).as("%s", result.reason()).isEqualTo(Verdict.PASS);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void winnersDrawnByLotAreWrong(int seed) {
    Setting setting = Setting.of(seed);
    Piece first = setting.point().piece(TieRule.FIRST);
    List<NearTie> lots =
        first.windowTies().stream().filter(each -> setting.random.nextInt(4) == 0).toList();
    double[] right = first.gradient();
    double[] drawn = first.flip(lots).gradient();

    double off = 0;
    for (int k = 0; k < drawn.length; k++) {
      off = Math.max(off, Math.abs(drawn[k] - right[k]));
    }
    double most = Arrays.stream(right).map(Math::abs).max().orElseThrow();
    Verdict expected = off > 1e-3 * most ? Verdict.FAIL : Verdict.PASS;
    assertThat(setting.check(drawn, Arithmetic.FLOAT32).verdict()).isEqualTo(expected);
  }

  /** Where bounds are not proven, the order is looked for all the same. */
  @Test
  void anOrderIsFoundInCoarseArithmeticToo() {
    Setting setting = Setting.of(2);
    double[] gradient = setting.point().gradient(setting.shuffled());

    assertThat(setting.check(gradient, Arithmetic.TF32).verdict()).isEqualTo(Verdict.PASS);
    double[] halved = Arrays.stream(gradient).map(each -> each / 2).toArray();
    assertThat(setting.check(halved, Arithmetic.TF32).verdict()).isEqualTo(Verdict.FAIL);
  }

  /** Few windows follow some order whoever draws the winners. */
  @Test
  void tooFewWindowsProveNoOrder() {
    Setting setting = Setting.of(1);
    double[] dot = new double[setting.x.length];
    Arrays.setAll(dot, k -> (float) (0.5 + 0.3 * Math.sin(k * k)));
    int side = (int) Math.sqrt(dot.length);
    for (int k : new int[] {0, 1, 2, side, side + 1, side + 2, 2 * side, 2 * side + 1}) {
      dot[k] = 0;
    }
    Setting there = new Setting(setting.evaluator, dot, setting.random);
    Point point = there.point();
    WindowOrders orders = new WindowOrders(point, point.gradient(TieRule.LAST), TieRule.FIRST);
    Piece ordered = point.piece(orders.nearest());
    assertThat(orders.enough(ordered, new double[dot.length])).isFalse();
    Point strokes = setting.point();
    WindowOrders many = new WindowOrders(strokes, strokes.gradient(TieRule.LAST), TieRule.FIRST);
    assertThat(many.enough(strokes.piece(many.nearest()), new double[dot.length])).isTrue();
  }

  /** TensorFlow 2.21 with XLA on the CPU: two of five by an order of its own. */
  @Test
  @Tag("slow")
  void whatXlaComputesIsRightAndItsOrderNamed() {
    Corpus corpus = Corpus.read("ordered-keras");
    Evaluator evaluator = Evaluator.of(Models.read(corpus.model()));
    NetworkCheck check = new NetworkCheck(evaluator, CheckOptions.DEFAULT).withoutCauses();
    int ordered = 0;
    for (Corpus.Row row : corpus.rows()) {
      Sample sample = new Sample(row.x(), row.target(evaluator.outputs()), row.gradient());
      SampleResult.Judged result = check.batch(List.of(sample)).check(0).judged().orElseThrow();
      assertThat(result.verdict()).as(row.name()).isEqualTo(Verdict.PASS);
      String rule = result.fromNetwork().orElseThrow().tieRule().orElseThrow();
      boolean own = row.facts().get("relative_to_first").getAsDouble() > 1e-3;
      assertThat(rule).as(row.name()).startsWith(own ? "order max_pooling2d " : "first");
      ordered += own ? 1 : 0;
    }
    assertThat(ordered).isEqualTo(2);
  }

  private static Graph network(
      Random random, int side, int pools, int size, boolean same, boolean rectified) {
    Graph.Builder builder = Graph.builder("pools");
    Value at = builder.input("image", Tensor.shapeOf(1, 1, side, side));
    for (int k = 0; k < pools; k++) {
      int in = at.shape().extent(1);
      double scale = Math.sqrt(2.0 / (9 * in));
      Window three = new Window(two(3), two(1), two(1), two(1), two(1), false);
      Convolution convolution =
          new Convolution(
              weight(random, "w" + k, scale, 4, in, 3, 3),
              weight(random, "b" + k, 0.2, 4),
              three,
              1,
              Layout.CHANNELS_FIRST);
      at = builder.add("conv" + k, "Conv", convolution, at);
      if (rectified) {
        at = builder.add("relu" + k, "Relu", new Elementwise(Activation.RELU), at);
      }
      int extent = at.shape().extent(2);
      int pad = same ? Math.max(((extent + 1) / 2 - 1) * 2 + size - extent, 0) : 0;
      Window window =
          new Window(two(size), two(2), two(1), two(pad / 2), two(pad - pad / 2), false);
      at = builder.add("pool" + k, "MaxPool", new MaxPool(window, Layout.CHANNELS_FIRST), at);
    }
    int features = at.shape().size();
    at = builder.add("flatten", "Flatten", new Reshape(Tensor.shapeOf(1, features)), at);
    Dense dense =
        new Dense(
            weight(random, "w", 1 / Math.sqrt(features), features, CLASSES),
            weight(random, "b", 0.1, CLASSES));
    return builder.build(builder.add("dense", "Dense", dense, at));
  }

  private static int[] two(int value) {
    return new int[] {value, value};
  }

  private static Parameter weight(Random random, String name, double scale, int... extents) {
    double[] values = new double[Tensor.shapeOf(extents).size()];
    Arrays.setAll(values, k -> (float) (scale * random.nextGaussian()));
    return Parameter.trainable(name, new Tensor(Tensor.shapeOf(extents), values));
  }

  private static double[] strokes(Random random, int side) {
    double[] x = new double[side * side];
    int row = side / 2;
    int column = side / 2;
    for (int step = 0; step < 2 * side; step++) {
      x[row * side + column] = random.nextInt(3) == 0 ? random.nextInt(256) / 255f : 253 / 255f;
      row = Math.max(1, Math.min(side - 2, row + random.nextInt(3) - 1));
      column = Math.max(1, Math.min(side - 2, column + random.nextInt(3) - 1));
    }
    return x;
  }
}
