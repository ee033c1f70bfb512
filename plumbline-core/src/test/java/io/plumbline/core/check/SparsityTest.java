package io.plumbline.core.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.verdict.Agreement;
import io.plumbline.core.verdict.Reason;
import io.plumbline.core.verdict.Verdict;
import java.util.Arrays;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Banded and other sparse Jacobians and Hessians, with what is in them and not in the pattern. */
@Tag("slow")
class SparsityTest {
  /** A reaction with diffusion between neighbours, and one with a drift. */
  private static double[] flow(double[] x) {
    int n = x.length;
    double[] y = new double[n];
    for (int i = 0; i < n; i++) {
      double left = i > 0 ? x[i - 1] : 0;
      double right = i + 1 < n ? x[i + 1] : 0;
      y[i] = left * left - 2 * x[i] + Math.sin(right) + x[i] * x[i] * x[i];
    }
    return y;
  }

  private static double[] entries(double[] x) {
    int n = x.length;
    double[] values = new double[3 * n - 2];
    int at = 0;
    for (int i = 0; i < n; i++) {
      if (i > 0) {
        values[at++] = 2 * x[i - 1];
      }
      values[at++] = -2 + 3 * x[i] * x[i];
      if (i + 1 < n) {
        values[at++] = Math.cos(x[i + 1]);
      }
    }
    return values;
  }

  private static double[] point(int n) {
    return new Random(8).doubles(n, -2, 2).toArray();
  }

  private static JacobianCheck check(UnaryOperator<double[]> f, int n) {
    return GradientCheck.ofVector(f).at(point(n)).sparsity(Sparsity.banded(n, 1, 1));
  }

  private static double[][] dense(double[] x) {
    int n = x.length;
    double[][] rows = new double[n][n];
    double[] values = entries(x);
    int at = 0;
    for (int i = 0; i < n; i++) {
      for (int k = Math.max(0, i - 1); k <= Math.min(n - 1, i + 1); k++) {
        rows[i][k] = values[at++];
      }
    }
    return rows;
  }

