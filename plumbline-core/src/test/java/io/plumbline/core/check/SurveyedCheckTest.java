package io.plumbline.core.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.cause.Cause;
import io.plumbline.core.verdict.Reason;
import io.plumbline.core.verdict.Verdict;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Gradients of networks in float32, held by all of their entries together. */
class SurveyedCheckTest {
  private static final int SIZE = 120;
  private static final int HIDDEN = 48;

  /** A layer of ReLUs and a sum, in float32, and its gradient in float64. */
  private record Relus(float[][] weights, float[] biases, float[] sum) {
    static Relus drawn(long seed) {
      Random random = new Random(seed);
      float[][] weights = new float[HIDDEN][SIZE];
      float[] biases = new float[HIDDEN];
      float[] sum = new float[HIDDEN];
      for (int j = 0; j < HIDDEN; j++) {
        for (int k = 0; k < SIZE; k++) {
          weights[j][k] = (float) (random.nextGaussian() / Math.sqrt(SIZE));
        }
        biases[j] = (float) (0.1 * random.nextGaussian());
        sum[j] = (float) random.nextGaussian();
      }
      return new Relus(weights, biases, sum);
    }

    private float before(int j, float[] x) {
      float z = biases[j];
      for (int k = 0; k < SIZE; k++) {
        z += weights[j][k] * x[k];
      }
      return z;
    }

    float value(float[] x) {
      float value = 0;
      for (int j = 0; j < HIDDEN; j++) {
        value += sum[j] * Math.max(0, before(j, x));
      }
      return value;
    }

    double[] gradient(double[] x) {
      float[] narrowed = Floats.narrowed(x);
      double[] gradient = new double[SIZE];
      for (int j = 0; j < HIDDEN; j++) {
        for (int k = 0; k < SIZE && before(j, narrowed) > 0; k++) {
          gradient[k] += (double) sum[j] * weights[j][k];
        }
      }
      return gradient;
    }

    GradientCheck check(double[] x, double[] gradient) {
      return GradientCheck.ofFloats(this::value).gradient(gradient).at(x);
    }
  }

  private static double[] drawn(long seed) {
    Random random = new Random(seed);
    double[] x = new double[SIZE];
    Arrays.setAll(x, k -> (float) random.nextGaussian());
    return x;
  }

  private static double[] times(double factor, double[] gradient) {
    return Arrays.stream(gradient).map(each -> factor * each).toArray();
  }

  /**
   * Counts what is decided of twenty networks: right gradients, and such that are too large or too
   * small.
   */
  @Test
  void allEntriesTogetherAreKnownWhereEachDrowns() {
    int alone = 0;
    int right = 0;
    int wrong = 0;
    for (long seed = 0; seed < 20; seed++) {
      Relus relus = Relus.drawn(seed);
      double[] x = drawn(seed + 100);
      double[] gradient = relus.gradient(x);
      CheckResult together = relus.check(x, gradient).surveyed().check();
      assertThat(together.verdict()).as("seed %s: %s", seed, together).isNotEqualTo(Verdict.FAIL);
      right += together.passed() ? 1 : 0;
      alone += relus.check(x, gradient).check().passed() ? 1 : 0;
      for (double factor : new double[] {0, -1, 0.5, 0.95, 1.05}) {
        CheckResult other = relus.check(x, times(factor, gradient)).surveyed().check();
        assertThat(other.verdict())
            .as("seed %s, times %s", seed, factor)
            .isNotEqualTo(Verdict.PASS);
        wrong += other.verdict() == Verdict.FAIL ? 1 : 0;
      }
    }
    assertThat(alone).as("right ones that pass entry by entry").isZero();
    assertThat(right).as("right ones that pass, of twenty").isEqualTo(18);
    assertThat(wrong).as("wrong ones that fail, of a hundred").isEqualTo(96);
  }

  /** Where windows tie throughout, no rule for them is called wrong, and gross mistakes are. */
  @ParameterizedTest
  @ValueSource(ints = {2, 3, 5, 9})
  void tiesAreLeftOpen(int width) {
    Random random = new Random(width);
    double[] weights = random.doubles(SIZE, -1, 1).toArray();
    double[] x = new double[SIZE];
    for (int k = 0; k < SIZE / 4; k++) {
      x[k] = random.nextFloat();
    }
    double[] gradient = new double[SIZE];
    for (int at = 0; at + width <= SIZE; at++) {
      int most = at;
      for (int k = at; k < at + width; k++) {
        most = x[k] > x[most] ? k : most;
      }
      gradient[most] += weights[at];
    }
    GradientCheck check = GradientCheck.ofFloats(y -> largest(y, width, weights)).at(x).surveyed();
    CheckResult right = check.gradient(gradient).check();
    assertThat(right.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(right.reason()).contains(Reason.NOT_SMOOTH);
    for (double factor : new double[] {0, -1, 3}) {
      CheckResult wrong = check.gradient(times(factor, gradient)).check();
      assertThat(wrong.verdict()).as("times %s", factor).isEqualTo(Verdict.FAIL);
    }
  }

  private static double largest(float[] x, int width, double[] weights) {
    double sum = 0;
    for (int at = 0; at + width <= x.length; at++) {
      float most = x[at];
      for (int k = at; k < at + width; k++) {
        most = Math.max(most, x[k]);
      }
      sum += weights[at] * most;
    }
    return sum;
  }

  @Test
  void aFactorIsNamed() {
    Relus relus = Relus.drawn(1);
    double[] x = drawn(2);
    CheckResult result = relus.check(x, times(2, relus.gradient(x))).surveyed().check();
    assertThat(result.causes()).extracting(Cause::id).first().isEqualTo("scale");
    assertThat(result.reproduction()).startsWith("GradientCheck.of(…).surveyed().at(x = ");
  }

  /** As any check: units, repeated values, what counts, what stops it, and what it cannot do. */
  @Test
  void isACheckAsAnyOther() {
    Relus relus = Relus.drawn(3);
    double[] x = drawn(4);
    double[] gradient = relus.gradient(x);
    CheckResult plain = relus.check(x, gradient).surveyed().check();
    CheckResult threads = relus.check(x, gradient).surveyed().threads(2).check();
    assertThat(threads.toString()).isEqualTo(plain.toString());
    assertThat(plain.evaluations()).isGreaterThan(32L * SIZE);
    assertThat(plain.sentence()).startsWith("all 120 entries together are right; a mistake of ");
    double unit = 0x1p-20;
    double[] scaled = times(unit, x);
    CheckResult inUnits =
        GradientCheck.ofFloats(
                y -> relus.value(Floats.narrowed(times(1 / unit, Floats.widened(y)))))
            .gradient(times(1 / unit, gradient))
            .at(scaled)
            .scale(unit)
            .surveyed()
            .check();
    assertThat(inUnits.verdict()).isEqualTo(plain.verdict());
    Random chance = new Random(5);
    CheckResult random =
        GradientCheck.ofFloats(y -> relus.value(y) + (float) chance.nextGaussian())
            .gradient(gradient)
            .at(x)
            .surveyed()
            .check();
    assertThat(random.reason()).contains(Reason.RANDOM_VALUES);
    CheckResult stopped = relus.check(x, gradient).surveyed().budget(Duration.ofNanos(1)).check();
    assertThat(stopped.reason()).contains(Reason.OUT_OF_TIME);
    assertThatThrownBy(() -> relus.check(x, gradient).surveyed().solverTolerance(1e-6).check())
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "survey (asked for) must be without a Hessian, a manifold and a solver's tolerance");
  }
}
