package io.plumbline.core.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.core.verdict.Agreement;
import io.plumbline.core.verdict.Reason;
import io.plumbline.core.verdict.Verdict;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Gradients that are right where pieces of a function meet, and that lie beside all its slopes. */
class FunctionTiesTest {
  /** Who gets the gradient where the inputs of a window are equal. */
  private enum Rule {
    FIRST,
    LAST,
    SPLIT
  }

  /** A weighted sum of the largest of each window, and its gradient by a rule. */
  private record Pool(int size, int width, double[] weights) {
    private int[] window(int at) {
      return IntStream.range(at, at + width).map(k -> k % size).toArray();
    }

    double value(double[] x) {
      double sum = 0;
      for (int at = 0; at < weights.length; at++) {
        sum += weights[at] * Arrays.stream(window(at)).mapToDouble(k -> x[k]).max().orElseThrow();
      }
      return sum;
    }

    double[] gradient(double[] x, Rule rule) {
      double[] gradient = new double[size];
      for (int at = 0; at < weights.length; at++) {
        int[] window = window(at);
        double most = Arrays.stream(window).mapToDouble(k -> x[k]).max().orElseThrow();
        int[] tied = Arrays.stream(window).filter(k -> x[k] == most).toArray();
        switch (rule) {
          case FIRST -> gradient[tied[0]] += weights[at];
          case LAST -> gradient[tied[tied.length - 1]] += weights[at];
          case SPLIT -> {
            for (int k : tied) {
              gradient[k] += weights[at] / tied.length;
            }
          }
        }
      }
      return gradient;
    }
  }

  private static Pool pool(int size, int width) {
    return pool(size, width, 0);
  }

  private static Pool pool(int size, int width, int seed) {
    Random random = new Random(size + 100L * width + 10_000L * seed);
    double[] weights = new double[size];
    Arrays.setAll(weights, k -> random.nextGaussian());
    return new Pool(size, width, weights);
  }

  /** A background of zeros, and a few that stand out. */
  private static double[] image(int size) {
    double[] x = new double[size];
    for (int k = 0; k < size / 4; k++) {
      x[k] = 0.1 + 0.7 * ((k * 37) % 11) / 11;
    }
    return x;
  }

  @ParameterizedTest
  @EnumSource
  void everyRuleIsAChoice(Rule rule) {
    for (int width : new int[] {2, 3, 5, 9}) {
      Pool pool = pool(36, width);
      double[] x = image(36);
      CheckResult result =
          GradientCheck.of(pool::value).gradient(pool.gradient(x, rule)).at(x).check();
      assertThat(result.verdict()).as("%s of %s", rule, width).isEqualTo(Verdict.INCONCLUSIVE);
      assertThat(result.reason()).contains(Reason.NOT_SMOOTH);
    }
  }

  /** The arithmetic of a function's values. */
  private enum Arithmetic {
    FLOAT64,
    FLOAT32,
    FLOAT32_NOT_DECLARED
  }

  private static GradientCheck check(Pool pool, Arithmetic arithmetic) {
    return switch (arithmetic) {
      case FLOAT64 -> GradientCheck.of(pool::value);
      case FLOAT32 -> GradientCheck.ofFloats(x -> (float) pool.value(Floats.widened(x)));
      case FLOAT32_NOT_DECLARED ->
          GradientCheck.of(
              x -> (float) pool.value(Arrays.stream(x).map(each -> (float) each).toArray()));
    };
  }

