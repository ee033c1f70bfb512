package io.plumbline.graph.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.core.InvalidInputException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Cross-entropy at several positions against the same one position after another. */
class PositionsTest {
  private static final long IGNORED = -100;

  @ParameterizedTest
  @CsvSource({"1, 3, 100", "7, 5, 1", "4, 3, 6", "2, 2, 2", "1, 4, 1"})
  void isTheMeanOverThePositionsThatCount(int outer, int classes, int inner) {
    Positions positions = new Positions(outer, classes, inner);
    Random random = new Random(outer + 31L * classes + 977L * inner);
    double[] scores = random.doubles((long) outer * classes * inner, -4, 4).toArray();
    long[] labels = new long[positions.count()];
    double sum = 0;
    int counted = 0;
    double[] gradient = new double[scores.length];
    for (int o = 0; o < outer; o++) {
      for (int i = 0; i < inner; i++) {
        int place = o * inner + i;
        labels[place] = place % 5 == 3 ? IGNORED : random.nextInt(classes);
        if (labels[place] == IGNORED) {
          continue;
        }
        counted++;
        double total = 0;
        for (int c = 0; c < classes; c++) {
          total += Math.exp(scores[(o * classes + c) * inner + i]);
        }
        for (int c = 0; c < classes; c++) {
          int at = (o * classes + c) * inner + i;
          gradient[at] = Math.exp(scores[at]) / total - (labels[place] == c ? 1 : 0);
          sum += labels[place] == c ? Math.log(total) - scores[at] : 0;
        }
      }
    }
    Objective objective = objective(labels, positions, scores.length);
    assertThat(objective.value(scores)).isCloseTo(sum / counted, within(1e-13));
    double[] bar = new double[scores.length];
    objective.gradient(scores, bar);
    for (int k = 0; k < bar.length; k++) {
      assertThat(bar[k]).isCloseTo(gradient[k] / counted, within(1e-14));
    }
  }

  @Test
  void differencesKeepTheDigitsThatSubtractionLoses() {
    Positions positions = new Positions(3, 4, 5);
    Random random = new Random(1);
    double[] scores = random.doubles(60, -3, 3).toArray();
    long[] labels = random.longs(15, 0, 4).toArray();
    Objective objective = objective(labels, positions, 60);
    double[] bar = new double[60];
    objective.gradient(scores, bar);
    double[] change = random.doubles(60, -1e-9, 1e-9).toArray();
    double linear = 0;
    for (int k = 0; k < 60; k++) {
      linear += bar[k] * change[k];
    }
    assertThat(objective.difference(scores, change)).isCloseTo(linear, within(1e-8 * 1e-9));
    double[] large = random.doubles(60, -1, 1).toArray();
    double[] moved = new double[60];
    for (int k = 0; k < 60; k++) {
      moved[k] = scores[k] + large[k];
    }
    assertThat(objective.difference(scores, large))
        .isCloseTo(objective.value(moved) - objective.value(scores), within(1e-12));
  }

  @Test
  void float32StaysWithinTheFormulasError() {
    Positions positions = new Positions(2, 6, 3);
    for (int seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      double[] scores = new double[36];
      for (int k = 0; k < 36; k++) {
        scores[k] = (float) (5 * random.nextGaussian());
      }
      long[] labels = random.longs(6, 0, 6).toArray();
      Objective objective = objective(labels, positions, 36);
      double[] exact = new double[36];
      objective.gradient(scores, exact);
      double[] allowed = new double[36];
      objective.formulaError(scores, 0x1p-24, allowed);
      double[] loose = new double[36];
      objective.looseFormulaError(scores, 0x1p-24, loose);
      for (int place = 0; place < 6; place++) {
        float most = Float.NEGATIVE_INFINITY;
        for (int c = 0; c < 6; c++) {
          most = Math.max(most, (float) scores[positions.at(place, c)]);
        }
        float sum = 0;
        for (int c = 0; c < 6; c++) {
          sum += (float) Math.exp((float) scores[positions.at(place, c)] - most);
        }
        for (int c = 0; c < 6; c++) {
          int at = positions.at(place, c);
          float p = (float) Math.exp((float) scores[at] - most) / sum;
          float own = (p - (labels[place] == c ? 1 : 0)) / 6;
          assertThat(Math.abs(own - exact[at])).isLessThanOrEqualTo(allowed[at] + loose[at]);
        }
      }
    }
  }

  @Test
  void refusesWhatIsNoQuestion() {
    Positions positions = new Positions(1, 3, 4);
    assertThatThrownBy(() -> Labelling.PLAIN.target(new long[] {0, 1, 2}, positions))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("labels (3) must be as many as positions, 4");
    assertThatThrownBy(() -> Labelling.PLAIN.target(new long[] {0, 1, 3, 0}, positions))
        .hasMessage("label (3) must be at least 0 and below 3");
    assertThatThrownBy(
            () ->
                new Labelling(0, new double[0], Reduction.MEAN, 7)
                    .target(new long[] {7, 7, 7, 7}, positions))
        .hasMessage("labels (all 7) must have one that is not ignored");
    Target target = Labelling.PLAIN.target(new long[4], positions);
    assertThatThrownBy(
            () -> Objective.of(new Loss.MeanSquaredError(), target, OutputKind.LOGITS, 12))
        .hasMessage("labels (a class at each position) must be for --loss cross-entropy");
  }

  private static Objective objective(long[] labels, Positions positions, int outputs) {
    Target target = Labelling.PLAIN.target(labels, positions);
    return Objective.of(Loss.CROSS_ENTROPY, target, OutputKind.LOGITS, outputs);
  }
}
