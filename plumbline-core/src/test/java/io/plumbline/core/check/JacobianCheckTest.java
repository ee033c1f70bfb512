package io.plumbline.core.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.core.verdict.Reason;
import io.plumbline.core.verdict.Verdict;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class JacobianCheckTest {
  private static final JacobianCheck CHECK =
      GradientCheck.ofVector(x -> new double[] {x[0] * x[1], Math.exp(x[1]), x[0] - x[1]}).at(1, 3);

  private static double[][] jacobian(double[] x) {
    return new double[][] {{x[1], x[0]}, {0, Math.exp(x[1])}, {1, -1}};
  }

  private static double[] back(double[] x, double[] u) {
    double[][] j = jacobian(x);
    return new double[] {
      j[0][0] * u[0] + j[1][0] * u[1] + j[2][0] * u[2],
      j[0][1] * u[0] + j[1][1] * u[1] + j[2][1] * u[2]
    };
  }

  private static double[] forth(double[] x, double[] v) {
    double[][] j = jacobian(x);
    double[] image = new double[3];
    for (int i = 0; i < 3; i++) {
      image[i] = j[i][0] * v[0] + j[i][1] * v[1];
    }
    return image;
  }

  @Test
  void rightInEveryForm() {
    CheckResult result =
        CHECK
            .jacobian(JacobianCheckTest::jacobian)
            .vjp(JacobianCheckTest::back)
            .jvp(JacobianCheckTest::forth)
            .check();
    assertThat(result.verdict()).isEqualTo(Verdict.PASS);
    assertThat(result.entries()).hasSize(18);
    assertThat(result.relations()).hasSize(3).noneMatch(Relation::disagrees);
  }

  @Test
  void aWrongEntryIsNamedInEveryForm() {
    CheckResult whole =
        CHECK.jacobian(x -> new double[][] {{x[1], x[0]}, {1, Math.exp(x[1])}, {1, -1}}).check();
    assertThat(whole.toString()).contains("\ny[1] by x[0]      1           0");
    CheckResult reverse =
        CHECK.vjp((x, u) -> new double[] {back(x, u)[0], back(x, u)[1] + u[2]}).check();
    assertThat(reverse.toString()).contains("\nvjp: y[2] by x[1]      0      -1.000");
    CheckResult forward =
        CHECK
            .jvp(
                (x, v) -> {
                  double[] image = forth(x, v);
                  image[0] *= 2;
                  return image;
                })
            .check();
    assertThat(forward.toString()).contains("\njvp: y[0] by x[0]      6           3");
  }

  @Test
  void productsThatAreNoneOfOneMatrixFail() {
    // Right for each unit vector, and not linear.
    CheckResult bent =
        CHECK
            .vjp(
                (x, u) -> {
                  double all = u[0] * u[1] * u[2];
                  double[] image = back(x, u);
                  image[0] += all;
                  return image;
                })
            .check();
    assertThat(bent.verdict()).isEqualTo(Verdict.FAIL);
    assertThat(bent.toString())
        .startsWith("FAIL: what must be equal is not.\n")
        .contains("the vjp of a sum, and the sum of its vjps");
  }

  @Test
  void rowsShareTheirEvaluations() {
    AtomicInteger calls = new AtomicInteger();
    CheckResult result =
        GradientCheck.ofVector(
                x -> {
                  calls.incrementAndGet();
                  double[] y = new double[20];
                  for (int i = 0; i < y.length; i++) {
                    y[i] = Math.sin(x[0] + i) * x[1];
                  }
                  return y;
                })
            .jacobian(
                x -> {
                  double[][] j = new double[20][];
                  for (int i = 0; i < j.length; i++) {
                    j[i] = new double[] {Math.cos(x[0] + i) * x[1], Math.sin(x[0] + i)};
                  }
                  return j;
                })
            .at(0.3, 2)
            .check();
    assertThat(result.verdict()).isEqualTo(Verdict.PASS);
    assertThat(result.evaluations()).isEqualTo(calls.get()).isLessThan(600);
  }

  @Test
  void shapesThatDoNotFitAreNamed() {
    CheckResult rows = CHECK.jacobian(x -> new double[][] {{x[1], x[0]}}).check();
    assertThat(rows.reason()).contains(Reason.NO_GRADIENT);
    assertThat(rows.detail()).contains("The Jacobian has 2 entries, and must have 6.");
    CheckResult transposed = CHECK.jacobian(x -> new double[2][3]).check();
    assertThat(transposed.detail()).contains("The Jacobian has a row of 3, and must have 2.");
    AtomicInteger calls = new AtomicInteger();
    CheckResult growing =
        GradientCheck.ofVector(x -> new double[calls.incrementAndGet()])
            .jacobian(x -> new double[1][1])
            .at(1)
            .check();
    assertThat(growing.detail()).contains("The function returned 2 numbers at x and 1 before.");
  }
}
