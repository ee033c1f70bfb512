package io.plumbline.evaluate.differences;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.core.function.Shape;
import io.plumbline.evaluate.Evaluator;
import io.plumbline.evaluate.Inside;
import io.plumbline.evaluate.Piece;
import io.plumbline.evaluate.Point;
import io.plumbline.evaluate.kernel.Pinned;
import io.plumbline.evaluate.result.Differences;
import io.plumbline.evaluate.result.ParameterDifferences;
import io.plumbline.evaluate.result.ParameterGradient;
import io.plumbline.graph.Activation;
import io.plumbline.graph.Convolution;
import io.plumbline.graph.Dense;
import io.plumbline.graph.Elementwise;
import io.plumbline.graph.Graph;
import io.plumbline.graph.Layout;
import io.plumbline.graph.MaxPool;
import io.plumbline.graph.Op;
import io.plumbline.graph.Parameter;
import io.plumbline.graph.Reshape;
import io.plumbline.graph.Tensor;
import io.plumbline.graph.TieRule;
import io.plumbline.graph.Value;
import io.plumbline.graph.Window;
import io.plumbline.graph.loss.Loss;
import io.plumbline.graph.loss.Target;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Blocks pushed as one against their slow twin, the kernels pushed one by one. */
public class PinnedBlockTest {
  private static final int CLASSES = 4;

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19})
  void fusedAndSinglePushesAgree(int seed) {
    Point point = randomPoint(new Random(seed));
    assertThat(Inside.of(point).program.blocks()).as("seed %d", seed).isNotEmpty();
    Pinned<?>[] pins = Inside.of(point).pins(seed % 2 == 0 ? TieRule.FIRST : TieRule.LAST);
    Differencing fused = new Differencing(Inside.of(point), pins, true);
    Differencing single = new Differencing(Inside.of(point), pins, false);
    int[][] groups = groups(Inside.of(point).size());
    assertAgree(fused.byInput(groups), single.byInput(groups), "seed " + seed + " input");
    List<ParameterDifferences> parameters = fused.byParameters();
    List<ParameterDifferences> expected = single.byParameters();
    for (int k = 0; k < parameters.size(); k++) {
      String name = "seed " + seed + " " + parameters.get(k).name();
      assertAgree(parameters.get(k).differences(), expected.get(k).differences(), name);
    }
  }

  @Test
  void generatedCasesHoldTiesKinksAndSmoothCoordinates() {
    int[] counts = new int[Differences.Standing.values().length];
    int shorter = 0;
    for (int seed = 0; seed < 20; seed++) {
      Differences all = randomPoint(new Random(seed)).differences(TieRule.FIRST);
      for (Differences.Standing standing : Differences.Standing.values()) {
        counts[standing.ordinal()] += all.count(standing);
      }
      shorter += (int) Arrays.stream(all.steps()).filter(h -> h < 0x1p-21).count();
    }
    assertThat(counts[Differences.Standing.SMOOTH.ordinal()]).isGreaterThan(100);
    assertThat(counts[Differences.Standing.TIED.ordinal()]).isGreaterThan(100);
    assertThat(shorter).isGreaterThan(10);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 7})
  void resultsDoNotDependOnTheNumberOfThreads(int threads) throws Exception {
    Point point = randomPoint(new Random(2));
    Differences here = point.differences(TieRule.FIRST);
    ForkJoinPool pool = new ForkJoinPool(threads);
    try {
      Differences there =
          pool.submit(() -> randomPoint(new Random(2)).differences(TieRule.FIRST)).get();
      assertThat(there.values()).containsExactly(here.values());
      assertThat(there.bounds()).containsExactly(here.bounds());
      assertThat(there.standings()).containsExactly(here.standings());
    } finally {
      pool.shutdown();
    }
  }

  @Test
  void parametersBehindACurvedOperationAreDifferencedOnBothSides() {
    Random random = new Random(5);
    Graph.Builder builder = Graph.builder("curved");
    Value at = builder.input("x", Tensor.shapeOf(1, 5));
    for (int k = 0; k < 3; k++) {
      at = builder.add("dense" + k, "Dense", dense(random, "dense" + k, 5, 5), at);
      Op tanh = new Elementwise(Activation.of(Activation.Kind.TANH));
      at = builder.add("tanh" + k, "Tanh", tanh, at);
    }
    Evaluator evaluator = Evaluator.of(builder.build(at));
    double[] x = random.doubles(5).toArray();
    Piece piece = evaluator.at(x, Loss.CROSS_ENTROPY, Target.label(1, 5)).piece(TieRule.FIRST);
    List<ParameterGradient> gradients = piece.parameterGradients();
    List<ParameterDifferences> differences = piece.parameterDifferences();
    for (int k = 0; k < gradients.size(); k++) {
      Differences found = differences.get(k).differences();
      for (int i = 0; i < found.values().length; i++) {
        double off = Math.abs(found.values()[i] - gradients.get(k).values()[i]);
        assertThat(off).as(gradients.get(k).name()).isLessThanOrEqualTo(found.bounds()[i]);
        assertThat(found.bounds()[i]).as(gradients.get(k).name()).isLessThan(1e-10);
      }
    }
  }

  private static void assertAgree(Differences fused, Differences single, String what) {
    assertThat(fused.standings()).as(what).containsExactly(single.standings());
    assertThat(fused.steps()).as(what).containsExactly(single.steps());
    for (int k = 0; k < fused.values().length; k++) {
      double bound = Math.min(fused.bounds()[k], single.bounds()[k]);
      double off = Math.abs(fused.values()[k] - single.values()[k]);
      assertThat(off).as("%s element %d", what, k).isLessThanOrEqualTo(bound);
    }
  }

  /** Single elements, and one tile of all. */
  private static int[][] groups(int size) {
    int[][] groups = new int[size + 1][];
    Arrays.setAll(groups, k -> new int[] {Math.min(k, size - 1)});
    groups[size] = new int[size];
    Arrays.setAll(groups[size], k -> k);
    return groups;
  }

  /** Two blocks and a dense layer, on an image of which a part is constant and a part nearly so. */
  private static Point randomPoint(Random random) {
    int side = new int[] {23, 24, 26, 29}[random.nextInt(4)];
    int channels = 1 + random.nextInt(2);
    Graph.Builder builder = Graph.builder("generated");
    Value at = builder.input("x", Tensor.shapeOf(1, side, side, channels));
    for (int block = 0; block < 2; block++) {
      at = block(builder, random, block, at);
    }
    int features = at.shape().size();
    at = builder.add("flatten", "Flatten", new Reshape(Tensor.shapeOf(1, features)), at);
    at = builder.add("dense", "Dense", dense(random, "dense", features, CLASSES), at);
    Evaluator evaluator = Evaluator.of(builder.build(at));
    double[] x = new double[side * side * channels];
    for (int k = 0; k < x.length; k++) {
      // A third is constant and ties, a third nearly so and nearly ties.
      double nearly = 0.5 + 1e-8 * random.nextInt(30);
      x[k] = k < x.length / 3 ? 0 : k < x.length * 2 / 3 ? nearly : random.nextDouble();
    }
    return evaluator.at(x, Loss.CROSS_ENTROPY, Target.label(1, CLASSES));
  }

  private static Value block(Graph.Builder builder, Random random, int number, Value at) {
    int in = at.shape().extent(-1);
    int out = 3 + random.nextInt(6);
    Parameter weight = parameter(random, "weight" + number, out, in, 3, 3);
    if (random.nextInt(3) == 0) {
      // Windows of different images tie as long as these weights are 0, and only so long.
      double[] values = weight.tensor().values();
      Arrays.setAll(values, k -> k % 9 < 6 ? values[k] : 0);
    }
    Parameter bias = random.nextInt(4) == 0 ? null : parameter(random, "bias" + number, out);
    int pad = random.nextInt(2);
    int stride = number == 0 ? 1 + random.nextInt(2) : 1;
    Window window = sliding(3, stride, pad, pad + random.nextInt(2), 1 + random.nextInt(2) * pad);
    Op convolution = new Convolution(weight, bias, window, 1, Layout.CHANNELS_LAST);
    Value y = builder.add("conv" + number, "Conv", convolution, at);
    int kind = random.nextInt(4);
    if (kind > 0) {
      Activation activation =
          kind == 1
              ? Activation.of(Activation.Kind.LEAKY_RELU, 0.25)
              : Activation.of(Activation.Kind.RELU);
      y = builder.add("activation" + number, "Activation", new Elementwise(activation), y);
    }
    Window pool = sliding(2 + random.nextInt(2), 1 + random.nextInt(2), 0, random.nextInt(2), 1);
    return builder.add("pool" + number, "MaxPool", new MaxPool(pool, Layout.CHANNELS_LAST), y);
  }

  private static Window sliding(int kernel, int stride, int begin, int end, int dilation) {
    int[] two = {1, 1};
    return new Window(
        times(two, kernel),
        times(two, stride),
        times(two, dilation),
        times(two, begin),
        times(two, end),
        false);
  }

  private static int[] times(int[] each, int factor) {
    return Arrays.stream(each).map(k -> k * factor).toArray();
  }

  private static Op dense(Random random, String name, int inputs, int outputs) {
    return new Dense(
        parameter(random, name + "/weight", inputs, outputs),
        parameter(random, name + "/bias", outputs));
  }

  private static Parameter parameter(Random random, String name, int... extents) {
    Shape shape = Tensor.shapeOf(extents);
    double[] values = new double[shape.size()];
    Arrays.setAll(values, k -> random.nextGaussian() / 2);
    return Parameter.trainable(name, new Tensor(shape, values));
  }
}
