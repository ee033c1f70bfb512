package io.plumbline.core.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
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
