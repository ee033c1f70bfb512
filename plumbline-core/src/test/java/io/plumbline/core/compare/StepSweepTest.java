package io.plumbline.core.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.estimate.DifferenceOptions;
import io.plumbline.core.function.Precision;
import io.plumbline.core.function.ScalarFunction;
import io.plumbline.core.function.Shape;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StepSweepTest {
  private static final double[] X = {0.5, 1, 0.75};
  private static final double[] STEPS = {
    1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8, 1e-9, 1e-17
  };

  private static ScalarFunction function(Precision precision) {
    return ScalarFunction.of(
        Shape.of(3), precision, x -> precision.round(Math.exp(x[0]) * x[1] + Math.sin(x[2])));
  }

  private static double[] gradient() {
    return new double[] {Math.exp(X[0]) * X[1], Math.exp(X[0]), Math.cos(X[2])};
  }

  /** The bottom of the V lies near (3 u |f / f'''|)^(1/3): 7e-6 in float64, 6e-3 in float32. */
  @ParameterizedTest
  @CsvSource({"FLOAT64, 1e-5, 1e-9", "FLOAT32, 1e-2, 1e-3"})
  void theCurveIsAVWithItsBottomWhereTheoryHasIt(Precision precision, double step, double error) {
    List<StepSweep.Sample> samples =
        StepSweep.over(function(precision), X, gradient(), STEPS, DifferenceOptions.defaults());
    StepSweep.Sample best =
        samples.stream()
            .filter(StepSweep.Sample::resolved)
            .min(Comparator.comparingDouble(StepSweep.Sample::normwiseError))
            .orElseThrow();
    assertThat(best.step()).isBetween(step / 10, step * 10);
    assertThat(best.normwiseError()).isLessThan(error);
    assertThat(samples.get(0).normwiseError()).isGreaterThan(1e-4);
    long resolved = samples.stream().filter(StepSweep.Sample::resolved).count();
    StepSweep.Sample smallest = samples.get((int) resolved - 1);
    assertThat(smallest.normwiseError()).isGreaterThan(100 * best.normwiseError());
    assertThat(samples.get(STEPS.length - 1).resolved()).isFalse();
    assertThat(samples.get(STEPS.length - 1).normwiseError()).isNaN();
  }

  @Test
  void aStepThatIsNoStepIsAnErrorAndNoSample() {
    assertThatThrownBy(
            () ->
                StepSweep.over(
                    function(Precision.FLOAT64),
                    X,
                    gradient(),
                    new double[] {1e-3, 0},
                    DifferenceOptions.defaults()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("h (0.0) must be positive and finite");
  }
}
