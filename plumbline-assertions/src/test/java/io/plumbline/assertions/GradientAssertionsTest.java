package io.plumbline.assertions;

import static io.plumbline.assertions.GradientAssertions.assertThatCheck;
import static io.plumbline.assertions.GradientAssertions.assertThatGradient;
import static io.plumbline.assertions.GradientAssertions.assertThatJacobian;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.core.check.GradientCheck;
import io.plumbline.core.function.Precision;
import io.plumbline.core.function.ScalarFunction;
import io.plumbline.core.function.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.assertj.core.error.AssertJMultipleFailuresError;
import org.junit.jupiter.api.Test;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.TestAbortedException;

class GradientAssertionsTest {
  private static double product(double[] x) {
    return x[0] * x[0] * x[1];
  }

  private static double[] right(double[] x) {
    return new double[] {2 * x[0] * x[1], x[0] * x[0]};
  }

  private static double[] wrong(double[] x) {
    return new double[] {x[0] * x[1], x[0] * x[0]};
  }

  @Test
  void lambdasAreUnambiguous() {
    assertThatGradient(x -> x[0] * x[1], x -> new double[] {x[1], x[0]}).at(2, 3).isCorrect();
    ScalarFunction f = ScalarFunction.of(Shape.of(2), x -> x[0] * x[1]);
    assertThatGradient(f, x -> new double[] {x[1], x[0]}).at(2, 3).isCorrect();
    assertThatJacobian(x -> new double[] {x[0] * x[1]}, x -> new double[][] {{x[1], x[0]}})
        .at(2, 3)
        .isCorrect();
    assertThatCheck(GradientCheck.of(x -> x[0]).gradient(1)).at(2).isCorrect();
  }

  @Test
  void whatIsWrongIsSaidInTheFixedWords() {
    assertThatThrownBy(
            () ->
                assertThatGradient(GradientAssertionsTest::product, GradientAssertionsTest::wrong)
                    .at(2, 3)
                    .withSeed(5)
                    .isCorrect())
        .isInstanceOf(AssertionFailedError.class)
        .hasMessageStartingWith("FAIL: 1 of 2 entries is further off than anything explains.\n")
        .hasMessageContaining("\nx[0]       6       12.00")
        .hasMessageEndingWith("Again: GradientCheck.of(…).at(2.0, 3.0).seed(5).check()\n");
  }

  @Test
  void whatCannotBeProvedFailsInItsOwnWordsOrAborts() {
    GradientAssert kink = assertThatGradient(x -> Math.abs(x[0]), x -> new double[] {1}).at(0);
    assertThatThrownBy(kink::isCorrect)
        .isInstanceOf(AssertionFailedError.class)
        .hasMessageStartingWith("INCONCLUSIVE: the function has a kink, a jump or a root");
    assertThatThrownBy(() -> kink.abortingIfInconclusive().isCorrect())
        .isInstanceOf(TestAbortedException.class)
        .hasMessageStartingWith("INCONCLUSIVE: the function has a kink, a jump or a root");
  }

  @Test
  void besideAKinkIsAlmostEverywhere() {
    assertThatGradient(x -> Math.abs(x[0]), x -> new double[] {Math.signum(x[0])})
        .at(0)
        .isCorrectAlmostEverywhere();
    assertThatThrownBy(
            () ->
                assertThatGradient(x -> Math.abs(x[0]), x -> new double[] {-Math.signum(x[0])})
                    .at(0)
                    .isCorrectAlmostEverywhere())
        .hasMessageStartingWith("FAIL: the one entry is further off");
  }

