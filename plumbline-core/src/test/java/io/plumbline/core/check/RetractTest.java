package io.plumbline.core.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.cause.Cause;
import io.plumbline.core.verdict.Reason;
import io.plumbline.core.verdict.Verdict;
import java.util.Arrays;
import java.util.function.ToDoubleFunction;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Gradients on the sphere, in SO(3), on the simplex and of positive definite matrices. */
class RetractTest {
  private static final double[] A = {1.5, -0.3, 0.7, -0.3, 2.5, 0.2, 0.7, 0.2, 0.4};
  private static final double[] POINT = onSphere(new double[] {0.6, -0.5, 0.9}, new double[3]);
  private static final double[][] AXES = {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}};

  private static double[] onSphere(double[] x, double[] v) {
    double[] y = new double[x.length];
    double square = 0;
    for (int k = 0; k < y.length; k++) {
      y[k] = x[k] + v[k];
      square += y[k] * y[k];
    }
    double norm = Math.sqrt(square);
    return Arrays.stream(y).map(each -> each / norm).toArray();
  }

  private static double[] times(double[] matrix, double[] v) {
    double[] image = new double[3];
    for (int i = 0; i < 9; i++) {
      image[i / 3] += matrix[i] * v[i % 3];
    }
    return image;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int k = 0; k < a.length; k++) {
      sum += a[k] * b[k];
    }
    return sum;
  }

  /** The Rayleigh quotient where it is one; elsewhere the function must not be asked. */
  private static double rayleigh(double[] x) {
    assertThat(dot(x, x)).isCloseTo(1, within(1e-14));
    return dot(x, times(A, x));
  }

  private static double[] ambient(double[] x) {
    return Arrays.stream(times(A, x)).map(each -> 2 * each).toArray();
  }

  private static double[] riemannian(double[] x) {
    double[] g = ambient(x);
    double across = dot(g, x);
    Arrays.setAll(g, k -> g[k] - across * x[k]);
    return g;
  }

  private static CheckResult sphere(UnaryOperator<double[]> gradient) {
    return GradientCheck.of(RetractTest::rayleigh)
        .gradient(gradient)
        .at(POINT)
        .retract(RetractTest::onSphere)
        .check();
  }

  @Test
  void onTheSphereBothGradientsAreRight() {
    CheckResult result = sphere(RetractTest::riemannian);
    assertThat(result.verdict()).isEqualTo(Verdict.PASS);
    assertThat(result.entries()).hasSize(2);
    assertThat(result.detail().orElseThrow())
        .isEqualTo(
            "The gradient was held along 2 tangent vectors of the manifold at x; it is tangent"
                + " itself, a Riemannian gradient.");
    CheckResult whole = sphere(RetractTest::ambient);
    assertThat(whole.verdict()).isEqualTo(Verdict.PASS);
    assertThat(whole.detail().orElseThrow()).contains("as an ambient gradient, plays no part");
    // Without the manifold the function is asked for other points, which it refuses.
    assertThat(
            GradientCheck.of(RetractTest::rayleigh)
                .gradient(RetractTest::ambient)
                .at(POINT)
                .check()
                .verdict())
        .isNotEqualTo(Verdict.PASS);
  }

  @Test
  void theEstimateIsTheExactSlope() {
    double[] tangent = riemannian(POINT);
    double norm = Math.sqrt(dot(tangent, tangent));
    double[] unit = Arrays.stream(tangent).map(each -> each / norm).toArray();
    CheckResult result =
        GradientCheck.of(RetractTest::rayleigh)
            .gradient(1.7 * norm)
            .at(POINT)
            .retract(RetractTest::onSphere, unit)
            .check();
    assertThat(result.verdict()).isEqualTo(Verdict.FAIL);
    assertThat(result.entries().get(0).place()).isEqualTo("tangent[0]");
    assertThat(result.entries().get(0).estimate())
        .isCloseTo(norm, within(result.entries().get(0).bound()));
    assertThat(result.causes()).extracting(Cause::id).containsExactly("scale");
  }

  @Test
  void mistakesOnTheSphereAreSeen() {
    // A projection that is forgotten is none; one that takes too little away is none either.
    UnaryOperator<double[]> half =
        x -> Arrays.stream(riemannian(x)).map(each -> each / 2).toArray();
    assertThat(sphere(half).causes()).extracting(Cause::id).containsExactly("scale");
    UnaryOperator<double[]> oneTerm = x -> times(A, x);
    assertThat(sphere(oneTerm).verdict()).isEqualTo(Verdict.FAIL);
    UnaryOperator<double[]> turned =
        x -> {
          double[] g = riemannian(x);
          return new double[] {g[1], g[2], g[0]};
        };
    assertThat(sphere(turned).verdict()).isEqualTo(Verdict.FAIL);
    UnaryOperator<double[]> notFinite = x -> new double[] {Double.NaN, 0, 0};
    assertThat(sphere(notFinite).verdict()).isEqualTo(Verdict.FAIL);
  }

  /** R exp(hat v), by Rodrigues' formula. */
  private static double[] turned(double[] r, double[] v) {
    double angle = Math.sqrt(dot(v, v));
    double s = angle < 1e-8 ? 1 : Math.sin(angle) / angle;
    double c = angle < 1e-8 ? 0.5 : (1 - Math.cos(angle)) / (angle * angle);
    double[] hat = {0, -v[2], v[1], v[2], 0, -v[0], -v[1], v[0], 0};
    double[] square = product(hat, hat);
    double[] exp = new double[9];
    Arrays.setAll(exp, k -> (k % 4 == 0 ? 1 : 0) + s * hat[k] + c * square[k]);
    return product(r, exp);
  }

  private static double[] product(double[] a, double[] b) {
    double[] product = new double[9];
    for (int k = 0; k < 9; k++) {
      for (int j = 0; j < 3; j++) {
        product[k] += a[k / 3 * 3 + j] * b[3 * j + k % 3];
      }
    }
    return product;
  }

  private static final double[] ROTATION =
      turned(new double[] {1, 0, 0, 0, 1, 0, 0, 0, 1}, new double[] {0.4, -0.8, 0.3});

  /** The trace of A'R: linear, with A for an ambient gradient. */
  private static double alignment(double[] r) {
    assertThat(dot(r, r)).isCloseTo(3, within(1e-13));
    return dot(A_GENERAL, r);
  }

  private static final double[] A_GENERAL = {0.2, 1.4, -0.7, 0.9, -1.1, 0.3, 2.2, 0.5, -0.6};

  /** By each axis of the body: the trace of A' R hat(e). */
  private static double[] byAxes(double[] r) {
    double[] g = new double[3];
    for (int k = 0; k < 3; k++) {
      double[] v = AXES[k];
      double[] hat = {0, -v[2], v[1], v[2], 0, -v[0], -v[1], v[0], 0};
      g[k] = dot(A_GENERAL, product(r, hat));
    }
    return g;
  }

  private static CheckResult rotations(UnaryOperator<double[]> gradient) {
    return GradientCheck.of(RetractTest::alignment)
        .gradient(gradient)
        .at(ROTATION)
        .retract(RetractTest::turned, AXES)
        .check();
  }

  @Test
  void rotationsAreHeldByTheirAxes() {
    CheckResult result = rotations(RetractTest::byAxes);
    assertThat(result.verdict()).isEqualTo(Verdict.PASS);
    assertThat(result.detail())
        .contains(
            "The gradient was taken as one number for each of the 3 tangent vectors of the manifold"
                + " at x.");
    assertThat(rotations(r -> A_GENERAL).verdict()).isEqualTo(Verdict.PASS);
    // By the axes of space in place of those of the body.
    UnaryOperator<double[]> ofSpace = r -> times(r, byAxes(r));
    assertThat(rotations(ofSpace).verdict()).isEqualTo(Verdict.FAIL);
    CheckResult transposed =
        rotations(
            r -> {
              double[] g = new double[9];
              Arrays.setAll(g, k -> A_GENERAL[k % 3 * 3 + k / 3]);
              return g;
            });
    assertThat(transposed.verdict()).isEqualTo(Verdict.FAIL);
    CheckResult few = rotations(r -> new double[4]);
    assertThat(few.detail()).contains("The gradient has 4 entries, and must have 9, or 3.");
  }

  @Test
  void onTheSimplexByGivenTangents() {
    ToDoubleFunction<double[]> entropy =
        p -> {
          assertThat(p[0] + p[1] + p[2]).isCloseTo(1, within(1e-14));
          return -p[0] * Math.log(p[0]) - p[1] * Math.log(p[1]) - p[2] * Math.log(p[2]);
        };
    GradientCheck check =
        GradientCheck.of(entropy)
            .at(0.2, 0.5, 0.3)
            .retract(
                (p, v) -> new double[] {p[0] + v[0], p[1] + v[1], p[2] + v[2]},
                new double[] {1, -1, 0},
                new double[] {0, 1, -1});
    UnaryOperator<double[]> logs = p -> Arrays.stream(p).map(each -> -Math.log(each)).toArray();
    assertThat(check.gradient(logs).check().verdict()).isEqualTo(Verdict.PASS);
    assertThat(
            check
                .gradient(p -> Arrays.stream(p).map(each -> -Math.log(each) * each).toArray())
                .check()
                .verdict())
        .isEqualTo(Verdict.FAIL);
  }

  @Test
  void ofPositiveDefiniteMatricesInAnySize() {
    for (double size : new double[] {1e-6, 1, 1e9}) {
      double[] x = {2 * size, 0.5 * size, 0.5 * size, size};
      double[][] symmetric = {{1, 0, 0, 0}, {0, 1, 1, 0}, {0, 0, 0, 1}};
      GradientCheck check =
          GradientCheck.of(
                  m -> {
                    assertThat(m[1]).isEqualTo(m[2]);
                    return Math.log(m[0] * m[3] - m[1] * m[2]);
                  })
              .at(x)
              .retract(
                  (m, v) -> {
                    double[] y = m.clone();
                    Arrays.setAll(y, k -> m[k] + v[k]);
                    return y;
                  },
                  symmetric);
      double det = x[0] * x[3] - x[1] * x[2];
      double[] inverse = {x[3] / det, -x[2] / det, -x[1] / det, x[0] / det};
      assertThat(check.gradient(inverse).check().verdict()).isEqualTo(Verdict.PASS);
      // Each pair counted once: a factor of two off the diagonal.
      double[] once = {inverse[0], inverse[1], 0, inverse[3]};
      assertThat(check.gradient(once).check().verdict()).isEqualTo(Verdict.FAIL);
    }
  }

  @Test
  void whatIsNoManifoldIsSaid() {
    GradientCheck check = GradientCheck.of(RetractTest::rayleigh).gradient(1, 2, 3);
    assertThatThrownBy(
            () ->
                GradientCheck.of(x -> x[0])
                    .gradient(1, 0, 0)
                    .at(1, 1, 1)
                    .retract(RetractTest::onSphere)
                    .check())
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("must be on the manifold");
    assertThatThrownBy(() -> check.retract(RetractTest::onSphere, AXES[0], new double[2]))
        .hasMessage("tangent vector (2 numbers) must be as long as the first");
    assertThatThrownBy(() -> check.at(POINT).retract((x, v) -> x).check())
        .hasMessage("tangent vectors (none) must be found at x");
    assertThatThrownBy(
            () ->
                check
                    .at(POINT)
                    .retract(RetractTest::onSphere)
                    .hessian(x -> new double[3][3])
                    .check())
        .hasMessage("hessian (given) must be left out on a manifold");
    CheckResult cut = check.at(POINT).retract((x, v) -> new double[2]).check();
    assertThat(cut.reason()).contains(Reason.NO_VALUE);
  }

  @Test
  void aKinkOnTheManifoldIsLeftAlongIt() {
    double[] corner = {0, 0.6, 0.8};
    GradientCheck check =
        GradientCheck.of(
                x -> {
                  assertThat(dot(x, x)).isCloseTo(1, within(1e-13));
                  return Math.abs(x[0]) + x[1];
                })
            .gradient(x -> new double[] {Math.signum(x[0]), 1, 0})
            .at(corner)
            .retract(RetractTest::onSphere);
    assertThat(check.check().reason()).contains(Reason.NOT_SMOOTH);
    assertThat(check.checkNearby().verdict()).isEqualTo(Verdict.PASS);
  }
}
