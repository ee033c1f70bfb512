package io.plumbline.testing.functions;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.core.check.GradientCheck;
import io.plumbline.core.function.ScalarFunction;
import io.plumbline.core.function.Shape;
import io.plumbline.core.verdict.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Over all families no right derivative is rejected, on a kink neither of its slopes, and none that
 * is 2 % off accepted. {@code -Dplumbline.draws=N} takes N functions of each.
 */
class FamiliesCheckTest {
  private static final int DRAWS = Integer.getInteger("plumbline.draws", 2);

  private final List<String> errors = new ArrayList<>();
  private int passed;

  @Test
  void noRightOneIsRejectedAndNoWrongOneAccepted() {
    int count = 0;
    for (Family family : Families.all()) {
      for (int i = 0; i < DRAWS; i++) {
        long seed = 77L * family.name().hashCode() + i;
        judge(family.name() + ", seed " + seed, family.draw(new SplittableRandom(seed)));
        count++;
      }
    }
    assertThat(errors).isEmpty();
    // Most of them are decided: a check that says nothing would pass this test too.
    assertThat(passed).isGreaterThan(count / 2);
  }

  private void judge(String name, KnownDerivative known) {
    GradientCheck check = GradientCheck.of(byOne(known)).at(known.x()[known.coordinate()]);
    if (known.below() == null) {
      return;
    }
    double slope = known.below().value();
    for (double right : new double[] {slope, known.above().value()}) {
      Verdict verdict = check.gradient(right).check().verdict();
      passed += verdict == Verdict.PASS ? 1 : 0;
      if (verdict == Verdict.FAIL) {
        errors.add(name + ": " + known.text() + ": " + right + " rejected");
      }
    }
    double wrong = 1.02 * slope + (slope == 0 ? 1e-3 : 0);
    boolean smooth = slope == known.above().value();
    if (smooth && check.gradient(wrong).check().passed()) {
      errors.add(name + ": " + known.text() + ": " + wrong + " accepted for " + slope);
    }
  }

  /** As a function of the coordinate alone by which the derivative is known. */
  private static ScalarFunction byOne(KnownDerivative known) {
    return ScalarFunction.of(
        Shape.of(1),
        known.function().precision(),
        t -> {
          double[] x = known.x().clone();
          x[known.coordinate()] = t[0];
          return known.function().evaluate(x);
        });
  }
}
