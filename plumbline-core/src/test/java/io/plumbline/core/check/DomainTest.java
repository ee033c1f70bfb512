package io.plumbline.core.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.verdict.Reason;
import io.plumbline.core.verdict.Verdict;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Functions that end at x, or beside it, and slopes that differ from side to side. */
class DomainTest {
  @Test
  void atAnEdgeTheFunctionIsDifferencedToOneSide() {
    AtomicInteger outside = new AtomicInteger();
    ToDoubleFunction<double[]> f =
        x -> {
          outside.addAndGet(x[0] < 0 ? 1 : 0);
          return Math.exp(x[0]) + x[0] * x[1];
        };
    GradientCheck check = GradientCheck.of(f).at(0, 3).domain(Box.from(0));
    assertThat(check.gradient(4, 0).check().passed()).isTrue();
    assertThat(check.gradient(4.01, 0).check().verdict()).isEqualTo(Verdict.FAIL);
    assertThat(check.gradient(4, 0.01).check().verdict()).isEqualTo(Verdict.FAIL);
    assertThat(outside).hasValue(0);
  }

  @Test
  void anEdgeThatWasNotSaidShowsItself() {
    GradientCheck right = GradientCheck.of(x -> Math.pow(x[0], 2.5) + Math.exp(x[0])).at(0);
    assertThat(right.gradient(1).check().passed()).isTrue();
    assertThat(right.gradient(1.01).check().verdict()).isEqualTo(Verdict.FAIL);
    GradientCheck left = GradientCheck.of(x -> Math.pow(1 - x[0], 3.5) + 2 * x[0]).at(1);
    assertThat(left.gradient(2).check().passed()).isTrue();
    assertThat(left.gradient(1.98).check().verdict()).isEqualTo(Verdict.FAIL);
  }

  @Test
  void besideAnEdgeThereIsRoom() {
    for (double x : new double[] {1e-12, 1e-3, 0.5, 0.9999, 1 - 1e-9}) {
      double slope = 1 / (x - 1) + 1 / x;
      GradientCheck check =
          GradientCheck.of(p -> Math.log1p(-p[0]) + Math.log(p[0])).at(x).domain(Box.between(0, 1));
      assertThat(check.gradient(slope).check().verdict()).as("at %s", x).isNotEqualTo(Verdict.FAIL);
      assertThat(check.gradient(2 * slope + 1).check().verdict())
          .as("at %s", x)
          .isEqualTo(Verdict.FAIL);
    }
  }

  /** Roots converge slowly: a bound that is too small would call the right slope wrong. */
  @ParameterizedTest
  @ValueSource(doubles = {1.15, 1.2, 1.3, 1.5, 1.7, 1.9, 2, 2.1, 2.5, 3, 4})
  void rightSlopesOfRootsAreNeverRejected(double power) {
    for (double slope : new double[] {0, -2}) {
      for (double size : new double[] {1, 30}) {
        GradientCheck check =
            GradientCheck.of(x -> size * Math.pow(x[0], power) + slope * x[0]).at(0);
        assertThat(check.gradient(slope).check().verdict()).isNotEqualTo(Verdict.FAIL);
        assertThat(check.gradient(slope + 2 * size + 1).check().verdict())
            .isNotEqualTo(Verdict.PASS);
      }
    }
  }

  @Test
  void onAKinkWhatIsBetweenTheSlopesIsUndecidedAndWhatIsNotIsWrong() {
    GradientCheck relu = GradientCheck.of(x -> Math.max(x[0], 0) + x[1]).at(0, 1);
    for (double between : new double[] {0, 0.3, 0.5, 1}) {
      assertThat(relu.gradient(between, 1).check().reason()).contains(Reason.NOT_SMOOTH);
    }
    for (double outside : new double[] {-1, -0.01, 1.01, 2}) {
      CheckResult result = relu.gradient(outside, 1).check();
      assertThat(result.verdict()).isEqualTo(Verdict.FAIL);
      assertThat(result.toString()).contains("wrong: not between the slopes to its sides");
      assertThat(result.causes()).isEmpty();
    }
  }

  @Test
  void outsideOfTheDomainNothingIsAsked() {
    CheckResult result = GradientCheck.of(x -> x[0]).gradient(1).at(-1).domain(Box.from(0)).check();
    assertThat(result.reason()).contains(Reason.NO_VALUE);
    assertThat(result.detail()).contains("x is outside the domain that was given.");
    assertThat(result.evaluations()).isZero();
    assertThatThrownBy(() -> Box.between(1, 1))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("domain (1.0 to 1.0) must not be empty");
    assertThatThrownBy(() -> new Box(new double[0], new double[] {1}))
        .hasMessage("domain (no bounds) must be bounded by one number at least");
  }
}