  @Test
  void anApproximationHasAnErrorOfItsOwn() {
    GradientAssert rough =
        assertThatGradient(
                GradientAssertionsTest::product,
                x -> new double[] {2 * x[0] * x[1] * 1.001, x[0] * x[0]})
            .at(2, 3);
    rough.hasErrorBelow(2e-3);
    assertThatThrownBy(() -> rough.hasErrorBelow(1e-4))
        .isInstanceOf(AssertionFailedError.class)
        .hasMessageStartingWith(
            "Each entry must be within 1.0E-4 of the derivative's norm.\nFAIL:");
    assertThatThrownBy(rough::isCorrect).isInstanceOf(AssertionFailedError.class);
  }

  @Test
  void softAssertionsSayAllFailures() {
    GradientSoftAssertions softly = new GradientSoftAssertions();
    softly
        .assertThatGradient(GradientAssertionsTest::product, GradientAssertionsTest::wrong)
        .at(2, 3)
        .isCorrect();
    softly
        .assertThatGradient(GradientAssertionsTest::product, GradientAssertionsTest::right)
        .at(2, 3)
        .isCorrect();
    softly.assertThatCheck(GradientCheck.of(x -> Math.abs(x[0])).gradient(1)).at(0).isCorrect();
    assertThatThrownBy(softly::assertAll)
        .isInstanceOf(AssertJMultipleFailuresError.class)
        .hasMessageContaining("FAIL: 1 of 2 entries")
        .hasMessageContaining("INCONCLUSIVE: the function has a kink");
    assertThat(softly.errorsCollected()).hasSize(2);
  }

  @Test
  void plainJUnitNeedsNoMore() {
    GradientCheck check = GradientCheck.of(GradientAssertionsTest::product).at(2, 3);
    assertThat(GradientChecks.assertCorrect(check.gradient(GradientAssertionsTest::right)).passed())
        .isTrue();
    assertThatThrownBy(
            () -> GradientChecks.assertCorrect(check.gradient(GradientAssertionsTest::wrong)))
        .isInstanceOfSatisfying(
            AssertionFailedError.class,
            error -> {
              assertThat(error.getExpected().getStringRepresentation()).isEqualTo("PASS");
              assertThat(error.getActual().getStringRepresentation()).isEqualTo("FAIL");
            });
    GradientCheck kink = GradientCheck.of(x -> Math.abs(x[0])).at(0);
    assertThatThrownBy(() -> GradientChecks.assumeDecidedAndAssertCorrect(kink.gradient(1)))
        .isInstanceOf(TestAbortedException.class);
    GradientChecks.assertCorrectAlmostEverywhere(
        kink.gradient(x -> new double[] {Math.signum(x[0])}));
  }

  @GradientTest(
      seeds = 4,
      scales = {1e-3, 1, 10})
  void holdsAtManyPoints(Draw draw) {
    assertThatGradient(
            x -> Math.log(1 + Math.exp(x[0])) + Math.sin(x[1]) * x[2],
            x -> new double[] {1 / (1 + Math.exp(-x[0])), Math.cos(x[1]) * x[2], Math.sin(x[1])})
        .at(draw.point(3))
        .isCorrect();
  }

  private static final List<Draw> DRAWS = Collections.synchronizedList(new ArrayList<>());

  @GradientTest(
      seeds = 2,
      scales = {1, 5})
  void isCalledForEachSeedAndScale(Draw draw) {
    DRAWS.add(draw);
    List<Draw> all = List.of(new Draw(1, 1), new Draw(2, 1), new Draw(1, 5), new Draw(2, 5));
    assertThat(all).startsWith(DRAWS.toArray(new Draw[0]));
    assertThat(draw.point(3)).isEqualTo(new Draw(draw.seed(), draw.scale()).point(3));
    assertThat(new Draw(draw.seed(), 2 * draw.scale()).point(1)[0]).isEqualTo(2 * draw.point(1)[0]);
  }

  @Test
  void float32IsSaid() {
    assertThatGradient(x -> (float) x[0] * (float) x[0], x -> new double[] {2 * (float) x[0]})
        .in(Precision.FLOAT32)
        .at(0.3)
        .isCorrect();
  }
}
