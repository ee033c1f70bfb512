package io.plumbline.diagnose.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.check.GradientCheck;
import io.plumbline.core.function.Precision;
import io.plumbline.core.function.ScalarFunction;
import io.plumbline.core.function.Shape;
import io.plumbline.core.verdict.Verdict;
import io.plumbline.diagnose.mistakes.DataSet;
import io.plumbline.testing.Extent;
import io.plumbline.testing.functions.FunctionExample;
import io.plumbline.testing.functions.FunctionExamples;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Of functions that people write gradients for, by their values alone. */
@Tag("slow")
class FunctionExplanationsTest {
  private static final Precision FLOAT64 = Precision.FLOAT64;

  private static Stream<FunctionExample> some() {
    return Extent.of(FunctionExamples.all(), 14, 0).stream();
  }

  private static FunctionExample named(String name) {
    return FunctionExamples.all().stream()
        .filter(each -> each.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static FunctionValues values(ScalarFunction function, double... x) {
    return new FunctionValues(function, GradientCheck.of(function).at(x));
  }

  private static Disagreement disagreement(double[] x, double[] g, double[] d, double h) {
    Shape shape = Shape.of(x.length);
    return new Disagreement(
        ArrayElements.ENTRIES,
        x,
        shape,
        Optional.empty(),
        FunctionValues.TARGET,
        FunctionValues.LOSS,
        new GivenArray(g, shape, FLOAT64),
        new GivenArray(d, shape, FLOAT64),
        h,
        1,
        List.of(),
        List.of());
  }

  /** Of a gradient against quotients that are made here. */
  private static Explanation explain(FunctionExample example, double[] gradient, double h) {
    double[] x = example.point(FLOAT64);
    FunctionValues values = values(example.function(FLOAT64, FLOAT64), x);
    return Explainer.ofValues(values, DataSet.NONE)
        .ofQuotientsAsSaid()
        .explain(disagreement(x, gradient, values.quotients(x, h), h));
  }

  private static List<String> ids(Explanation found) {
    return found.parts().stream().filter(Part::isEffect).map(Part::id).toList();
  }

  private static void assertAddsUp(Explanation found) {
    double[] difference = found.given().difference();
    double[] sum = new double[difference.length];
    Stream.concat(found.parts().stream(), found.rest().stream())
        .filter(Part::isEffect)
        .forEach(part -> Arrays.setAll(sum, k -> sum[k] + part.values()[k]));
    double size = Arrays.stream(difference).map(Math::abs).max().orElseThrow();
    assertThat(sum).containsExactly(difference, within(1e-12 * size));
  }

  @ParameterizedTest
  @MethodSource("some")
  void aRightGradientIsNeverCalledWrongAndHonestQuotientsBlameNobody(FunctionExample example) {
    for (double h : new double[] {1e-2, 1e-6, 1e-12}) {
      Explanation found = explain(example, example.gradient(FLOAT64), h);
      assertThat(found.analytic().verdict()).as("h = %s", h).isNotEqualTo(Verdict.FAIL);
      assertAddsUp(found);
      assertThat(ids(found)).isSubsetOf("truncation", "kink", "step-noise");
      assertThat(found.parts()).noneMatch(part -> part.blames("numeric"));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          sin | 1e-2 | truncation
          sin | 1e-12 | step-noise
          linear | 1e-2 | step-noise
          wave of frequency 40 | 1e-4 | truncation
          softmax cross-entropy | 1e-3 | truncation
          relu on its kink | 1e-6 | kink
          a tie of a maximum | 1e-2 | kink
          """)
  void mostOfTheDifferenceIsWhatItIs(String name, double h, String id) {
    FunctionExample example = named(name);
    Explanation found = explain(example, example.gradient(FLOAT64), h);
    assertThat(ids(found)).first().isEqualTo(id);
    assertThat(found.ties().tiedCount() > 0).isEqualTo(id.equals("kink"));
  }

  @Test
  void aGradientThatIsWrongIsToBlame() {
    FunctionExample example = named("log-sum-exp");
    double[] half = Arrays.stream(example.gradient(FLOAT64)).map(each -> each / 2).toArray();
    Explanation found = explain(example, half, 1e-3);
    assertThat(found.analytic().verdict()).isEqualTo(Verdict.FAIL);
    assertThat(ids(found)).containsExactly("scale");
    assertThat(found.parts().get(0).blames("analytic")).isTrue();
    assertAddsUp(found);
  }

  /** Two units far apart: no one step suits both. */
  @Test
  void eachEntryHasAStepOfItsOwn() {
    double[] x = {2e-12, 3e8};
    ScalarFunction function =
        ScalarFunction.of(Shape.of(2), p -> Math.sin(p[0] * 1e12) + Math.sin(p[1] * 1e-8));
    FunctionValues values = values(function, x);
    double[] g = {1e12 * Math.cos(2), 1e-8 * Math.cos(3)};
    Disagreement given = disagreement(x, g, values.quotients(x, 1e-14), 1e-14);
    double[] steps = values.judge(given, given.analytic()).measured().orElseThrow().steps();
    assertThat(steps[0]).isBetween(1e-19, 1e-14);
    assertThat(steps[1]).isBetween(1e1, 1e6);
  }

  /** What was made of quotients that are handed in is found out as it is of models. */
  @ParameterizedTest
  @ValueSource(strings = {"forward", "twice", "as said"})
  void handedInQuotientsShowHowTheyWereMade(String made) {
    int n = 60;
    ScalarFunction function =
        ScalarFunction.of(
            Shape.of(n),
            p -> {
              double sum = 0;
              for (int k = 0; k < n; k++) {
                sum += Math.exp(p[k] * Math.sin(k + 1)) + p[k] * p[(k + 1) % n];
              }
              return sum;
            });
    double[] x = new double[n];
    double[] g = new double[n];
    Arrays.setAll(x, k -> Math.cos(3 * k));
    Arrays.setAll(
        g,
        k ->
            Math.sin(k + 1) * Math.exp(x[k] * Math.sin(k + 1))
                + x[(k + 1) % n]
                + x[(k + n - 1) % n]);
    double h = 1e-3;
    FunctionValues values = values(function, x);
    double[] d = values.quotients(x, h);
    for (int k = 0; k < n; k++) {
      double[] ahead = x.clone();
      ahead[k] += h;
      switch (made) {
        case "forward" -> d[k] = (function.evaluate(ahead) - function.evaluate(x)) / h;
        case "twice" -> d[k] *= 2;
        default -> {}
      }
    }
    Explanation found = Explainer.ofValues(values, DataSet.NONE).explain(disagreement(x, g, d, h));
    assertThat(found.analytic().verdict()).isEqualTo(Verdict.PASS);
    assertAddsUp(found);
    switch (made) {
      case "forward" -> assertThat(found.made().quotient()).isEqualTo("forward");
      case "twice" -> assertThat(found.made().factor()).isEqualTo(2);
      default -> assertThat(ids(found)).containsExactly("truncation");
    }
  }

  @Test
  void whereThereIsNoValueNothingIsExplained() {
    ScalarFunction function = ScalarFunction.of(Shape.of(1), p -> Math.log(p[0]));
    FunctionValues values = values(function, -1);
    double[] one = {1};
    assertThatThrownBy(
            () ->
                Explainer.ofValues(values, DataSet.NONE)
                    .explain(disagreement(new double[] {-1}, one, one, 1e-3)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("value (none) must be finite at x, else nothing has a gradient: ");
  }
}
