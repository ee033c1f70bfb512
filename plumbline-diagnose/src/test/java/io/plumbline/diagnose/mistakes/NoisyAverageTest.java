package io.plumbline.diagnose.mistakes;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.core.cause.Cause;
import io.plumbline.core.function.Precision;
import io.plumbline.evaluate.Evaluator;
import io.plumbline.graph.TieRule;
import io.plumbline.graph.loss.Loss;
import io.plumbline.readers.Models;
import io.plumbline.testing.Corpus;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Smoothed gradients of other draws than the search's, and what has no more than noise in it. */
@Tag("slow")
class NoisyAverageTest {
  private static final int ROWS = 2;

  /** A network, a sample and its derivative. */
  private record Given(ModelCauses causes, Evaluator evaluator, Example sample) {
    static List<Given> of(String name) {
      Corpus corpus = Corpus.read(name);
      Evaluator evaluator = Evaluator.of(Models.read(corpus.model()));
      List<Given> all = new ArrayList<>();
      corpus.rows().stream()
          .filter(row -> !row.truth().equals("wrong"))
          .limit(ROWS)
          .forEach(
              row -> {
                Example sample = new Example(row.x(), row.target(evaluator.outputs()));
                ModelCauses causes =
                    ModelCauses.of(evaluator, Loss.CROSS_ENTROPY, List.of(sample), DataSet.NONE);
                all.add(new Given(causes, evaluator, sample));
              });
      return all;
    }

    double[] at(double[] x) {
      return evaluator.at(x, Loss.CROSS_ENTROPY, sample.target()).gradient(TieRule.FIRST);
    }

    double[] smoothed(Random random, double noise, int inputs) {
      double[] mean = new double[sample.x().length];
      for (int draw = 0; draw < inputs; draw++) {
        double[] x = values(k -> (float) (sample.x()[k] + noise * random.nextGaussian()));
        double[] gradient = at(x);
        Arrays.setAll(mean, k -> mean[k] + gradient[k] / inputs);
      }
      return mean;
    }

    double[] values(IntToDoubleFunction of) {
      double[] values = new double[sample.x().length];
      Arrays.setAll(values, of);
      return values;
    }

    Cause explain(double[] gradient) {
      double[] stored = values(k -> (float) gradient[k]);
      return causes
          .explain(
              0, Suspicions.of(evaluator, sample.x(), sample.target(), stored, Precision.FLOAT32))
          .get(0);
    }
  }

  /** Within the noise nothing can be told; beyond it the noise comes out nearly. */
  @ParameterizedTest
  @ValueSource(strings = {"seed-keras", "torchres-onnx", "resmax-onnx"})
  void smoothedGradientsAreNamedOrUnknown(String name) {
    Random random = new Random(5);
    int named = 0;
    for (Given given : Given.of(name)) {
      for (double noise : new double[] {0.1, 0.2}) {
        for (int inputs : new int[] {20, 100}) {
          Cause cause = given.explain(given.smoothed(random, noise, inputs));
          assertThat(cause.id()).as("%s", cause).isIn("averaged", "unknown");
          if (cause.id().equals("averaged")) {
            named++;
            assertThat((double) cause.details().get("noise") / noise)
                .as("%s", cause)
                .isBetween(0.3, 3.0);
          }
        }
      }
    }
    assertThat(named).as("of %d", 4 * ROWS).isGreaterThanOrEqualTo(2 * ROWS);
  }

  @Test
  void noiseIsNotCalledSmoothed() {
    Random random = new Random(6);
    for (String name : List.of("seed-keras", "torchres-onnx", "resmax-onnx")) {
      for (Given given : Given.of(name)) {
        double[] right = given.at(given.sample.x());
        double size = Math.sqrt(Arrays.stream(right).map(v -> v * v).sum() / right.length);
        for (double share : new double[] {0.1, 0.5, 2}) {
          double[] noisy = given.values(k -> right[k] + share * size * random.nextGaussian());
          assertThat(given.explain(noisy).id()).isEqualTo("unknown");
          double[] smaller = Arrays.stream(noisy).map(v -> 0.7 * v).toArray();
          assertThat(given.explain(smaller).id()).isEqualTo("unknown");
        }
      }
    }
  }
}
