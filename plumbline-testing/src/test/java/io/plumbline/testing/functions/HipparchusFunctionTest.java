package io.plumbline.testing.functions;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.core.check.GradientCheck;
import io.plumbline.core.verdict.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.hipparchus.analysis.differentiation.DerivativeStructure;
import org.hipparchus.analysis.differentiation.GradientFunction;
import org.hipparchus.analysis.differentiation.MultivariateDifferentiableFunction;
import org.junit.jupiter.api.Test;

/** Functions of Hipparchus need no adaptor: {@code docs/library.md} has the line that is here. */
class HipparchusFunctionTest {
  /** Values in float64, and derivatives of what may be another function. */
  private static MultivariateDifferentiableFunction function(
      UnaryOperator<DerivativeStructure> sine) {
    return new MultivariateDifferentiableFunction() {
      @Override
      public double value(double[] x) {
        return Math.sin(x[0]) * x[1];
      }

      @Override
      public DerivativeStructure value(DerivativeStructure[] x) {
        return sine.apply(x[0]).multiply(x[1]);
      }
    };
  }

  private static GradientCheck check(MultivariateDifferentiableFunction f) {
    return GradientCheck.of(f::value).gradient(new GradientFunction(f)::value).at(1, 2);
  }

  @Test
  void derivativesAreHeldAgainstValues() {
    assertThat(check(function(DerivativeStructure::sin)).check().verdict()).isEqualTo(Verdict.PASS);
    assertThat(check(function(DerivativeStructure::tan)).check().verdict()).isEqualTo(Verdict.FAIL);
  }

  @Test
  void thePageHasTheLine() throws IOException {
    String line = "GradientCheck.of(f::value).gradient(new GradientFunction(f)::value)";
    assertThat(Files.readString(Path.of("../docs/library.md"))).contains(line);
    assertThat(
            Files.readString(
                Path.of(
                    "src/test/java/io/plumbline/testing/functions/HipparchusFunctionTest.java")))
        .contains("return " + line);
  }
}