  /** Rules by which an entry wins a combination of windows that hardly any point beside x shows. */
  @ParameterizedTest
  @EnumSource
  void noRuleIsCalledWrongInAnyArithmetic(Arithmetic arithmetic) {
    for (int width : new int[] {2, 3, 5, 9}) {
      for (int seed = 0; seed < 3; seed++) {
        Pool pool = pool(36, width, seed);
        double[] x = Arrays.stream(image(36)).map(each -> (float) each).toArray();
        for (Rule rule : Rule.values()) {
          CheckResult result =
              check(pool, arithmetic).gradient(pool.gradient(x, rule)).at(x).check();
          assertThat(result.verdict())
              .as("%s of %s, seed %s", rule, width, seed)
              .isEqualTo(Verdict.INCONCLUSIVE);
        }
        double[] wrong = pool.gradient(x, Rule.FIRST);
        wrong[30] += 9;
        CheckResult result = check(pool, arithmetic).gradient(wrong).at(x).check();
        assertThat(result.verdict())
            .as("9 off, of %s, seed %s", width, seed)
            .isNotEqualTo(Verdict.PASS);
        if (width == 2) {
          assertThat(result.verdict()).as("9 off, seed %s", seed).isEqualTo(Verdict.FAIL);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatNoChoiceExplainsIsWrong(Rule rule) {
    for (int width : new int[] {2, 3}) {
      Pool pool = pool(36, width);
      double[] x = image(36);
      double[] wrong = pool.gradient(x, rule);
      wrong[30] += 9;
      CheckResult result = GradientCheck.of(pool::value).gradient(wrong).at(x).check();
      assertThat(result.verdict()).as("%s of %s", rule, width).isEqualTo(Verdict.FAIL);
      assertThat(result.entries().get(30).agreement()).isEqualTo(Agreement.DISAGREES);
    }
  }

  /** What no tie touches is decided as ever. */
  @Test
  void aMistakeBesideTheTiesIsWrong() {
    Pool pool = pool(36, 3);
    double[] x = image(36);
    double[] wrong = pool.gradient(x, Rule.FIRST);
    wrong[2] *= 1.001;
    CheckResult result = GradientCheck.of(pool::value).gradient(wrong).at(x).check();
    assertThat(result.verdict()).isEqualTo(Verdict.FAIL);
    assertThat(result.entries().get(2).agreement()).isEqualTo(Agreement.DISAGREES);
  }

  /** Level along the entry, and yet a choice: nothing is known of it, and nothing claimed. */
  @Test
  void opposedTiesHideEachOther() {
    CheckResult result =
        GradientCheck.of(x -> Math.max(x[0], x[1]) - Math.max(x[2], x[0]))
            .gradient(1, 0, -1)
            .at(1, 1, 1)
            .check();
    assertThat(result.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    Entry entry = result.entries().get(0);
    assertThat(entry.agreement()).isEqualTo(Agreement.UNDECIDED);
    assertThat(entry.reason()).contains(Reason.NOT_SMOOTH);
    assertThat(entry.smallestVisibleError()).isInfinite();
  }

  /** Smooth functions, however curved or fast, and values that jump have no ties. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5})
  void otherFunctionsHaveNone(int which) {
    double[] x = {0.7, 0.3};
    CheckResult result =
        GradientCheck.of(
                y ->
                    switch (which) {
                      case 0 -> Math.sin(1e7 * y[1]) * y[0];
                      case 1 -> Math.exp(30 * y[0]) * y[1];
                      case 2 -> Math.rint(1e6 * y[0] * y[1]) / 1e6;
                      case 3 -> Math.pow(Math.abs(y[0] - 0.7), 1.5) + y[0] + y[1];
                      case 4 -> (float) (y[0] * y[1] + y[0]);
                      default -> Math.max(y[0], 0) - Math.max(-y[0], 0) + y[1];
                    })
            .gradient(0.25, which == 0 ? 1e7 * 0.7 * Math.cos(3e6) : 1)
            .at(x)
            .check();
    assertThat(result.entries().get(0).agreement()).isEqualTo(Agreement.DISAGREES);
  }

  /** A function is asked for points of its domain alone. */
  @Test
  void pointsStayInTheDomain() {
    Pool pool = pool(6, 3);
    CheckResult result =
        GradientCheck.of(
                x -> {
                  for (double each : x) {
                    if (each < 0) {
                      throw new IllegalStateException("outside");
                    }
                  }
                  return pool.value(x);
                })
            .domain(Box.from(0))
            .gradient(pool.gradient(new double[6], Rule.FIRST))
            .at(new double[6])
            .check();
    assertThat(result.verdict()).isNotEqualTo(Verdict.PASS);
    assertThat(result.detail().orElse("")).doesNotContain("outside");
  }
}
