package io.plumbline.core.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.cause.Cause;
import io.plumbline.core.estimate.CancellationToken;
import io.plumbline.core.function.Precision;
import io.plumbline.core.function.ScalarFunction;
import io.plumbline.core.function.Shape;
import io.plumbline.core.verdict.Agreement;
import io.plumbline.core.verdict.Reason;
import io.plumbline.core.verdict.Verdict;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GradientCheckTest {
  private static double wave(double[] x) {
    return Math.sin(x[0]) * x[1] + x[2];
  }

  private static double[] slopes(double[] x) {
    return new double[] {Math.cos(x[0]) * x[1], Math.sin(x[0]), 1};
  }

  @Test
  void aRightGradientPasses() {
    CheckResult result =
        GradientCheck.of(GradientCheckTest::wave)
            .gradient(GradientCheckTest::slopes)
            .at(1, 2, 3)
            .check();
    assertThat(result.verdict()).isEqualTo(Verdict.PASS);
    assertThat(result.entries()).hasSize(3);
    assertThat(result.entries().get(0).place()).isEqualTo("x[0]");
    assertThat(result.entries().get(0).smallestVisibleError()).isBetween(1e-12, 1e-8);
    assertThat(result.value()).containsExactly(wave(new double[] {1, 2, 3}));
  }

  @Test
  void aWrongOneFailsInTheFixedWords() {
    CheckResult result =
        GradientCheck.of(GradientCheckTest::wave)
            .gradient(x -> new double[] {Math.cos(x[0]) * x[1], 1.001 * Math.sin(x[0]), 1})
            .at(1, 2, 3)
            .seed(7)
            .check();
    assertThat(result.verdict()).isEqualTo(Verdict.FAIL);
    // The digits of bounds come from the last bits of the sine, which are the platform's own.
    assertThat(result.toString().replaceAll("\\d\\.\\de-1\\d", "_______"))
        .isEqualTo(
            """
            FAIL: 1 of 3 entries is further off than anything explains.
            - coordinate: One entry is wrong, [1] (given 0.842312, right 0.841471), and all others are right: look for an overwritten or doubly written element.

            Entry   Given  Derivative  ± bound  Difference  Allowed
            x[1]   0.8423      0.8415  _______     8.4e-04  _______  wrong

            Again: GradientCheck.of(…).at(1.0, 2.0, 3.0).seed(7).check()
            """);
  }

  @Test
  void aMistakeAsLargeAsIsClaimedToBeVisibleIsSeen() {
    double[] x = {1, 2, 3};
    CheckResult right =
        GradientCheck.of(GradientCheckTest::wave).gradient(GradientCheckTest::slopes).at(x).check();
    for (int k = 0; k < x.length; k++) {
      for (int sign = -1; sign <= 1; sign += 2) {
        double[] wrong = slopes(x);
        wrong[k] += sign * 1.01 * right.entries().get(k).smallestVisibleError();
        CheckResult result =
            GradientCheck.of(GradientCheckTest::wave).gradient(wrong).at(x).check();
        assertThat(result.verdict()).isEqualTo(Verdict.FAIL);
      }
    }
  }

  @Test
  void namesTheInputThatIsWrong() {
    Inputs at =
        Inputs.of("w", Shape.of(2, 2), 1, 2, 3, 5)
            .and("b", Shape.of(2), 0.5, -1)
            .and("s", Shape.of(), 3);
    CheckResult result =
        GradientCheck.ofInputs(
                in -> {
                  double[] w = in.get("w");
                  double[] b = in.get("b");
                  double s = in.get("s")[0];
                  return s * (w[0] * b[0] + w[1] * b[1] * b[1] + w[2] * b[0] * b[0] + w[3] * b[1]);
                })
            .gradientOfInputs(
                in -> {
                  double[] w = in.get("w");
                  double[] b = in.get("b");
                  double s = in.get("s")[0];
                  double[] byW = {s * b[0], s * b[0] * b[0], s * b[1] * b[1], s * b[1]};
                  double[] byB = {s * (w[0] + 2 * w[2] * b[0]), s * (2 * w[1] * b[1] + w[3])};
                  double byS = w[0] * b[0] + w[1] * b[1] * b[1] + w[2] * b[0] * b[0] + w[3] * b[1];
                  return Map.of("w", byW, "b", byB, "s", new double[] {byS});
                })
            .at(at)
            .check();
    assertThat(result.verdict()).isEqualTo(Verdict.FAIL);
    assertThat(result.causes().get(0).id()).isEqualTo("axes");
    assertThat(result.causes().get(0).sentence()).startsWith("By w alone: ").contains("transpose");
    assertThat(result.causes().get(0).details()).containsEntry("input", "w");
    assertThat(result.entries().get(1).place()).isEqualTo("w[0, 1]");
    assertThat(result.entries().get(6).place()).isEqualTo("s");
    assertThat(result.entries().get(6).agreement()).isEqualTo(Agreement.AGREES);
  }

  @Test
  void floatsAreFloat32() {
    ToDoubleFunction<float[]> f = x -> x[0] * x[0] * x[1];
    CheckResult right =
        GradientCheck.ofFloats(f)
            .gradientOfFloats(x -> new float[] {2 * x[0] * x[1], x[0] * x[0]})
            .at(1.3, 0.7)
            .check();
    assertThat(right.verdict()).isEqualTo(Verdict.PASS);
    assertThat(right.noise().unit()).isEqualTo(Precision.FLOAT32.unitRoundoff());
    CheckResult wrong =
        GradientCheck.ofFloats(f)
            .gradientOfFloats(x -> new float[] {x[0] * x[1], x[0] * x[0]})
            .at(1.3, 0.7)
            .check();
    assertThat(wrong.verdict()).isEqualTo(Verdict.FAIL);
  }

  @Test
  void theValueThatComesWithTheGradientIsHeldAgainstTheFunction() {
    CheckResult result =
        GradientCheck.of(GradientCheckTest::wave)
            .valueAndGradient(x -> new ValueAndGradient(wave(x) + 1, slopes(x)))
            .at(1, 2, 3)
            .check();
    assertThat(result.verdict()).isEqualTo(Verdict.FAIL);
    assertThat(result.toString())
        .startsWith("FAIL: what must be equal is not.\n")
        .contains(
            "- Not equal: the function, and the value that comes with the gradient: 4.683 and");
  }

  @Test
  void hessiansAreDifferencedFromTheGradient() {
    GradientCheck check =
        GradientCheck.of(GradientCheckTest::wave).gradient(GradientCheckTest::slopes).at(1, 2, 3);
    double[][] hessian = {
      {-Math.sin(1) * 2, Math.cos(1), 0}, {Math.cos(1), 0, 0}, {0, 0, 0},
    };
    assertThat(check.hessian(x -> hessian).check().verdict()).isEqualTo(Verdict.PASS);
    assertThat(check.hessianVector((x, v) -> times(hessian, v)).check().verdict())
        .isEqualTo(Verdict.PASS);
    double[][] wrong = {{-Math.sin(1) * 2, 0, 0}, {Math.cos(1), 0, 0}, {0, 0, 0}};
    CheckResult result = check.hessian(x -> wrong).check();
    assertThat(result.verdict()).isEqualTo(Verdict.FAIL);
    assertThat(result.toString()).contains("\nd/dx[0] by x[1]      0      0.5403");
    assertThat(check.hessianVector((x, v) -> times(wrong, v)).check().relations())
        .anySatisfy(each -> assertThat(each.disagrees()).isTrue());
  }

  private static double[] times(double[][] matrix, double[] v) {
    return Arrays.stream(matrix)
        .mapToDouble(row -> row[0] * v[0] + row[1] * v[1] + row[2] * v[2])
        .toArray();
  }

  @Test
  void anEntryBesideOneTenToTheFifteenLargerIsUndecided() {
    ToDoubleFunction<double[]> f = x -> 1e15 * x[0] + Math.sin(x[1]);
    for (double claim : new double[] {Math.cos(2), 0, 2 * Math.cos(2)}) {
      CheckResult result = GradientCheck.of(f).gradient(1e15, claim).at(1, 2).check();
      assertThat(result.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
      assertThat(result.reason()).contains(Reason.NOISY_VALUES);
      assertThat(result.entries().get(1).agreement()).isEqualTo(Agreement.UNDECIDED);
      assertThat(result.entries().get(0).agreement()).isEqualTo(Agreement.AGREES);
    }
    // An input that plays no part is not hidden by anything.
    CheckResult dead = GradientCheck.of(x -> 1e15 * x[0]).gradient(1e15, 0).at(1, 2).check();
    assertThat(dead.verdict()).isEqualTo(Verdict.PASS);
  }

  @Test
  void zeroIsRightForAConstantAndAtAStationaryPoint() {
    assertThat(GradientCheck.of(x -> 3).gradient(0, 0).at(1, 2).check().passed()).isTrue();
    assertThat(GradientCheck.of(x -> 0).gradient(0, 0).at(0, 0).check().passed()).isTrue();
    GradientCheck square = GradientCheck.of(x -> x[0] * x[0] + x[1] * x[1]);
    assertThat(square.gradient(0, 0).at(0, 0).check().passed()).isTrue();
    assertThat(square.gradient(0, 1e-9).at(0, 0).check().verdict()).isEqualTo(Verdict.FAIL);
    // Saturated, not constant; and a constant with a gradient may be a memory.
    CheckResult saturated =
        GradientCheck.of(x -> 1 / (1 + Math.exp(-x[0]))).gradient(0).at(50).check();
    assertThat(saturated.reason()).contains(Reason.CONSTANT_VALUES);
    assertThat(GradientCheck.of(x -> 3).gradient(1, 0).at(1, 2).check().reason())
        .contains(Reason.CONSTANT_VALUES);
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e-170, 1e-30, 1, 1e30, 1e150})
  void sizesOfValuesDoNotMatter(double size) {
    ToDoubleFunction<double[]> f = x -> size * x[0] * x[0] * x[1];
    GradientCheck check = GradientCheck.of(f).at(1.5, -0.7);
    assertThat(check.gradient(-2.1 * size, 2.25 * size).check().passed()).isTrue();
    assertThat(check.gradient(-2.1 * size, 2.26 * size).check().verdict()).isEqualTo(Verdict.FAIL);
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e-12, 1e-6, 1, 1e9, 1e30})
  void unitsDoNotMatter(double unit) {
    ToDoubleFunction<double[]> f = x -> Math.sin(x[0] / unit) + x[1] / unit;
    GradientCheck check = GradientCheck.of(f).at(0, 0.4 * unit).scale(unit);
    assertThat(check.gradient(1 / unit, 1 / unit).check().passed()).isTrue();
    assertThat(check.gradient(1.001 / unit, 1 / unit).check().verdict()).isEqualTo(Verdict.FAIL);
  }

  @Test
  void whatAFunctionDoesIsInTheResult() {
    assertThat(reasonOf(x -> Math.log(x[0]), -1)).isEqualTo(Reason.NO_VALUE);
    assertThat(reasonOf(x -> x[0] = 3, -1)).isEqualTo(Reason.ARGUMENT_CHANGED);
    assertThat(reasonOf(x -> Math.random() * x[0], -1)).isEqualTo(Reason.RANDOM_VALUES);
    assertThat(reasonOf(x -> Math.abs(x[0]), 0)).isEqualTo(Reason.NOT_SMOOTH);
    AtomicInteger calls = new AtomicInteger();
    assertThat(reasonOf(x -> calls.incrementAndGet() < 50 ? x[0] : x[0] + 1, 1))
        .isEqualTo(Reason.REMEMBERS);
    CheckResult thrown =
        GradientCheck.of(
                x -> {
                  throw new IllegalStateException("no\nweights");
                })
            .gradient(1)
            .at(1)
            .check();
    assertThat(thrown.toString())
        .startsWith(
            "INCONCLUSIVE: the function has no finite value at this point, or next to it.\n")
        .contains("- The function threw IllegalStateException (no weights) at x.\n");
  }

  private static Reason reasonOf(ToDoubleFunction<double[]> function, double x) {
    CheckResult result = GradientCheck.of(function).gradient(1).at(x).check();
    assertThat(result.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    return result.reason().orElseThrow();
  }

  @Test
  void aValueThatIsMissingBesideXIsNamedWithCoordinateAndStep() {
    CheckResult result =
        GradientCheck.of(x -> x[0] + (x[1] == 2 ? 1 : Double.NaN)).gradient(1, 0).at(1, 2).check();
    assertThat(result.reason()).contains(Reason.NO_VALUE);
    assertThat(result.detail().orElseThrow())
        .matches("The function gave NaN at x\\[1] \\+ h, h = -?\\d\\S+\\.");
  }

  @Test
  void whatAGradientDoesIsInTheResult() {
    GradientCheck check = GradientCheck.of(GradientCheckTest::wave).at(1, 2, 3);
    CheckResult few = check.gradient(1, 2).check();
    assertThat(few.reason()).contains(Reason.NO_GRADIENT);
    assertThat(few.detail()).contains("The gradient has 2 entries, and must have 3.");
    CheckResult thrown = check.gradient(x -> new double[] {x[7]}).check();
    assertThat(thrown.detail().orElseThrow())
        .startsWith("The gradient threw ArrayIndexOutOfBoundsException");
    CheckResult notFinite = check.gradient(Math.cos(1) * 2, Double.NaN, 1).check();
    assertThat(notFinite.verdict()).isEqualTo(Verdict.FAIL);
    assertThat(notFinite.causes().get(0).id()).isEqualTo("not-finite");
    CheckResult changed =
        check
            .gradient(
                x -> {
                  x[1] = 0;
                  return slopes(x);
                })
            .check();
    assertThat(changed.detail()).contains("The gradient wrote 0 over 2 in its argument, at x[1].");
  }

  @Test
  void buffersThatAreNotClearedHaveAName() {
    double[] buffer = new double[3];
    CheckResult accumulated =
        GradientCheck.of(GradientCheckTest::wave)
            .gradient(
                x -> {
                  double[] own = slopes(x);
                  Arrays.setAll(buffer, k -> buffer[k] + own[k]);
                  return buffer;
                })
            .at(1, 2, 3)
            .check();
    assertThat(accumulated.verdict()).isEqualTo(Verdict.FAIL);
    assertThat(accumulated.causes()).extracting(Cause::id).containsExactly("accumulated");
    double[][] last = {{1, 2, 3}};
    CheckResult stale =
        GradientCheck.of(GradientCheckTest::wave)
            .gradient(
                x -> {
                  double[] own = slopes(last[0]);
                  last[0] = x.clone();
                  return own;
                })
            .at(1, 2, 3)
            .check();
    assertThat(stale.causes()).extracting(Cause::id).containsExactly("stale-state");
  }

  @Test
  void aDifferenceQuotientHandedInIsNamed() {
    double[] x = {1, 2, 3};
    for (double h : new double[] {1e-2, 1e-4}) {
      double[] quotient = new double[3];
      for (int k = 0; k < 3; k++) {
        double[] beside = x.clone();
        beside[k] += h;
        quotient[k] = (cubes(beside) - cubes(x)) / h;
      }
      Cause cause =
          GradientCheck.of(GradientCheckTest::cubes)
              .gradient(quotient)
              .at(x)
              .check()
              .causes()
              .get(0);
      assertThat(cause.id()).isEqualTo("finite-difference");
      assertThat(cause.details()).containsEntry("h", h).containsEntry("kind", "forward");
    }
    // As far off, and no quotient.
    double[] other = {3.04, 12.06, 27.02};
    assertThat(GradientCheck.of(GradientCheckTest::cubes).gradient(other).at(x).check().causes())
        .extracting(Cause::id)
        .containsExactly("unknown");
  }

  private static double cubes(double[] x) {
    return x[0] * x[0] * x[0] + x[1] * x[1] * x[1] + x[2] * x[2] * x[2];
  }

  @Test
  void neverWritesToTheUsersArrays() {
    double[] x = {1, 2, 3};
    double[] gradient = slopes(x);
    double[] before = gradient.clone();
    GradientCheck.of(GradientCheckTest::wave).gradient(gradient).at(x).check();
    assertThat(x).containsExactly(1, 2, 3);
    assertThat(gradient).containsExactly(before);
  }

  @Test
  void countsEveryEvaluation() {
    AtomicInteger calls = new AtomicInteger();
    CheckResult result =
        GradientCheck.of(
                x -> {
                  calls.incrementAndGet();
                  return wave(x);
                })
            .gradient(GradientCheckTest::slopes)
            .at(0, 2, 3)
            .check();
    assertThat(result.evaluations()).isEqualTo(calls.get());
    assertThat(result.claims()).isEqualTo(3);
  }

  @Test
  void aFunctionThatNeverReturnsRunsOutOfTime() throws InterruptedException {
    CountDownLatch never = new CountDownLatch(1);
    CountDownLatch called = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(1);
    CheckResult result =
        GradientCheck.of(
                x -> {
                  called.countDown();
                  try {
                    never.await();
                  } catch (InterruptedException e) {
                    interrupted.countDown();
                  }
                  return 0;
                })
            .gradient(1)
            .at(1)
            .budget(Duration.ofMillis(20))
            .check();
    assertThat(result.reason()).contains(Reason.OUT_OF_TIME);
    assertThat(result.detail().orElseThrow()).startsWith("It was at ");
    if (called.getCount() == 0) {
      interrupted.await();
    }
  }

  @Test
  void cancellingActsBeforeTheNextCall() {
    CancellationToken token = new CancellationToken();
    AtomicInteger calls = new AtomicInteger();
    CheckResult result =
        GradientCheck.of(
                x -> {
                  if (calls.incrementAndGet() == 10) {
                    token.cancel();
                  }
                  return x[0];
                })
            .gradient(1)
            .at(1)
            .cancellation(token)
            .check();
    assertThat(result.reason()).contains(Reason.OUT_OF_TIME);
    assertThat(result.detail().orElseThrow())
        .startsWith("It was at evaluation 10, at x[0] + h, h = ");
    assertThat(calls).hasValue(10);
  }

  @Test
  void threadsAndBatchesGiveTheSameBits() {
    ScalarFunction engine = ScalarFunction.of(Shape.of(3), GradientCheckTest::wave);
    CheckResult alone =
        GradientCheck.of(GradientCheckTest::wave)
            .gradient(GradientCheckTest::slopes)
            .at(1, 2, 3)
            .check();
    for (int threads = 1; threads <= 3; threads++) {
      CheckResult other =
          GradientCheck.of(engine)
              .gradient(GradientCheckTest::slopes)
              .at(1, 2, 3)
              .threads(threads)
              .check();
      assertThat(other.asMap()).isEqualTo(alone.asMap());
    }
  }

  @Test
  void aSolversToleranceIsAllowed() {
    ToDoubleFunction<double[]> solved = x -> wave(x) + 1e-7 * Math.sin(1e9 * x[0]);
    GradientCheck check =
        GradientCheck.of(solved)
            .gradient(GradientCheckTest::slopes)
            .at(1, 2, 3)
            .solverTolerance(1e-7);
    assertThat(check.check().passed()).isTrue();
    assertThat(check.check().entries().get(0).bound()).isGreaterThan(1e-8);
  }

  @Test
  void badCallsAreOneLine() {
    GradientCheck check = GradientCheck.of(GradientCheckTest::wave);
    assertThatThrownBy(() -> check.gradient(1).check())
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("at (nothing) must say where to differentiate");
    assertThatThrownBy(() -> check.at(1).check()).hasMessage("gradient (none) must be given");
    assertThatThrownBy(() -> check.at()).hasMessage("x (no elements) must have one at least");
    assertThatThrownBy(() -> check.at(1, Double.NaN)).hasMessage("x[1] (NaN) must be finite");
    assertThatThrownBy(() -> check.scale(0)).hasMessage("scale (0.0) must be positive and finite");
    assertThatThrownBy(() -> check.threads(0)).hasMessage("threads (0) must be positive");
    assertThatThrownBy(() -> check.gradient(1).at(1).relativeTolerance(0.01).check())
        .hasMessage(
            "relative tolerance (0.01) must be below the largest mistake that a PASS may overlook"
                + " (must see), 0.01");
    assertThatThrownBy(
            () -> GradientCheck.of(ScalarFunction.of(Shape.of(2), GradientCheckTest::wave)).at(1))
        .hasMessage("x (1 elements) must have those of the function's shape (2,)");
  }

  @Test
  void aMapHoldsEveryNumber() {
    CheckResult result =
        GradientCheck.of(GradientCheckTest::wave)
            .gradient(GradientCheckTest::slopes)
            .at(1, 2, 3)
            .check();
    Map<String, Object> map = result.asMap();
    assertThat(map.keySet())
        .containsExactly(
            "verdict",
            "inputs",
            "value",
            "entries",
            "total",
            "relations",
            "causes",
            "noise",
            "hidden",
            "evaluations",
            "claims",
            "seed");
    assertThat(map).containsEntry("verdict", "PASS").containsEntry("seed", 1L);
    assertThat(result.power().orElseThrow().hidden()).isCloseTo(3e-10, within(1e-10));
  }
}
