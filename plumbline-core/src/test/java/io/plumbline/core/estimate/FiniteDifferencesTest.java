package io.plumbline.core.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.function.Precision;
import io.plumbline.core.function.ScalarFunction;
import io.plumbline.core.function.Shape;
import io.plumbline.core.step.Stencil;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class FiniteDifferencesTest {
  private static final DifferenceOptions DEFAULTS = DifferenceOptions.defaults();

  /** sum of sin(i x_i), whose derivative by x_i is i cos(i x_i). */
  private static final ScalarFunction WAVES =
      ScalarFunction.of(
          Shape.of(2, 3),
          x -> {
            double sum = 0;
            for (int i = 0; i < x.length; i++) {
              sum += Math.sin((i + 1) * x[i]);
            }
            return sum;
          });

  private static final double[] X = {0.1, -0.7, 0.0, 1.3, 2.2, -0.0};

  @ParameterizedTest
  @EnumSource(Stencil.class)
  void everyStencilIsWithinItsBound(Stencil stencil) {
    double[] x = X.clone();
    GradientEstimate gradient =
        FiniteDifferences.gradient(WAVES, x, DEFAULTS.withQuotient(stencil, 1e-5));
    for (int i = 0; i < x.length; i++) {
      Estimate estimate = gradient.get(i);
      double exact = (i + 1) * Math.cos((i + 1) * X[i]);
      assertThat(estimate.boundedness()).as("%s at %d", stencil, i).isEqualTo(Boundedness.BOUNDED);
      assertThat(Math.abs(estimate.value() - exact)).isLessThanOrEqualTo(estimate.bound());
      assertThat(estimate.bound()).isLessThan(stencil.order() == 1 ? 1e-3 : 1e-6);
    }
    assertBitwiseEqual(x, X);
  }

  @Test
  void resultsDoNotDependOnThreadsNorBatches() {
    List<double[]> results = new ArrayList<>();
    for (int threads : new int[] {1, 2, 5}) {
      for (int batch : new int[] {1, 3, 64}) {
        double[] x = X.clone();
        DifferenceOptions options = DEFAULTS.withThreads(threads).withBatchSize(batch);
        GradientEstimate gradient = FiniteDifferences.gradient(WAVES, x, options);
        assertBitwiseEqual(x, X);
        results.add(gradient.values());
        results.add(gradient.bounds());
      }
    }
    for (int i = 2; i < results.size(); i++) {
      assertBitwiseEqual(results.get(i), results.get(i % 2));
    }
  }

  @Test
  void aFunctionThatWritesToItsPointsDoesNotReachX() {
    double[] x = X.clone();
    ScalarFunction vandal =
        ScalarFunction.of(
            WAVES.shape(),
            point -> {
              double value = WAVES.evaluate(point);
              Arrays.fill(point, Double.NaN);
              return value;
            });
    FiniteDifferences.gradient(vandal, x, DEFAULTS);
    assertBitwiseEqual(x, X);
  }

  @Test
  void onlySelectedCoordinatesAreEvaluated() {
    AtomicInteger calls = new AtomicInteger();
    ScalarFunction counted =
        ScalarFunction.of(
            WAVES.shape(),
            x -> {
              calls.incrementAndGet();
              return WAVES.evaluate(x);
            });
    GradientEstimate gradient =
        FiniteDifferences.gradient(
            counted, X, DEFAULTS.withCoordinates(4, 1).withStep(1e-5).withoutBound());
    assertThat(gradient.size()).isEqualTo(2);
    assertThat(gradient.get(0).value()).isCloseTo(5 * Math.cos(5 * X[4]), within(1e-7));
    assertThat(calls.get()).isEqualTo(5);
    assertThat(gradient.evaluations()).isEqualTo(5);
    assertThat(gradient.get(0).boundedness()).isEqualTo(Boundedness.NOT_ASKED);
    assertThat(gradient.get(0).bound()).isInfinite();
  }

  @ParameterizedTest
  @CsvSource({"0.0", "-0.001", "NaN", "Infinity"})
  void aStepMustBePositiveAndFinite(double h) {
    assertThatThrownBy(() -> DEFAULTS.withStep(h))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("h (" + h + ") must be positive and finite");
  }

  @Test
  void aStepMustMoveXInTheFunctionsOwnArithmetic() {
    ScalarFunction single =
        ScalarFunction.of(Shape.of(2), Precision.FLOAT32, x -> (float) (x[0] + x[1]));
    double[] x = {0, 1};
    assertThatThrownBy(() -> FiniteDifferences.gradient(single, x, DEFAULTS.withStep(1e-9)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "h (1.0E-9) must be large enough that x + h differs from x in float32:"
                + " at coordinate 1, x is 1.0");
    assertThatThrownBy(() -> FiniteDifferences.gradient(WAVES, X, DEFAULTS.withStep(1e-17)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("in float64");
  }

  @Test
  void xMustBeFiniteAndOfTheFunctionsSize() {
    assertThatThrownBy(() -> FiniteDifferences.gradient(WAVES, new double[5], DEFAULTS))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("x (5 elements) must have the 6 elements of shape (2, 3)");
    double[] x = {0, 0, Double.NaN, 0, 0, 0};
    assertThatThrownBy(() -> FiniteDifferences.gradient(WAVES, x, DEFAULTS))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("x[2] (NaN) must be finite");
    assertThatThrownBy(() -> FiniteDifferences.gradient(WAVES, X, DEFAULTS.withCoordinates(6)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("coordinate (6) must be from 0 to 5");
  }

  @ParameterizedTest
  @CsvSource({"1", "3"})
  void progressRisesToTheTotalOfEachStage(int threads) {
    List<String> reports = new ArrayList<>();
    FiniteDifferences.gradient(
        WAVES,
        X,
        DEFAULTS
            .withThreads(threads)
            .withBatchSize(9)
            .withStep(1e-4)
            .withoutBound()
            .withProgress((stage, done, total) -> reports.add(stage + " " + done + "/" + total)));
    assertThat(reports).containsExactly("differences 9/12", "differences 12/12");
  }

  @ParameterizedTest
  @CsvSource({"1", "4"})
  void aTokenStopsTheWork(int threads) {
    CancellationToken token = new CancellationToken();
    AtomicInteger calls = new AtomicInteger();
    DifferenceOptions options =
        DEFAULTS
            .withThreads(threads)
            .withBatchSize(1)
            .withStep(1e-4)
            .withoutBound()
            .withCancellation(token)
            .withProgress(
                (stage, done, total) -> {
                  calls.incrementAndGet();
                  token.cancel();
                });
    double[] x = X.clone();
    assertThatThrownBy(() -> FiniteDifferences.gradient(WAVES, x, options))
        .isInstanceOf(CancellationException.class);
    assertThat(calls.get()).isBetween(1, threads);
    assertBitwiseEqual(x, X);
  }

  @ParameterizedTest
  @CsvSource({"1", "4"})
  void anInterruptStopsTheWorkAndIsKept(int threads) {
    Thread caller = Thread.currentThread();
    DifferenceOptions options =
        DEFAULTS
            .withThreads(threads)
            .withBatchSize(1)
            .withStep(1e-4)
            .withoutBound()
            .withProgress((stage, done, total) -> caller.interrupt());
    assertThatThrownBy(() -> FiniteDifferences.gradient(WAVES, X, options))
        .isInstanceOf(CancellationException.class)
        .hasMessage("interrupted");
    assertThat(Thread.interrupted()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"1", "4"})
  void whatTheFunctionThrowsComesThrough(int threads) {
    ScalarFunction broken =
        ScalarFunction.of(
            Shape.of(4),
            x -> {
              if (x[2] != 0) {
                throw new IllegalStateException("no value here");
              }
              return 1;
            });
    DifferenceOptions options = DEFAULTS.withThreads(threads).withBatchSize(1).withStep(1e-3);
    assertThatThrownBy(() -> FiniteDifferences.gradient(broken, new double[4], options))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("no value here");
  }

  @Test
  void everyEvaluationIsCounted() {
    AtomicInteger calls = new AtomicInteger();
    ScalarFunction counted =
        ScalarFunction.of(
            WAVES.shape(),
            x -> {
              calls.incrementAndGet();
              return Math.rint(1e6 * WAVES.evaluate(x)) / 1e6;
            });
    GradientEstimate gradient = FiniteDifferences.gradient(counted, X, DEFAULTS);
    assertThat(gradient.evaluations()).isEqualTo(calls.get());
    assertThat(gradient.noise().quantum()).isCloseTo(1e-6, within(1e-9));
    assertThat(gradient.noise().isRandom()).isFalse();
  }

  private static void assertBitwiseEqual(double[] actual, double[] expected) {
    assertThat(actual).hasSameSizeAs(expected);
    for (int i = 0; i < actual.length; i++) {
      assertThat(Double.doubleToRawLongBits(actual[i]))
          .isEqualTo(Double.doubleToRawLongBits(expected[i]));
    }
  }
}
