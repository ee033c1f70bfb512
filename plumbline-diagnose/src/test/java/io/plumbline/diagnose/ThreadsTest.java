package io.plumbline.diagnose;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.evaluate.Evaluator;
import io.plumbline.evaluate.Piece;
import io.plumbline.graph.TieRule;
import io.plumbline.graph.loss.Loss;
import io.plumbline.graph.loss.Target;
import io.plumbline.readers.Models;
import io.plumbline.testing.Fixtures;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.Test;

/** What an evaluation depends on: its input, and nothing else. */
class ThreadsTest {
  private static final Path MODELS = Fixtures.path("models");

  @Test
  void resultsDoNotDependOnTheNumberOfThreads() throws Exception {
    List<double[]> expected = null;
    for (int threads : new int[] {1, 2, 5}) {
      ForkJoinPool pool = new ForkJoinPool(threads);
      List<double[]> found = pool.submit(ThreadsTest::everything).get();
      pool.shutdown();
      if (expected == null) {
        expected = found;
      }
      for (int k = 0; k < found.size(); k++) {
        assertThat(bits(found.get(k))).as("%s threads", threads).isEqualTo(bits(expected.get(k)));
      }
    }
  }

  private static long[] bits(double[] values) {
    return Arrays.stream(values).mapToLong(Double::doubleToRawLongBits).toArray();
  }

  private static List<double[]> everything() {
    Evaluator evaluator = Evaluator.of(Models.read(MODELS.resolve("torchres.onnx")));
    Evaluator seed = Evaluator.of(Models.read(MODELS.resolve("seed.keras")));
    List<double[]> all = new ArrayList<>();
    for (int image = 0; image < 2; image++) {
      double[] x = image(image);
      double[] before = x.clone();
      for (Evaluator each : List.of(evaluator, seed)) {
        Piece piece = each.at(x, Loss.CROSS_ENTROPY, Target.label(3, 10)).piece(TieRule.FIRST);
        all.add(each.forward(x));
        all.add(piece.gradient());
        all.add(piece.differences().values());
        all.add(piece.differences().bounds());
        if (image == 0 && each == seed) {
          piece.parameterDifferences().forEach(p -> all.add(p.differences().values()));
        }
      }
      assertThat(bits(x)).isEqualTo(bits(before));
    }
    return all;
  }

  /** Strokes on a black background. */
  static double[] image(int seed) {
    Random random = new Random(seed);
    double[] x = new double[784];
    for (int k = 0; k < 150; k++) {
      x[200 + random.nextInt(400)] = random.nextInt(256) / 255.0;
    }
    return x;
  }

  @Test
  void aBatchIsItsSamplesOneByOne() {
    Evaluator evaluator = Evaluator.of(Models.read(MODELS.resolve("seed.keras")));
    double[][] alone = new double[8][];
    for (int k = 0; k < alone.length; k++) {
      alone[k] = evaluator.forward(image(k));
    }
    double[][] together =
        java.util.stream.IntStream.range(0, alone.length)
            .parallel()
            .mapToObj(k -> evaluator.forward(image(k)))
            .toArray(double[][]::new);
    for (int k = 0; k < alone.length; k++) {
      assertThat(bits(together[k])).isEqualTo(bits(alone[k]));
    }
  }

  @Test
  void theSeedNetworkFitsInto256Megabytes() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                SmallHeap.class.getName(),
                MODELS.resolve("seed.keras").toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    assertThat(said).contains("34826 parameters");
  }

  /** Differences by all pixels and all parameters. */
  static final class SmallHeap {
    private SmallHeap() {}

    public static void main(String[] args) {
      Evaluator evaluator = Evaluator.of(Models.read(Path.of(args[0])));
      Piece piece =
          evaluator.at(image(1), Loss.CROSS_ENTROPY, Target.label(3, 10)).piece(TieRule.FIRST);
      int pixels = piece.differences().values().length;
      int parameters =
          piece.parameterDifferences().stream()
              .mapToInt(p -> p.differences().values().length)
              .sum();
      System.out.println(pixels + " pixels, " + parameters + " parameters");
    }
  }
}
