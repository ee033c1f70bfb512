package io.plumbline.core.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.core.cause.Cause;
import io.plumbline.core.verdict.Verdict;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Functions by cases, with the gradient of another case, and with mistakes that look alike. */
class OtherBranchTest {
  private static List<Cause> causes(
      ToDoubleFunction<double[]> f, UnaryOperator<double[]> g, double... x) {
    CheckResult result = GradientCheck.of(f).gradient(g).at(x).check();
    assertThat(result.verdict()).isEqualTo(Verdict.FAIL);
    return result.causes();
  }

  private static double contact(double[] x) {
    return 50 * Math.pow(Math.max(0, -x[0]), 2) + 9.8 * x[0];
  }

  private static double huber(double[] x) {
    double sum = 0;
    for (double each : x) {
      double size = Math.abs(each);
      sum += size < 1 ? each * each / 2 : size - 0.5;
    }
    return sum;
  }

  @Test
  void theOtherSideOfAContactIsNamed() {
    Cause cause =
        causes(OtherBranchTest::contact, x -> new double[] {100 * x[0] + 9.8}, 0.02).get(0);
    assertThat(cause.id()).isEqualTo("wrong-branch");
    assertThat(cause.details()).containsEntry("entry", "x[0]");
    assertThat((double) cause.details().get("from")).isBetween(0.0, 1e-5);
    assertThat((double) cause.details().get("to")).isBetween(-1e-5, 1e-5);
    assertThat(cause.sentence()).contains("it is right where x[0] is below ");
  }

  @Test
  void aCaseThatIsMissingIsNamedByTheEntryThatIsBeyondIt() {
    List<Cause> causes = causes(OtherBranchTest::huber, double[]::clone, 0.3, 1.4, -0.6);
    assertThat(causes).extracting(Cause::id).containsExactly("wrong-branch");
    assertThat(causes.get(0).details()).containsEntry("entry", "x[1]");
    assertThat((double) causes.get(0).details().get("to")).isBetween(0.999, 1.001);
    // A jump of the slope, and of the value.
    assertThat(causes(x -> Math.max(2 * x[0], x[0] * x[0]), x -> new double[] {2}, 3))
        .extracting(Cause::id)
        .containsExactly("wrong-branch");
    assertThat(
            causes(
                x -> x[0] < 1 ? Math.exp(x[0]) : 7 * x[0] * x[0],
                x -> new double[] {Math.exp(x[0])},
                1.5))
        .extracting(Cause::id)
        .containsExactly("wrong-branch");
  }

  @Test
  void aMistakeInsideTheBranchIsNone() {
    UnaryOperator<double[]> half = x -> new double[] {x[0] < 0 ? 9.8 + 50 * x[0] : 9.8};
    assertNone(causes(OtherBranchTest::contact, half, -0.02));
    UnaryOperator<double[]> square = x -> new double[] {x[0] < 0 ? 1 : 3 * x[0]};
    assertNone(causes(x -> x[0] < 0 ? x[0] : 3 * x[0] * x[0], square, 0.5));
  }

  @Test
  void aMistakeThatFadesIsNone() {
    // Too large by a term that is nothing far to the left, with no case at all.
    ToDoubleFunction<double[]> f = x -> x[0] + Math.exp(8 * x[0]);
    assertNone(causes(f, x -> new double[] {1 + 4 * Math.exp(8 * x[0])}, 2));
    assertNone(causes(f, x -> new double[] {1 + 4 * Math.exp(8 * x[0])}, -0.5));
  }

  @Test
  void ofNumbersAloneItIsNotKnown() {
    CheckResult result = GradientCheck.of(OtherBranchTest::contact).gradient(11.8).at(0.02).check();
    assertNone(result.causes());
  }

  private static void assertNone(List<Cause> causes) {
    assertThat(causes).isNotEmpty().extracting(Cause::id).doesNotContain("wrong-branch");
  }
}
