package io.plumbline.core.verdict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.core.InvalidInputException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rule's table: one coordinate among others that agree. */
class JudgeTest {
  /** Beside the coordinate in question, three of size 1 that agree: the root mean square is 0.9. */
  private static Judgement judge(double g, double d, double bound, double rounding, double doubt) {
    double[] gradient = {1, 1, 1, g};
    Evidence evidence =
        new Evidence(
            new double[] {1, 1, 1, d},
            new double[] {0, 0, 0, bound},
            new double[] {0, 0, 0, rounding},
            new double[] {0, 0, 0, doubt},
            List.of(),
            Together.UNKNOWN);
    return new Judge(1e-3).judge(gradient, evidence);
  }

  @ParameterizedTest
  @CsvSource({
    // g, d, bound, rounding, doubt, what is said
    "1, 1, 0, 0, 0, AGREES",
    "1.0009, 1, 0, 0, 0, AGREES",
    "1.0011, 1, 0, 0, 0, DISAGREES",
    "1.0011, 1, 2e-4, 0, 0, AGREES",
    "1.0011, 1, 0, 2e-4, 0, AGREES",
    "1.0011, 1, 0, 0, 2e-4, DOUBTFUL",
    "1.0031, 1, 0, 0, 2e-3, DISAGREES",
    // Nothing is allowed: equal is right, however small; the smallest difference is wrong.
    "0, 0, 0, 0, 0, AGREES",
    "-0.0, 0, 0, 0, 0, AGREES",
    "4.9e-324, 4.9e-324, 0, 0, 0, AGREES",
    "4.9e-324, 0, 0, 0, 0, DISAGREES",
    "0, 4.9e-324, 0, 0, 0, DISAGREES",
    "-1e-310, 1e-310, 0, 0, 0, DISAGREES",
    // Rounding larger than the derivative hides a mistake only where it is large itself.
    "0, 1e-9, 0, 1e-8, 0, AGREES",
    "0, 0.008, 0, 0.0084, 0, AGREES",
    "0, 0.008, 0, 0.0088, 0, UNDECIDED",
    "0.5, 0.5, 0, 0.49, 0, AGREES",
    // A gradient that is no number is wrong where the derivative is one.
    "NaN, 1, 0, 0, 0, DISAGREES",
    "NaN, 1, Infinity, 0, 0, DISAGREES",
    "Infinity, 1, 0, 0, 0, DISAGREES",
    "-Infinity, 1, Infinity, 0, 0, DISAGREES",
    // What nothing bounds is not decided.
    "7, 1, Infinity, 0, 0, UNDECIDED",
    "7, 1, NaN, 0, 0, UNDECIDED",
    "7, 1, 0, NaN, 0, UNDECIDED",
    "7, 1, 0, 0, NaN, DOUBTFUL",
    "7, 1, 0, 0, Infinity, DOUBTFUL",
    // Where there is no derivative nothing is wrong.
    "7, NaN, 0, 0, 0, UNDECIDED",
    "NaN, NaN, 0, 0, 0, DISAGREES",
    "7, Infinity, 0, 0, 0, UNDECIDED",
  })
  void oneCoordinate(
      double g, double d, double bound, double rounding, double doubt, Agreement said) {
    assertThat(judge(g, d, bound, rounding, doubt).agreements()[3]).isEqualTo(said);
  }

  @Test
  void theNormIsJudgedBesideTheCoordinates() {
    double[] d = {3, 4};
    for (double[] row : new double[][] {{0.02, 0}, {0.06, 1}, {0.2, 2}}) {
      Evidence evidence =
          new Evidence(
              d,
              new double[2],
              new double[] {1, 1},
              new double[2],
              List.of(),
              new Together(0.02, 0.1));
      Judgement judgement = new Judge(1e-3).judge(new double[] {3 + row[0], 4}, evidence);
      Agreement[] expected = {Agreement.AGREES, Agreement.DOUBTFUL, Agreement.DISAGREES};
      assertThat(judgement.together()).isEqualTo(expected[(int) row[1]]);
      assertThat(judgement.wrong()).isEqualTo(row[1] == 2);
      assertThat(judgement.agrees()).isEqualTo(row[1] == 0);
    }
  }

  @Test
  void commonErrorsWithinTheirBoundsAreTakenOut() {
    double[] d = {1, -2, 3, 0.5};
    double[] v = {1, 1, -1, 2};
    Freedom freedom = new Freedom("score", v, -0.1, 0.1, 0.05);
    Evidence evidence = new Evidence(d, new double[4], filled(1e-6), List.of(freedom));
    for (double factor : new double[] {-0.1, 0.03, 0.1}) {
      Judgement judgement = new Judge(0).judge(moved(d, v, factor), evidence);
      assertThat(judgement.agrees()).isTrue();
      assertThat(judgement.factors()[0]).isBetween(factor - 1e-5, factor + 1e-5);
    }
    assertThat(new Judge(0).judge(moved(d, v, 0.13), evidence).count(Agreement.DOUBTFUL))
        .isPositive();
    assertThat(new Judge(0).judge(moved(d, v, 0.13), evidence).wrong()).isFalse();
    assertThat(new Judge(0).judge(moved(d, v, 0.16), evidence).wrong()).isTrue();
  }

  @Test
  void fewWrongCoordinatesDoNotBendTheFitOfTheOthers() {
    int size = 40;
    double[] d = new double[size];
    double[] v = new double[size];
    for (int k = 0; k < size; k++) {
      d[k] = Math.sin(k + 1.0);
      v[k] = Math.cos(3.0 * k);
    }
    double[] g = moved(d, v, 0.07);
    g[11] += 0.5;
    g[30] -= 0.2;
    double[] rounding = new double[size];
    Arrays.fill(rounding, 1e-5);
    Freedom freedom = new Freedom("score", v, -0.1, 0.1, 0);
    Judgement judgement =
        new Judge(0).judge(g, new Evidence(d, new double[size], rounding, List.of(freedom)));
    assertThat(judgement.count(Agreement.DISAGREES)).isEqualTo(2);
    assertThat(judgement.agreements()[11]).isEqualTo(Agreement.DISAGREES);
    assertThat(judgement.agreements()[30]).isEqualTo(Agreement.DISAGREES);
  }

  @ParameterizedTest
  @ValueSource(doubles = {-1e-9, 1, Double.NaN, Double.POSITIVE_INFINITY})
  void aToleranceOutOfRangeIsRefused(double tolerance) {
    assertThatThrownBy(() -> new Judge(tolerance))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("rtol (" + tolerance + ") must be");
  }

  private static double[] moved(double[] d, double[] v, double factor) {
    double[] moved = d.clone();
    for (int k = 0; k < moved.length; k++) {
      moved[k] += factor * v[k];
    }
    return moved;
  }

  private static double[] filled(double value) {
    double[] filled = new double[4];
    Arrays.fill(filled, value);
    return filled;
  }
}