  private static double[] times(double[] x, double[] v) {
    double[] product = new double[x.length];
    double[] values = entries(x);
    int at = 0;
    for (int i = 0; i < x.length; i++) {
      for (int k = Math.max(0, i - 1); k <= Math.min(x.length - 1, i + 1); k++) {
        product[i] += values[at++] * v[k];
      }
    }
    return product;
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 30, 200})
  void aBandCostsAFewEvaluationsWhateverItsLength(int n) {
    CheckResult result =
        check(SparsityTest::flow, n).jacobianEntries(SparsityTest::entries).check();
    assertThat(result.verdict()).isEqualTo(Verdict.PASS);
    assertThat(result.entries()).hasSize(3 * n - 2);
    assertThat(result.isSampled()).isFalse();
    assertThat(result.evaluations()).isLessThan(1000);
    assertThat(result.detail().orElseThrow())
        .contains(n == 2 ? "by 2 groups of columns" : "by 3 groups of columns");
  }

  @Test
  void aWholeOneAndProductsAreHeldByThePatternToo() {
    JacobianCheck check = check(SparsityTest::flow, 40);
    CheckResult result = check.jacobian(SparsityTest::dense).jvp(SparsityTest::times).check();
    assertThat(result.verdict()).isEqualTo(Verdict.PASS);
    assertThat(result.entries()).hasSize(2 * (3 * 40 - 2));
    // The product is asked for with each group, and a few times more: not with each unit vector.
    assertThat(result.claims()).isLessThan(12);
    CheckResult back =
        check
            .vjp(
                (x, u) -> {
                  double[][] rows = dense(x);
                  double[] product = new double[x.length];
                  for (int i = 0; i < x.length; i++) {
                    for (int k = 0; k < x.length; k++) {
                      product[k] += u[i] * rows[i][k];
                    }
                  }
                  return product;
                })
            .check();
    assertThat(back.verdict()).isEqualTo(Verdict.PASS);
  }

  /** Far from its band an input moves an output: in another group's row, and in one of its own. */
  @ParameterizedTest
  @ValueSource(ints = {60, 61, 62})
  void whatIsNotInThePatternIsNamed(int column) {
    UnaryOperator<double[]> f =
        x -> {
          double[] y = flow(x);
          y[7] += 1e-3 * x[column];
          return y;
        };
    CheckResult result = check(f, 100).jacobianEntries(SparsityTest::entries).check();
    assertThat(result.verdict()).isEqualTo(Verdict.FAIL);
    assertThat(result.entries())
        .filteredOn(each -> each.agreement() == Agreement.DISAGREES)
        .extracting(Entry::place)
        .containsExactly("y[7] by x[" + column + "], outside the pattern");
  }

  @Test
  void aWrongEntryIsNamedAlone() {
    UnaryOperator<double[]> wrong =
        x -> {
          double[] values = entries(x);
          values[100] *= 1.01;
          return values;
        };
    CheckResult result = check(SparsityTest::flow, 100).jacobianEntries(wrong).check();
    assertThat(result.verdict()).isEqualTo(Verdict.FAIL);
    assertThat(result.entries())
        .filteredOn(each -> each.agreement() == Agreement.DISAGREES)
        .extracting(Entry::place)
        .containsExactly("y[33] by x[34]");
  }

  @Test
  void whatIsClaimedBesideThePatternIsNamed() {
    CheckResult whole =
        check(SparsityTest::flow, 20)
            .jacobian(
                x -> {
                  double[][] rows = dense(x);
                  rows[3][15] = 0.25;
                  return rows;
                })
            .check();
    assertThat(whole.verdict()).isEqualTo(Verdict.FAIL);
    assertThat(whole.toString())
        .contains("the Jacobian outside its pattern, y[3] by x[15], and zero: 0.2500 and 0");
    CheckResult product =
        GradientCheck.ofVector(x -> new double[] {x[0] * x[0], x[1]})
            .jvp((x, v) -> new double[] {2 * x[0] * v[0], v[1] + v[0]})
            .sparsity(Sparsity.of(new boolean[][] {{true, false}, {false, true}}))
            .at(1, 2)
            .check();
    assertThat(product.verdict()).isEqualTo(Verdict.FAIL);
  }

  @Test
  void hessiansTakePatterns() {
    int n = 60;
    double[] x = point(n);
    GradientCheck check =
        GradientCheck.of(
                y -> {
                  double sum = 0;
                  for (int k = 0; k + 1 < n; k++) {
                    sum += 100 * Math.pow(y[k + 1] - y[k] * y[k], 2) + Math.pow(1 - y[k], 2);
                  }
                  return sum;
                })
            .gradient(SparsityTest::rosenbrock)
            .at(x)
            .sparsity(Sparsity.banded(n, 1, 1));
    CheckResult right = check.hessianEntries(SparsityTest::rosenbrockEntries).check();
    assertThat(right.verdict()).isEqualTo(Verdict.PASS);
    assertThat(right.claims()).isLessThan(1000);
    CheckResult wrong =
        check
            .hessianEntries(
                y -> {
                  double[] values = rosenbrockEntries(y);
                  values[0] -= 2;
                  return values;
                })
            .check();
    assertThat(wrong.toString()).contains("\nd/dx[0] by x[0] ");
    assertThatThrownBy(check::check).hasMessage("sparsity (given) must be that of a Hessian");
  }

  private static double[] rosenbrock(double[] y) {
    double[] g = new double[y.length];
    for (int k = 0; k + 1 < y.length; k++) {
      double off = y[k + 1] - y[k] * y[k];
      g[k] += -400 * y[k] * off - 2 * (1 - y[k]);
      g[k + 1] += 200 * off;
    }
    return g;
  }

  private static double[] rosenbrockEntries(double[] y) {
    int n = y.length;
    double[] values = new double[3 * n - 2];
    int at = 0;
    for (int k = 0; k < n; k++) {
      if (k > 0) {
        values[at++] = -400 * y[k - 1];
      }
      double own = k > 0 ? 200 : 0;
      values[at++] = own + (k + 1 < n ? 1200 * y[k] * y[k] - 400 * y[k + 1] + 2 : 0);
      if (k + 1 < n) {
        values[at++] = -400 * y[k];
      }
    }
    return values;
  }

  @Test
  void edgesOfTheDomainAreKept() {
    UnaryOperator<double[]> roots =
        x -> {
          assertThat(Arrays.stream(x).min().orElseThrow()).isNotNegative();
          return new double[] {(1 + x[0]) * x[1], x[1] * x[1], x[2] + x[0] * x[0] * x[0]};
        };
    CheckResult result =
        GradientCheck.ofVector(roots)
            .jacobianEntries(x -> new double[] {x[1], 1 + x[0], 2 * x[1], 3 * x[0] * x[0], 1})
            .sparsity(Sparsity.ofRows(3, new int[] {0, 1}, new int[] {1}, new int[] {2, 0}))
            .at(0, 2, 1)
            .domain(Box.from(0))
            .check();
    assertThat(result.verdict()).isNotEqualTo(Verdict.FAIL);
    assertThat(result.entries().get(0).agreement()).isEqualTo(Agreement.AGREES);
  }

  @Test
  void patternsThatDoNotFitAreNamed() {
    assertThatThrownBy(() -> Sparsity.ofRows(2, new int[] {0, 2}))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("column (2) must be below 2, and once in its row");
    assertThatThrownBy(() -> Sparsity.ofRows(2, new int[] {1, 1})).hasMessageContaining("once");
    assertThatThrownBy(() -> Sparsity.of(new boolean[][] {{true}, {}}))
        .hasMessage("row (0 entries) must be as long as the first");
    assertThatThrownBy(
            () ->
                GradientCheck.ofVector(SparsityTest::flow)
                    .jacobianEntries(SparsityTest::entries)
                    .at(1, 2)
                    .check())
        .hasMessage("sparsity (none) must say whose entries they are");
    assertThatThrownBy(
            () ->
                check(SparsityTest::flow, 3)
                    .sparsity(Sparsity.banded(4, 1, 1))
                    .jacobian(SparsityTest::dense)
                    .check())
        .hasMessage("sparsity (4 x 4) must be 3 x 3");
    assertThat(check(SparsityTest::flow, 3).jacobianEntries(x -> new double[3]).check().reason())
        .contains(Reason.NO_GRADIENT);
  }

  @Test
  void columnsOfOneGroupShareNoRow() {
    Random random = new Random(5);
    boolean[][] may = new boolean[40][60];
    for (boolean[] row : may) {
      for (int k = 0; k < row.length; k++) {
        row[k] = random.nextInt(20) == 0;
      }
    }
    Sparsity pattern = Sparsity.of(may);
    int[] groups = pattern.groups();
    for (int i = 0; i < pattern.rows(); i++) {
      assertThat(Arrays.stream(pattern.row(i)).map(k -> groups[k]).toArray())
          .doesNotHaveDuplicates();
    }
    assertThat(Arrays.stream(groups).max().orElseThrow()).isLessThan(30);
  }
}
