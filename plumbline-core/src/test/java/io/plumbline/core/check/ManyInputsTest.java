package io.plumbline.core.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.core.cause.Cause;
import io.plumbline.core.verdict.Agreement;
import io.plumbline.core.verdict.Verdict;
import java.util.Arrays;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A gradient of 20,000 entries in some thousand evaluations. */
@Tag("slow")
class ManyInputsTest {
  private static final int SIZE = 20_000;

  private static double sum(double[] x) {
    double sum = 1;
    for (int k = 0; k < x.length; k++) {
      sum += x[k] * x[k] * (1 + k % 3) + (k > 0 ? x[k] * x[k - 1] : 0);
    }
    return sum;
  }

  private static double value(double[] x) {
    return Math.log(sum(x));
  }

  private static double[] gradient(double[] x) {
    double sum = sum(x);
    double[] g = new double[x.length];
    for (int k = 0; k < g.length; k++) {
      double before = k > 0 ? x[k - 1] : 0;
      double after = k + 1 < g.length ? x[k + 1] : 0;
      g[k] = (2 * x[k] * (1 + k % 3) + before + after) / sum;
    }
    return g;
  }

  private static CheckResult check(int size, UnaryOperator<double[]> gradient) {
    double[] x = new Random(3).doubles(size, -1, 1).toArray();
    return GradientCheck.of(ManyInputsTest::value).gradient(gradient).at(x).check();
  }

  @Test
  void rightOnesPassInFewEvaluations() {
    CheckResult result = check(SIZE, ManyInputsTest::gradient);
    assertThat(result.verdict()).isEqualTo(Verdict.PASS);
    assertThat(result.evaluations()).isLessThan(2000);
    assertThat(result.toString())
        .startsWith(
            "PASS: along random directions through all 20,000 entries, and 16 entries singly, it is"
                + " right; ");
  }

  /** Directions are as large as the entries are in their units, also where an entry is zero. */
  @ParameterizedTest
  @ValueSource(doubles = {1e-9, 1e9})
  void unitsDoNotMatter(double unit) {
    double[] x = new Random(3).doubles(2000, -unit, unit).toArray();
    x[7] = 0;
    GradientCheck check =
        GradientCheck.of(y -> value(Arrays.stream(y).map(each -> each / unit).toArray()))
            .scale(unit)
            .at(x);
    double[] right = gradient(Arrays.stream(x).map(each -> each / unit).toArray());
    double[] own = Arrays.stream(right).map(each -> each / unit).toArray();
    assertThat(check.gradient(own).check().verdict()).isEqualTo(Verdict.PASS);
    own[7] *= 3;
    assertThat(check.gradient(own).check().verdict()).isEqualTo(Verdict.FAIL);
  }

  @ParameterizedTest
  @ValueSource(ints = {777, SIZE - 1})
  void theOneWrongEntryIsFound(int place) {
    CheckResult result =
        check(
            SIZE,
            x -> {
              double[] g = gradient(x);
              g[place] += 1e-6;
              return g;
            });
    assertThat(result.verdict()).isEqualTo(Verdict.FAIL);
    assertThat(result.evaluations()).isLessThan(6000);
    assertThat(result.entries())
        .filteredOn(each -> each.agreement() == Agreement.DISAGREES)
        .extracting(Entry::place)
        .containsExactly("x[" + place + "]");
  }

  @Test
  void whatIsWrongEverywhereHasItsName() {
    CheckResult twice =
        check(
            SIZE,
            x -> {
              double[] g = gradient(x);
              Arrays.setAll(g, k -> 2 * g[k]);
              return g;
            });
    assertThat(twice.verdict()).isEqualTo(Verdict.FAIL);
    assertThat(twice.causes()).extracting(Cause::id).first().isEqualTo("scale");
    CheckResult zero = check(SIZE, x -> new double[x.length]);
    assertThat(zero.causes()).extracting(Cause::id).containsExactly("zero");
  }

  /** Sixteen entries that are right say nothing of the others. */
  @Test
  void whereNoDirectionHasValuesNothingIsProved() {
    double[] x = new Random(3).doubles(2000, -1, 1).toArray();
    CheckResult result =
        GradientCheck.of(
                y -> {
                  int moved = 0;
                  for (int k = 0; k < x.length; k++) {
                    moved += y[k] != x[k] ? 1 : 0;
                  }
                  return moved < 3 ? value(y) : Double.NaN;
                })
            .gradient(ManyInputsTest::gradient)
            .at(x)
            .check();
    assertThat(result.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(result.entries()).extracting(Entry::agreement).containsOnly(Agreement.AGREES);
  }

  @Test
  void zerosAreRightOfAConstantAndAtAMinimum() {
    double[] x = new double[2000];
    UnaryOperator<double[]> zeros = y -> new double[y.length];
    assertThat(GradientCheck.of(y -> 3).gradient(zeros).at(x).check().verdict())
        .isEqualTo(Verdict.PASS);
    assertThat(GradientCheck.of(y -> sum(y)).gradient(zeros).at(x).check().verdict())
        .isEqualTo(Verdict.PASS);
    assertThat(GradientCheck.of(y -> sum(y) + y[7]).gradient(zeros).at(x).check().verdict())
        .isEqualTo(Verdict.FAIL);
  }

  @Test
  void mistakesAsLargeAsIsClaimedAreSeen() {
    int size = 1001;
    double hidden = check(size, ManyInputsTest::gradient).power().orElseThrow().hidden();
    assertThat(hidden).isLessThan(1e-5);
    double[] x = new Random(3).doubles(size, -1, 1).toArray();
    double[] g = gradient(x);
    double norm = 0;
    for (int k = 0; k < size; k++) {
      norm += g[k] * x[k] * (g[k] * x[k]);
    }
    Random random = new Random(5);
    for (int trial = 0; trial < 8; trial++) {
      double[] mistake = random.doubles(size, -1, 1).toArray();
      double own = 0;
      for (int k = 0; k < size; k++) {
        own += mistake[k] * x[k] * (mistake[k] * x[k]);
      }
      double times = 1.1 * hidden * Math.sqrt(norm / own);
      double[] wrong = g.clone();
      for (int k = 0; k < size; k++) {
        wrong[k] += times * mistake[k];
      }
      CheckResult result = GradientCheck.of(ManyInputsTest::value).gradient(wrong).at(x).check();
      assertThat(result.verdict()).isEqualTo(Verdict.FAIL);
    }
  }
}
