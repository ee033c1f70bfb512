package io.plumbline.core.verdict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is claimed of a check, put to the proof: errors just above it do not pass. */
class PowerTest {
  private static final int SIZE = 50;
  private static final Judge JUDGE = new Judge(1e-3);

  private final Random random = new Random(11);
  private final double[] derivative = random.doubles(SIZE).map(each -> each - 0.4).toArray();
  private final double[] score = random.doubles(SIZE).map(each -> each - 0.5).toArray();

  private Evidence evidence(double factor) {
    double[] rounding = random.doubles(SIZE).map(each -> 1e-4 * each).toArray();
    return new Evidence(
        derivative,
        new double[SIZE],
        rounding,
        List.of(new Freedom("score", score, -factor, factor, 0)));
  }

  private Power power(Evidence evidence, double[] gradient) {
    return Power.of(
        JUDGE,
        evidence,
        JUDGE.judge(gradient, evidence),
        Reason.PRECISION_TOO_COARSE,
        Reason.SATURATED);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0.01",
    "0.0019, 0.01",
    "0.0021, 0.0105",
    "0.06, 0.3",
    "0.099, 0.495",
    "0.101, 0.5",
    "6, 0.5"
  })
  void coarseArithmeticMustSeeFiveTimesWhatItRounds(double noise, double required) {
    assertThat(Power.required(noise)).isCloseTo(required, within(1e-15));
  }

  /** What is claimed does not depend on units: squares of neither size are numbers. */
  @ParameterizedTest
  @ValueSource(doubles = {1e-170, 1e160})
  void sizesBeyondTheRangeOfSquaresAreNumbers(double size) {
    double[] large = java.util.Arrays.stream(derivative).map(each -> size * each).toArray();
    double[] bound = new double[SIZE];
    java.util.Arrays.fill(bound, 1e-4 * size);
    Evidence evidence = new Evidence(large, bound, new double[SIZE], List.of());
    Power power = power(evidence, large);
    assertThat(power.hidden()).isBetween(1e-3, 2e-3);
    assertThat(power.norm()).isBetween(1e-3, 2e-3);
    Judgement judgement = JUDGE.judge(large, evidence);
    assertThat(judgement.agrees()).isTrue();
    assertThat(judgement.count(Agreement.UNDECIDED)).isZero();
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 1e-3, 0.05})
  void mistakesOfAnyFormAboveTheNormDoNotPass(double factor) {
    Evidence evidence = evidence(factor);
    double[] gradient = plus(derivative, score, factor / 2);
    Power power = power(evidence, gradient);
    assertThat(JUDGE.judge(gradient, evidence).agrees()).isTrue();
    double most = 1.001 * power.norm() * norm(derivative);
    for (int trial = 0; trial < 40; trial++) {
      double[] mistake = trial == 0 ? score : new double[SIZE];
      for (int k = 0; k < SIZE && trial > 0; k++) {
        // In one coordinate, in some, in all.
        mistake[k] = trial == k || random.nextInt(1 + trial) == 0 ? random.nextGaussian() : 0;
      }
      double[] wrong = plus(gradient, mistake, most / norm(mistake));
      assertThat(JUDGE.judge(wrong, evidence).agrees()).as("trial %s", trial).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 1e-3})
  void scaleErrorsAboveTheClaimFail(double factor) {
    Evidence evidence = evidence(factor);
    Power power = power(evidence, derivative);
    for (double sign : new double[] {1, -1}) {
      double[] scaled = plus(derivative, derivative, sign * 1.001 * power.scale());
      assertThat(JUDGE.judge(scaled, evidence).wrong()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 1e-3, 0.05})
  void anErrorAboveTheClaimInOneCoordinateDoesNotPass(double factor) {
    Evidence evidence = evidence(factor);
    Power power = power(evidence, derivative);
    for (int k = 0; k < SIZE; k++) {
      double[] wrong = derivative.clone();
      wrong[k] += 1.001 * power.coordinate();
      assertThat(JUDGE.judge(wrong, evidence).agrees()).isFalse();
    }
  }

  /** Without the common errors a mistake of 5 % along them would be claimed to be seen. */
  @ParameterizedTest
  @ValueSource(doubles = {0.02, 0.05})
  void whatCommonErrorsHideCounts(double factor) {
    Evidence evidence = evidence(factor);
    Power power = power(evidence, derivative);
    double share = factor * norm(score) / norm(derivative);
    assertThat(power.hidden()).isGreaterThan(share);
    assertThat(power.norm()).isGreaterThan(share);
    assertThat(power.others()).isLessThan(2e-3);
    assertThat(power.largest().reason()).isEqualTo(Reason.SATURATED);
    Judgement along = JUDGE.judge(plus(derivative, score, 0.999 * factor), evidence);
    assertThat(along.agrees()).isTrue();
  }

  /** Three coordinates, one of them undecided, and an error that has more room on one side. */
  private static final Evidence FEW =
      new Evidence(
          new double[] {3, -4, 1e-3},
          new double[] {0.01, 0, 0},
          new double[] {0, 0.02, 0.5},
          List.of(new Freedom("score", new double[] {0.3, 0, 0.4}, -0.4, 0.1, 0)));

  private static final double[] ALLOWED = {0.013, 0.024, 0.5 + 1e-6};

  @Test
  void theFormulaOfEachShare() {
    double[] gradient = {3.005, -4.01, 0.1};
    Judgement judgement = JUDGE.judge(gradient, FEW);
    Power power = Power.of(JUDGE, FEW, judgement, Reason.PRECISION_TOO_COARSE, Reason.SATURATED);
    double whole = norm(FEW.derivative());
    assertThat(judgement.agrees()).isTrue();
    assertThat(judgement.factors()[0]).isZero();
    assertThat(power.veils())
        .extracting(Veil::reason)
        .containsExactly(Reason.PRECISION_TOO_COARSE, Reason.SATURATED);
    assertThat(power.veils().get(0).share()).isCloseTo(norm(ALLOWED) / whole, within(1e-12));
    assertThat(power.veils().get(1).share()).isCloseTo(0.4 * 0.5 / whole, within(1e-12));
    assertThat(power.hidden()).isCloseTo((norm(ALLOWED) + 0.2) / whole, within(1e-12));
    double[] each = {ALLOWED[0] + 0.005, ALLOWED[1] + 0.01, ALLOWED[2] + 0.099};
    assertThat(power.others()).isCloseTo(norm(each) / whole, within(1e-12));
    assertThat(power.norm()).isCloseTo((norm(each) + 0.2) / whole, within(1e-12));
    double first = each[0] + 0.4 * 0.3;
    assertThat(power.coordinate()).isCloseTo(first, within(1e-12));
    assertThat(power.scale()).isCloseTo(each[1] / (4 - each[1]), within(1e-12));
  }

  @Test
  void theFactorThatIsTakenComesOnTop() {
    double[] gradient = {3 - 0.1, -4, 1e-3};
    Judgement judgement = JUDGE.judge(gradient, FEW);
    double taken = -judgement.factors()[0];
    assertThat(judgement.agrees()).isTrue();
    assertThat(taken).isBetween((0.1 - 0.013) / 0.3, 0.1 / 0.3 + 1e-9);
    Power power = Power.of(JUDGE, FEW, judgement, Reason.PRECISION_TOO_COARSE, Reason.SATURATED);
    double whole = norm(FEW.derivative());
    assertThat(power.norm() - power.others()).isCloseTo((0.4 + taken) * 0.5 / whole, within(1e-12));
    double left = Math.abs(judgement.differences()[0]);
    assertThat(power.coordinate())
        .isCloseTo(ALLOWED[0] + left + (0.4 + taken) * 0.3, within(1e-12));
  }

  /** What a gradient is off by that is wrong says nothing of what would have been seen. */
  @Test
  void aWrongGradientHidesNothing() {
    Judgement judgement = JUDGE.judge(new double[] {7, 7, 7}, FEW);
    Power power = Power.of(JUDGE, FEW, judgement, Reason.PRECISION_TOO_COARSE, Reason.SATURATED);
    double whole = norm(FEW.derivative());
    assertThat(power.others()).isCloseTo(norm(ALLOWED) / whole, within(1e-12));
    assertThat(power.norm()).isCloseTo((norm(ALLOWED) + 0.2) / whole, within(1e-12));
  }

  @Test
  void ofNothingEverythingHides() {
    Evidence none = new Evidence(new double[2], new double[2], new double[2], List.of());
    Power power =
        Power.of(
            JUDGE,
            none,
            JUDGE.judge(new double[2], none),
            Reason.PRECISION_TOO_COARSE,
            Reason.SATURATED);
    assertThat(power.others()).isInfinite();
    assertThat(power.hidden()).isInfinite();
    assertThat(power.scale()).isInfinite();
  }

  @Test
  void theLargestVeilIsTheFirstOfTheLargest() {
    Veil coarse = new Veil(Reason.PRECISION_TOO_COARSE, 0.1);
    Veil common = new Veil(Reason.SATURATED, 0.1);
    Veil noise = new Veil(Reason.NOISE, 0.2);
    assertThat(power(coarse, common).largest()).isEqualTo(coarse);
    assertThat(power(common, coarse).largest()).isEqualTo(common);
    assertThat(power(coarse, noise, common).largest()).isEqualTo(noise);
    assertThat(power(noise, coarse).largest()).isEqualTo(noise);
  }

  private static Power power(Veil... veils) {
    return new Power(List.of(veils), 0, 0, 0, 0);
  }

  private static double[] plus(double[] one, double[] other, double factor) {
    double[] sum = one.clone();
    for (int k = 0; k < sum.length; k++) {
      sum[k] += factor * other[k];
    }
    return sum;
  }

  private static double norm(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value * value;
    }
    return Math.sqrt(sum);
  }
}
