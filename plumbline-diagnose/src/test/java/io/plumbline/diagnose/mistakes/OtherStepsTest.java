package io.plumbline.diagnose.mistakes;

import static io.plumbline.diagnose.mistakes.GeneratedCase.BATCH;
import static io.plumbline.diagnose.mistakes.GeneratedCase.CLASSES;
import static io.plumbline.diagnose.mistakes.GeneratedCase.HIDDEN;
import static io.plumbline.diagnose.mistakes.GeneratedCase.PIXELS;
import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.core.cause.Cause;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an earlier step left in a gradient: its own, averaged, or what its forward pass kept. */
@Tag("slow")
class OtherStepsTest {
  private static final int SEEDS = 6;

  /** As an optimizer's loop has it: the state after each sample in turn. */
  private static double[] average(
      GeneratedCase planted, int index, double decay, boolean corrected) {
    double[] state = new double[PIXELS];
    double weights = 0;
    for (int step = 0; step <= index; step++) {
      double[] gradient = planted.right(step);
      Arrays.setAll(state, k -> decay * state[k] + (1 - decay) * gradient[k]);
      weights = decay * weights + (1 - decay);
    }
    double all = corrected ? weights : 1;
    return Arrays.stream(state).map(each -> each / all).toArray();
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.9, 0.99, 0.5})
  void aMovingAverageIsNamedByWhatItKeeps(double decay) {
    for (int seed = 0; seed < SEEDS; seed++) {
      GeneratedCase planted = new GeneratedCase(seed);
      for (boolean corrected : new boolean[] {false, true}) {
        double[] wrong = average(planted, BATCH - 1, decay, corrected);
        Cause first = planted.explain(BATCH - 1, wrong).get(0);
        assertThat(first.id()).as("%s", first).isEqualTo("moving-average");
        assertThat(first.details()).containsEntry("decay", decay).containsEntry("samples", BATCH);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.9, 0.1, 0.01})
  void oneStepFromOrToAnotherSampleIsNamed(double own) {
    for (int seed = 0; seed < SEEDS; seed++) {
      GeneratedCase planted = new GeneratedCase(seed);
      double[] wrong = planted.right(0);
      double[] other = planted.right(3);
      Arrays.setAll(wrong, k -> own * wrong[k] + (1 - own) * other[k]);
      Cause first = planted.explain(wrong).get(0);
      assertThat(first.id()).as("%s", first).isEqualTo("moving-average");
      assertThat(first.sentence()).contains("with sample 3 of the batch");
    }
  }

  @Test
  void theMeanOfTwoIsASum() {
    GeneratedCase planted = new GeneratedCase(1);
    double[] wrong = planted.right(0);
    double[] other = planted.right(3);
    Arrays.setAll(wrong, k -> (wrong[k] + other[k]) / 2);
    assertThat(planted.explain(wrong).get(0).id()).isEqualTo("accumulated");
  }

  @Test
  void anAverageOfOtherWeightsIsNone() {
    for (int seed = 0; seed < SEEDS; seed++) {
      GeneratedCase planted = new GeneratedCase(seed);
      List<Cause> causes = planted.explain(BATCH - 1, average(planted, BATCH - 1, 0.73, false));
      assertThat(causes).extracting(Cause::id).doesNotContain("moving-average");
    }
  }

  /** Of the first sample an average has nothing but a factor left. */
  @Test
  void theFirstSamplesAverageIsAFactor() {
    GeneratedCase planted = new GeneratedCase(1);
    Cause first = planted.explain(average(planted, 0, 0.9, false)).get(0);
    assertThat(first.id()).isEqualTo("scale");
  }

  /** W1 (slopes at the other · W2 (p - t)), written out. */
  private static double[] stale(GeneratedCase planted, int other) {
    double[] bar = planted.probabilities();
    bar[planted.label()] -= 1;
    double[] x = planted.batch.get(other).x();
    double[] gradient = new double[PIXELS];
    for (int unit = 0; unit < HIDDEN; unit++) {
      double at = 0;
      for (int k = 0; k < PIXELS; k++) {
        at += planted.first[k * HIDDEN + unit] * x[k];
      }
      double back = 0;
      for (int j = 0; j < CLASSES; j++) {
        back += planted.second[unit * CLASSES + j] * bar[j];
      }
      back *= planted.between.slope(at);
      for (int k = 0; k < PIXELS; k++) {
        gradient[k] += planted.first[k * HIDDEN + unit] * back;
      }
    }
    return gradient;
  }

  @Test
  void theMaskOfAnotherSampleIsNamedByTheSample() {
    for (int seed = 0; seed < SEEDS; seed++) {
      GeneratedCase planted = new GeneratedCase(seed);
      Cause first = planted.explain(stale(planted, 2)).get(0);
      assertThat(first.id()).as("%s", first).isEqualTo("stale-state");
      assertThat(first.details())
          .containsEntry("backward", "sample 2 of the batch")
          .containsEntry("layers", List.of("between"));
    }
  }

  /** A sample that was not handed in leaves nothing to tell it by. */
  @Test
  void theMaskOfAnUnknownSampleIsNotNamed() {
    for (int seed = 0; seed < SEEDS; seed++) {
      GeneratedCase planted = new GeneratedCase(seed);
      Example own = planted.batch.get(0);
      double[] wrong = stale(planted, 2);
      planted.batch.set(2, new Example(planted.around.get(0).x(), own.target()));
      assertThat(planted.explain(wrong)).extracting(Cause::id).doesNotContain("stale-state");
    }
  }
}
