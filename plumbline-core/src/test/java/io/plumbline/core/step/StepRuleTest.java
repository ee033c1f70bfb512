package io.plumbline.core.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StepRuleTest {
  private static final double NOISE = 1e-9;

  private static StepChoice run(
      StepRule rule, Stencil stencil, double noise, DoubleUnaryOperator function) {
    StepProblem problem =
        new StepProblem(stencil, 1, function.applyAsDouble(0), noise, 1e-14, 0.25);
    StepSearch search = rule.begin(problem);
    for (double[] probes = search.probes(); probes.length > 0; probes = search.probes()) {
      double[] values = new double[probes.length];
      for (int i = 0; i < values.length; i++) {
        values[i] = function.applyAsDouble(probes[i]);
      }
      search.observe(values);
    }
    return search.choice();
  }

  @ParameterizedTest
  @CsvSource({"1", "5", "20"})
  void theOptimalCentralStepIsTheCubeRootOfThreeNoiseOverTheThirdDerivative(double wave) {
    StepChoice choice =
        run(StepRule.optimal(), Stencil.CENTRAL_2, NOISE, t -> 2 + Math.sin(wave * t));
    double formula = Math.cbrt(3 * NOISE / Math.pow(wave, 3));
    assertThat(choice.condition()).isEqualTo(StepChoice.Condition.BALANCED);
    assertThat(choice.step()).isCloseTo(formula, within(0.15 * formula));
  }

  @ParameterizedTest
  @CsvSource({"CENTRAL_2, 3", "FORWARD_1, 4"})
  void theAdaptiveStepMeetsTheRatioOfThePaper(Stencil stencil, int widening) {
    DoubleUnaryOperator function = t -> 1 + Math.exp(2 * t);
    StepChoice choice = run(StepRule.adaptive(), stencil, NOISE, function);
    double h = choice.step();
    double test =
        stencil == Stencil.CENTRAL_2
            ? function.applyAsDouble(3 * h)
                - 3 * function.applyAsDouble(h)
                + 3 * function.applyAsDouble(-h)
                - function.applyAsDouble(-3 * h)
            : function.applyAsDouble(widening * h)
                - widening * function.applyAsDouble(h)
                + (widening - 1) * function.applyAsDouble(0);
    assertThat(Math.abs(test) / (8 * NOISE)).isBetween(1.5, 6.0);
    assertThat(choice.condition()).isEqualTo(StepChoice.Condition.BALANCED);
  }

  @ParameterizedTest
  @CsvSource({"1e-12", "1e-8", "1e-4"})
  void onANoisyFunctionTheChosenStepIsNearlyAsGoodAsTheBest(double noise) {
    Random random = new Random(4);
    DoubleUnaryOperator noisy = t -> 2 + Math.sin(3 * t) + noise * (2 * random.nextDouble() - 1);
    for (StepRule rule : new StepRule[] {StepRule.optimal(), StepRule.adaptive()}) {
      double h = run(rule, Stencil.CENTRAL_2, noise, noisy).step();
      double best = Math.cbrt(3 * noise / 27);
      assertThat(worstError(h, noise)).isLessThan(4 * worstError(best, noise));
    }
  }

  private static double worstError(double h, double noise) {
    return 27 * h * h / 6 + noise / h;
  }

  @Test
  void aStraightLineGivesTheLargestStepThatNoiseAllows() {
    StepChoice adaptive = run(StepRule.adaptive(), Stencil.CENTRAL_2, NOISE, t -> 1 + t);
    assertThat(adaptive.condition()).isEqualTo(StepChoice.Condition.NOISE_LIMITED);
    assertThat(adaptive.step()).isEqualTo(0.25);
    StepChoice optimal = run(StepRule.optimal(), Stencil.CENTRAL_2, NOISE, t -> 1 + t);
    assertThat(optimal.condition()).isEqualTo(StepChoice.Condition.NOISE_LIMITED);
    assertThat(optimal.step()).isGreaterThan(0.1);
  }

  @Test
  void bothRulesStepBackFromWhereTheFunctionEnds() {
    for (StepRule rule : new StepRule[] {StepRule.optimal(), StepRule.adaptive()}) {
      StepChoice choice = run(rule, Stencil.CENTRAL_2, 1e-15, t -> Math.sqrt(1e-3 + t));
      assertThat(choice.step()).isLessThan(1e-3);
      assertThat(choice.condition()).isEqualTo(StepChoice.Condition.BALANCED);
    }
  }

  @ParameterizedTest
  @CsvSource({"1e-3, 0x1p-10", "0.5, 0.5", "0.7, 0.5", "0.75, 1", "3e-8, 0x1p-25"})
  void roundingToPowersOfTwoIsToTheNearestOnTheLogarithmicScale(double h, double expected) {
    StepChoice choice =
        run(StepRule.fixed(h).roundedToPowerOfTwo(), Stencil.CENTRAL_2, NOISE, t -> t);
    assertThat(choice.step()).isEqualTo(expected);
    assertThat(choice.condition()).isEqualTo(StepChoice.Condition.GIVEN);
  }
}
