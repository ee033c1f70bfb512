package io.plumbline.core.verdict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

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
    "0.5, 0.5, 0, 0.5, 0, UNDECIDED",
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
  void noiseOfAHundredthOfTheRootMeanSquareHidesNothing() {
    Evidence evidence =
        new Evidence(new double[] {2, 0, 0, 0}, new double[4], filled(0.01), List.of());
    Judgement judgement = new Judge(0).judge(new double[] {2, 0, 0, 0}, evidence);
    assertThat(judgement.count(Agreement.AGREES)).isEqualTo(4);
  }

  /** At a boundary a coordinate, and all together, are still within. */
  @ParameterizedTest
  @CsvSource({
    "0.5, AGREES",
    "0.5000001, DOUBTFUL",
    "0.75, DOUBTFUL",
    "0.7500001, DISAGREES",
  })
  void whatIsAllowedTogetherIsAllowed(double off, Agreement said) {
    Evidence evidence =
        new Evidence(
            new double[2],
            new double[2],
            new double[] {1, 1},
            new double[2],
            List.of(),
            new Together(0.5, 0.25));
    assertThat(new Judge(0).judge(new double[] {off, 0}, evidence).together()).isEqualTo(said);
  }

  @Test
  void theToleranceIsOfTheNorm() {
    double[] d = {3, 4};
    Evidence evidence =
        new Evidence(
            d, new double[2], new double[] {1, 1}, new double[2], List.of(), new Together(0, 0));
    Judge judge = new Judge(0.01);
    assertThat(judge.relativeTolerance()).isEqualTo(0.01);
    assertThat(judge.judge(new double[] {3.049, 4}, evidence).together())
        .isEqualTo(Agreement.AGREES);
    assertThat(judge.judge(new double[] {3.051, 4}, evidence).together())
        .isEqualTo(Agreement.DISAGREES);
  }

  /** Whichever derivative it is that is within the tolerance of the gradient. */
  @Test
  void whatIsAllowedIsSeenFromTheGradientToo() {
    double[] allowed = new Judge(0.01).allowed(new double[] {2, -2, 0}, new double[] {0.1, 0, 0.2});
    assertThat(allowed[0]).isCloseTo(0.12 / 0.99, within(1e-15));
    assertThat(allowed[1]).isCloseTo(0.02 / 0.99, within(1e-15));
    assertThat(allowed[2]).isCloseTo(0.2 / 0.99, within(1e-15));
    double d = 2 / 1.01;
    assertThat(Math.abs(2 - d)).isLessThanOrEqualTo(allowed[1] + 1e-15);
    double[] unknown = {Double.NaN};
    assertThat(new Judge(0).allowed(unknown, unknown)).containsExactly(Double.POSITIVE_INFINITY);
  }

  /** Doubt takes nothing away from what is sure: the factors are those of the narrow fit. */
  @Test
  void doubtIsNotUsedWhereNothingNeedsIt() {
    double[] d = {1, -2, 3, 0.5};
    double[] v = {1, 1, -1, 2};
    Evidence evidence =
        new Evidence(
            d,
            new double[4],
            filled(1e-6),
            filled(1),
            List.of(new Freedom("score", v, -0.1, 0.1, 0.05)),
            Together.UNKNOWN);
    Judgement judgement = new Judge(0).judge(moved(d, v, 0.07), evidence);
    assertThat(judgement.agrees()).isTrue();
    assertThat(judgement.factors()[0]).isCloseTo(0.07, within(1e-5));
  }

  /** What a coordinate's doubt allows may take a common error besides. */
  @Test
  void doubtIsFittedAnew() {
    double[] d = {1, -2, 3, 0.5};
    double[] v = {1, 1, -1, 2};
    List<Freedom> freedoms = List.of(new Freedom("score", v, -0.1, 0.1, 0));
    Evidence evidence =
        new Evidence(d, new double[4], filled(1e-6), filled(0.1), freedoms, Together.UNKNOWN);
    Judgement judgement = new Judge(0).judge(moved(d, v, 0.13), evidence);
    assertThat(judgement.wrong()).isFalse();
    assertThat(judgement.count(Agreement.DOUBTFUL)).isPositive();
  }

  @Test
  void excessAddsUpOverWhatDisagrees() {
    Judgement judgement =
        new Judgement(
            new Agreement[] {
              Agreement.DISAGREES, Agreement.DISAGREES, Agreement.DISAGREES, Agreement.DOUBTFUL
            },
            Agreement.AGREES,
            new double[] {-3, 1, 1e-3, 1e9},
            new double[] {1, 0, 1e-3 / Math.expm1(2), 1},
            new double[0]);
    assertThat(judgement.excess()).isCloseTo(Math.log(4) + 14 + 2, within(1e-12));
    assertThat(judgement.wrong()).isTrue();
    assertThat(judgement.agrees()).isFalse();
  }

  @Test
  void oneDoubtfulCoordinateIsNoAgreement() {
    Agreement[] one = {Agreement.AGREES, Agreement.DOUBTFUL};
    double[] none = new double[2];
    Judgement judgement = new Judgement(one, Agreement.AGREES, none, none, none);
    assertThat(judgement.wrong()).isFalse();
    assertThat(judgement.agrees()).isFalse();
    Agreement[] both = {Agreement.AGREES, Agreement.AGREES};
    assertThat(new Judgement(both, Agreement.AGREES, none, none, none).agrees()).isTrue();
    assertThat(new Judgement(both, Agreement.DOUBTFUL, none, none, none).agrees()).isFalse();
    assertThat(new Judgement(both, Agreement.DISAGREES, none, none, none).agrees()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "0.5, 1, 0",
    "-1, -0.5, 0",
    "-1, 1, -0.5",
    "NaN, 1, 0",
    "-1, NaN, 0",
    "-1, 1, NaN",
  })
  void boundsThatDoNotEncloseZeroAreRefused(double lower, double upper, double doubt) {
    assertThatThrownBy(() -> new Freedom("share", new double[1], lower, upper, doubt))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("share: bounds (" + lower + ", " + upper + ", " + doubt + ") must enclose 0");
  }

  @Test
  void aFreedomReachesItsFurtherBound() {
    assertThat(new Freedom("share", new double[1], 0, 0, 0).bound()).isZero();
    assertThat(new Freedom("error", new double[1], -3, 1, 0).bound()).isEqualTo(3);
    assertThat(new Freedom("error", new double[1], -1, 3, 0).bound()).isEqualTo(3);
    Freedom doubted = new Freedom("error", new double[1], -1, 3, 0.5).doubted();
    assertThat(doubted.lower()).isEqualTo(-1.5);
    assertThat(doubted.upper()).isEqualTo(3.5);
    assertThat(doubted.doubt()).isZero();
  }

  /** What is infinite where a certificate does not look does not count. */
  @Test
  void theFurthestErrorIsAtABound() {
    Freedom one = new Freedom("one", new double[] {1, Double.POSITIVE_INFINITY}, -2, 3, 0);
    Freedom other = new Freedom("other", new double[] {-1, 0}, -5, 7, 0);
    Freedoms.Extreme extreme = Freedoms.of(List.of(one, other), 2).extreme(new double[] {2, 0});
    assertThat(extreme.factors()).containsExactly(3, -5);
    assertThat(extreme.product()).isEqualTo(2 * 3 + 2 * 5);
    assertThat(extreme.error()[0]).isEqualTo(8);
  }

  @ParameterizedTest
  @CsvSource({"3, 2, 2", "2, 3, 2", "2, 2, 3"})
  void evidenceOfOtherLengthsIsRefused(int bound, int rounding, int doubt) {
    assertThatThrownBy(
            () ->
                new Evidence(
                    new double[2],
                    new double[bound],
                    new double[rounding],
                    new double[doubt],
                    List.of(),
                    Together.UNKNOWN))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("must be as many as derivatives, 2");
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

  @ParameterizedTest
  @ValueSource(ints = {0, 2, 4})
  void aGradientOfAnotherLengthIsRefused(int length) {
    Evidence evidence = new Evidence(new double[3], new double[3], new double[3], List.of());
    assertThatThrownBy(() -> new Judge(1e-3).judge(new double[length], evidence))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("gradient (" + length + " entries) must have those of the derivative, 3");
  }
}
