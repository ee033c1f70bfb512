package io.plumbline.core.cause;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FactorTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2 | a sum of two equal terms, or a square's derivative counted twice | divided by h in"
            + " place of 2h",
        "-2 | negated, and a sum of two equal terms, or a square's derivative counted twice | the"
            + " sign is reversed, and divided by h in place of 2h",
        "-1 | the sign: the loss is negated, or maximised | the sign is reversed",
        "0.125 | 1/8: a mean over a batch of 8 | ''",
        "16 | a batch of 16 summed where its mean belongs, or 16 passes added up, or a tile of"
            + " 4 x 4 pixels summed | the pixels of a tile of 4 x 4, or a batch of as many",
        "1e-6 | '' | divided by another h than x was moved by, or by another number of samples or"
            + " classes",
        "0.73 | '' | ''"
      })
  void saysWhatItMayBe(double value, String ofDerivative, String ofQuotient) {
    Factor factor = Factor.of(value * (1 + 1e-7), 1e-6, 0);
    assertThat(factor.ofDerivative()).isEqualTo(ofDerivative.replaceAll("''", ""));
    assertThat(factor.ofQuotient()).isEqualTo(ofQuotient.replaceAll("''", ""));
    assertThat(factor.known()).isEqualTo(value != 0.73);
  }

  @Test
  void theNumberOfElementsIsKnownWhereItIsOne() {
    assertThat(Factor.of(1 / 777.0, 1e-6, 777).ofDerivative()).startsWith("1 over the number");
    assertThat(Factor.of(Math.PI, 1e-6, 777).known()).isFalse();
  }

  @Test
  void aConventionStandsBeforeWhatItUsuallyIs() {
    List<Factor> conventions = List.of(new Factor(0.5, "half the square", "half the square"));
    assertThat(Factor.of(0.5 + 1e-8, 1e-6, 0, conventions).ofDerivative())
        .isEqualTo("half the square");
    assertThat(Factor.of(-0.5, 1e-6, 0, conventions).ofDerivative())
        .isEqualTo("negated, and half the square");
    assertThat(Factor.of(2, 1e-6, 0, conventions)).isEqualTo(Factor.of(2, 1e-6, 0));
  }

  @Test
  void aFactorThatNoiseHasShiftedIsTheUsualOneNextToIt() {
    assertThat(Factor.nearest(-1.9, 0.25, List.of()).map(Factor::value)).hasValue(-2.0);
    assertThat(Factor.nearest(0.11, 0.25, List.of()).map(Factor::value)).hasValue(0.1);
    assertThat(Factor.nearest(1.45, 0.25, List.of())).isEmpty();
  }

  @Test
  void aFactorNextToAConventionIsThatOne() {
    List<Factor> conventions = List.of(new Factor(0.7, "a", "a"), new Factor(2, "b", "b"));
    assertThat(Factor.nearest(-0.72, 0.25, conventions))
        .contains(new Factor(-0.7, "negated, and a", "the sign is reversed, and a"));
    assertThat(Factor.nearest(1.9, 0.25, conventions))
        .contains(new Factor(2, "b", "divided by h in place of 2h, or b"));
  }

  @Test
  void theMoreUnusualTheDearer() {
    assertThat(Factor.of(1, 0, 0).price()).isZero();
    assertThat(Factor.of(-1, 0, 0).price()).isLessThan(Factor.of(2, 0, 0).price());
    assertThat(Factor.of(2, 0, 0).price()).isLessThan(Factor.of(0.73, 0, 0).price());
  }
}
