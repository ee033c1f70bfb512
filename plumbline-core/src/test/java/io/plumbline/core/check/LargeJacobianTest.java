package io.plumbline.core.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.core.verdict.Agreement;
import io.plumbline.core.verdict.Reason;
import io.plumbline.core.verdict.Verdict;
import java.util.Arrays;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A layer of many inputs and outputs, tanh(W x), whose Jacobian has up to a million entries. */
@Tag("slow")
class LargeJacobianTest {
  private static final int M = 150;
  private static final int N = 80;

  private final Layer layer = new Layer(M, N);

  /** Outputs in units far apart, as a model of physics has them. */
  private static double unit(int i) {
    return Math.pow(10, i % 7 - 3);
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int k = 0; k < a.length; k++) {
      sum += a[k] * b[k];
    }
    return sum;
  }

  /** A layer and its derivatives. */
  private record Layer(double[][] weights, double[] x) {
    Layer(int m, int n) {
      this(new double[m][], new Random(5).doubles(n, -1, 1).toArray());
      Random random = new Random(6);
      Arrays.setAll(weights, i -> random.doubles(n, -1, 1).map(w -> w / Math.sqrt(n)).toArray());
    }

    double[] value(double[] x) {
      double[] y = new double[weights.length];
      Arrays.setAll(y, i -> unit(i) * Math.tanh(dot(weights[i], x)));
      return y;
    }

    private double slope(int i, double[] x) {
      double t = Math.tanh(dot(weights[i], x));
      return unit(i) * (1 - t * t);
    }

    double[][] jacobian(double[] x) {
      double[][] rows = new double[weights.length][];
      for (int i = 0; i < rows.length; i++) {
        double slope = slope(i, x);
        rows[i] = Arrays.stream(weights[i]).map(w -> slope * w).toArray();
      }
      return rows;
    }

    double[] back(double[] x, double[] u) {
      double[] product = new double[x.length];
      for (int i = 0; i < u.length; i++) {
        double slope = u[i] * slope(i, x);
        for (int k = 0; k < x.length; k++) {
          product[k] += slope * weights[i][k];
        }
      }
      return product;
    }

    double[] forth(double[] x, double[] v) {
      double[] product = new double[weights.length];
      Arrays.setAll(product, i -> slope(i, x) * dot(weights[i], v));
      return product;
    }

    JacobianCheck check() {
      return GradientCheck.ofVector((UnaryOperator<double[]>) this::value).at(x);
    }
  }

  @Test
  void aMillionEntriesInAThousandEvaluations() {
    Layer large = new Layer(1000, 1000);
    CheckResult result = large.check().jacobian(large::jacobian).check();
    assertThat(result.verdict()).isEqualTo(Verdict.PASS);
    assertThat(result.total()).isEqualTo(1_000_000);
    assertThat(result.evaluations()).isLessThan(2000);
    assertThat(result.toString())
        .startsWith(
            "PASS: along random directions through all 1,000,000 entries, and 16 entries singly, it"
                + " is right; ");
  }

  @Test
  void productsAreAskedForAFewTimes() {
    CheckResult result = layer.check().vjp(layer::back).jvp(layer::forth).check();
    assertThat(result.verdict()).isEqualTo(Verdict.PASS);
    assertThat(result.relations()).noneMatch(Relation::disagrees);
    // Not once for each of 230 unit vectors, and the forward one once for each point of a line.
    assertThat(result.claims()).isLessThan(1200);
  }

  @ParameterizedTest
  @CsvSource({"149, 79", "123, 45"})
  void theOneWrongEntryIsFoundInEveryForm(int row, int column) {
    double by = 0.01 * layer.jacobian(layer.x())[row][column];
    CheckResult whole =
        layer
            .check()
            .jacobian(
                x -> {
                  double[][] rows = layer.jacobian(x);
                  rows[row][column] += by;
                  return rows;
                })
            .check();
    assertFound(whole, "y[" + row + "] by x[" + column + "]");
    CheckResult reverse =
        layer
            .check()
            .vjp(
                (x, u) -> {
                  double[] product = layer.back(x, u);
                  product[column] += by * u[row];
                  return product;
                })
            .check();
    assertFound(reverse, "vjp: y[" + row + "] by x[" + column + "]");
    CheckResult forward =
        layer
            .check()
            .jvp(
                (x, v) -> {
                  double[] product = layer.forth(x, v);
                  product[row] += by * v[column];
                  return product;
                })
            .check();
    assertFound(forward, "jvp: y[" + row + "] by x[" + column + "]");
  }

  private static void assertFound(CheckResult result, String place) {
    assertThat(result.verdict()).isEqualTo(Verdict.FAIL);
    assertThat(result.entries())
        .filteredOn(each -> each.agreement() == Agreement.DISAGREES)
        .extracting(Entry::place)
        .containsExactly(place);
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY})
  void whatIsNoNumberIsFound(double value) {
    CheckResult result =
        layer
            .check()
            .jacobian(
                x -> {
                  double[][] rows = layer.jacobian(x);
                  rows[17][33] = value;
                  return rows;
                })
            .check();
    assertFound(result, "y[17] by x[33]");
    CheckResult product =
        layer
            .check()
            .vjp(
                (x, u) -> {
                  double[] back = layer.back(x, u);
                  back[33] = value;
                  return back;
                })
            .check();
    assertThat(product.verdict()).isEqualTo(Verdict.FAIL);
  }

  @Test
  void aTransposedOneIsSeen() {
    Layer square = new Layer(120, 120);
    CheckResult result =
        square
            .check()
            .jacobian(
                x -> {
                  double[][] rows = square.jacobian(x);
                  double[][] wrong = new double[rows.length][rows.length];
                  for (int i = 0; i < rows.length; i++) {
                    for (int k = 0; k < rows.length; k++) {
                      wrong[k][i] = rows[i][k];
                    }
                  }
                  return wrong;
                })
            .check();
    assertThat(result.verdict()).isEqualTo(Verdict.FAIL);
  }

  /** What is claimed to be visible is: mistakes of any form, of that size and a little more. */
  @Test
  void mistakesAsLargeAsIsClaimedAreSeen() {
    double hidden = layer.check().jacobian(layer::jacobian).check().power().orElseThrow().hidden();
    assertThat(hidden).isLessThan(1e-4);
    Random random = new Random(9);
    for (int trial = 0; trial < 3; trial++) {
      double[] a = random.doubles(M, -1, 1).toArray();
      double[] b = random.doubles(N, -1, 1).toArray();
      double[][] right = layer.jacobian(layer.x());
      double[] x = layer.x();
      double whole = 0;
      double own = 0;
      for (int i = 0; i < M; i++) {
        for (int k = 0; k < N; k++) {
          whole += Math.pow(right[i][k] / unit(i) * x[k], 2);
          own += Math.pow(a[i] * b[k] * x[k], 2);
        }
      }
      double times = 3 * hidden * Math.sqrt(whole / own);
      for (int i = 0; i < M; i++) {
        for (int k = 0; k < N; k++) {
          right[i][k] += times * unit(i) * a[i] * b[k];
        }
      }
      assertThat(layer.check().jacobian(y -> right).check().verdict()).isEqualTo(Verdict.FAIL);
    }
  }

  @Test
  void zerosAreRightOfConstantsAlone() {
    double[] zeros = new double[N];
    UnaryOperator<double[]> constant = x -> new double[M];
    CheckResult right =
        GradientCheck.ofVector(constant).jacobian(x -> new double[M][N]).at(zeros).check();
    assertThat(right.verdict()).isEqualTo(Verdict.PASS);
    CheckResult wrong = layer.check().jacobian(x -> new double[M][N]).check();
    assertThat(wrong.verdict()).isEqualTo(Verdict.FAIL);
  }

  @Test
  void aSourceThatEndsIsSaid() {
    CheckResult result =
        GradientCheck.ofVector(
                (UnaryOperator<double[]>)
                    y -> Arrays.equals(y, layer.x()) ? layer.value(y) : new double[] {Double.NaN})
            .jacobian(layer::jacobian)
            .at(layer.x())
            .check();
    assertThat(result.reason()).contains(Reason.NO_VALUE);
  }

  @Test
  void hessiansOfManyEntriesAreHeldToo() {
    int size = 150;
    double[] at = new Random(2).doubles(size, -1, 1).toArray();
    GradientCheck check =
        GradientCheck.of(y -> Math.log(1 + dot(y, y)))
            .gradient(y -> Arrays.stream(y).map(each -> 2 * each / (1 + dot(y, y))).toArray())
            .at(at);
    assertThat(check.hessian(LargeJacobianTest::hessian).check().verdict()).isEqualTo(Verdict.PASS);
    CheckResult wrong =
        check
            .hessian(
                y -> {
                  double[][] h = hessian(y);
                  h[40][90] *= 1.02;
                  return h;
                })
            .check();
    assertFound(wrong, "d/dx[40] by x[90]");
  }

  private static double[][] hessian(double[] y) {
    double sum = 1 + dot(y, y);
    double[][] h = new double[y.length][y.length];
    for (int i = 0; i < y.length; i++) {
      for (int k = 0; k < y.length; k++) {
        h[i][k] = (i == k ? 2 / sum : 0) - 4 * y[i] * y[k] / (sum * sum);
      }
    }
    return h;
  }
}
