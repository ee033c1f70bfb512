package io.plumbline.core.cause;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

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

  /** Each number that people multiply by, on a derivative and on quotients. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0.5 | a loss of one half, or a mean over two | divided by 2h though x was moved by h/2 to"
            + " each side, or one-sided",
        "255 | the chain rule's factor of an input scaled by 1/255 | in units of [0, 255] on one"
            + " side and of [0, 1] on the other",
        "0.00392156862745098 | the chain rule's factor of an input scaled by 1/255, applied twice |"
            + " in units of [0, 255] on one side and of [0, 1] on the other",
        "127.5 | the chain rule's factor of an input scaled to [-1, 1] | in units of [0, 255] on"
            + " one side and of [-1, 1] on the other",
        "0.00784313725490196 | the chain rule's factor of an input scaled to [-1, 1], applied twice"
            + " | in units of [0, 255] on one side and of [-1, 1] on the other",
        "256 | an input scaled by 1/256, or a loss scale of 256 not taken out | in units of"
            + " [0, 255] on one side and of [0, 1] on the other",
        "0.3081 | MNIST's standard deviation: an input that was normalised | MNIST's standard"
            + " deviation: an input that was normalised",
        "3.2456994482310937 | MNIST's standard deviation: an input that was normalised | MNIST's"
            + " standard deviation: an input that was normalised",
        "0.6931471805599453 | ln 2: a logarithm to base 2 | a logarithm to base 2",
        "1.4426950408889634 | 1/ln 2: a logarithm to base 2 | a logarithm to base 2",
        "2.302585092994046 | ln 10: a logarithm to base 10 | a logarithm to base 10",
        "0.4342944819032518 | 1/ln 10: a logarithm to base 10 | a logarithm to base 10",
        "3 | a batch of 3 summed where its mean belongs, or 3 passes added up | ''",
        "0.25 | 1/4: a mean over a batch of 4, or over a tile of 2 x 2 pixels | the pixels of a"
            + " tile of 2 x 2, or a batch of as many",
        "4096 | a batch of 4096 summed where its mean belongs, or 4096 passes added up, or a tile"
            + " of 64 x 64 pixels summed | the pixels of a tile of 64 x 64, or a batch of as many",
        "4225 | a batch of 4225 summed where its mean belongs, or 4225 passes added up | ''",
        "100 | a batch of 100 summed where its mean belongs, or 100 passes added up, or a tile of"
            + " 10 x 10 pixels summed | divided by another h than x was moved by, or by another"
            + " number of samples or classes",
        "65536 | a batch of 65536 summed where its mean belongs, or 65536 passes added up | ''",
        "1e6 | '' | divided by another h than x was moved by, or by another number of samples or"
            + " classes",
        "65537 | '' | ''",
        "1e7 | '' | ''",
        "1e-7 | '' | ''"
      })
  void eachIsKnown(double value, String ofDerivative, String ofQuotient) {
    Factor factor = Factor.of(value * (1 - 1e-8), 1e-7, 0);
    assertThat(factor.ofDerivative()).isEqualTo(ofDerivative.replaceAll("''", ""));
    assertThat(factor.ofQuotient()).isEqualTo(ofQuotient.replaceAll("''", ""));
    boolean known = !ofDerivative.isEmpty() || !ofQuotient.isEmpty();
    assertThat(factor.known()).isEqualTo(known);
    assertThat(factor.value()).isCloseTo(value, within(known ? 1e-14 * value : 1e-7 * value));
    Factor negated = Factor.of(-value, 1e-7, 0);
    assertThat(negated.value()).isCloseTo(-factor.value(), within(1e-7 * value));
    assertThat(negated.known()).isEqualTo(known);
  }

  @Test
  void nearEnoughIsWithinTheTolerance() {
    assertThat(Factor.of(255 * (1 + 9e-4), 1e-3, 0).value()).isEqualTo(255);
    assertThat(Factor.of(255 * (1 + 1.1e-3), 1e-4, 0).known()).isFalse();
    assertThat(Factor.of(1 + 9e-4, 1e-3, 0).value()).isEqualTo(1);
    assertThat(Factor.of(1.0011, 1e-3, 0).value()).isEqualTo(1.0011);
    // A whole number is met by so much less than the distance to the next.
    assertThat(Factor.of(800.5, 0.01, 0).known()).isFalse();
    assertThat(Factor.of(800.009, 0.01, 0).value()).isEqualTo(800);
    assertThat(Factor.of(1.001, 1e-3, 0).value()).isEqualTo(1);
    assertThat(Factor.of(-1.5, 1e-3, 0)).isEqualTo(new Factor(-1.5, "", ""));
  }

  @Test
  void aSumAndAMeanOverTheElements() {
    Factor sum = Factor.of(777 + 1e-5, 1e-6, 777);
    assertThat(sum.value()).isEqualTo(777);
    assertThat(sum.ofDerivative())
        .isEqualTo("the number of elements: a sum where a mean belongs")
        .isEqualTo(sum.ofQuotient());
    Factor mean = Factor.of(1 / 777.0, 1e-6, 777);
    assertThat(mean.value()).isEqualTo(1 / 777.0);
    assertThat(mean.ofDerivative())
        .isEqualTo("1 over the number of elements: a mean over them")
        .isEqualTo(mean.ofQuotient());
    assertThat(Factor.of(1, 1e-6, 1)).isEqualTo(new Factor(1, "", ""));
  }

  @ParameterizedTest
  @CsvSource({
    "0.3333333333333333, 1/3",
    "-0.125, -1/8",
    "1e-4, 1/10000",
    "1e-5, 1e-05",
    "9999999, 9999999",
    "1e7, 1e+07",
    "0.73, 0.73",
    "2, 2",
    "-1, -1",
    "2.5, 2.5",
    "1.00001, 1.00001",
    "1.5e-9, 1.5e-09",
    "1234.56789, 1234.57",
    "0, 0",
    "0.07, 0.07",
    "-3.2e20, -3.2e+20"
  })
  void numbersAsPeopleWriteThem(double value, String text) {
    assertThat(Factor.text(value)).isEqualTo(text);
  }

  @Test
  void besidesAnotherMistake() {
    assertThat(Factor.besides(1)).isEqualTo(".");
    assertThat(Factor.besides(-0.5)).isEqualTo(", and multiplied by -1/2.");
  }

  @Test
  void noiseMovesToTheNearestOfAll() {
    for (double whole : new double[] {2, 3, 4, 8, 16, 32, 64, 128, 255, 512}) {
      assertThat(Factor.nearest(whole * 1.004, 0.01, List.of()).map(Factor::value)).hasValue(whole);
      assertThat(Factor.nearest(-1.004 / whole, 0.01, List.of()).map(Factor::value))
          .hasValue(-1 / whole);
    }
    for (int decade = -6; decade <= 6; decade++) {
      double ten = Math.pow(10, decade);
      assertThat(Factor.nearest(ten * 0.996, 0.01, List.of()).map(Factor::value)).hasValue(ten);
    }
    assertThat(Factor.nearest(1e7, 0.01, List.of())).isEmpty();
    assertThat(Factor.nearest(1e-7, 0.01, List.of())).isEmpty();
    assertThat(Factor.nearest(2.5, 0.199, List.of())).isEmpty();
    assertThat(Factor.nearest(2.5, 0.201, List.of()).map(Factor::value)).hasValue(3.0);
  }
}
