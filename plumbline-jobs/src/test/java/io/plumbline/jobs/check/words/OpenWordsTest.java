package io.plumbline.jobs.check.words;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.core.verdict.Reason;
import io.plumbline.evaluate.result.Arithmetic;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What an undecided gradient's line puts the blame on, and what it advises. */
class OpenWordsTest {
  private static OpenWords words(Reason reason, Arithmetic arithmetic) {
    return new OpenWords(reason, arithmetic, 0.01);
  }

  @ParameterizedTest
  @CsvSource({
    "BFLOAT16, compute the gradient in float32 or float64",
    "AUTOCAST, compute the gradient in float32 or float64",
    "TF32, compute the gradient in float32 or float64",
    "FLOAT32, compute the gradient in float64"
  })
  void theArithmeticIsNamedAndAFinerOneAdvised(Arithmetic arithmetic, String advice) {
    OpenWords words = words(Reason.PRECISION_TOO_COARSE, arithmetic);
    assertThat(words.fault())
        .isEqualTo(
            arithmetic
                + " rounds so coarsely here that a mistake of 1.00 % could not be told from"
                + " rounding");
    assertThat(words.advice(Optional.empty())).isEqualTo(advice);
  }

  /** Who computed in float64 is not told to. */
  @ParameterizedTest
  @EnumSource(Reason.class)
  void nobodyIsSentWhereTheyAre(Reason reason) {
    if (reason != Reason.NOISY_VALUES && reason != Reason.CONSTANT_VALUES) {
      assertThat(words(reason, Arithmetic.FLOAT64).advice(Optional.empty()))
          .isNotBlank()
          .doesNotContain("compute the gradient in float64")
          .doesNotContain("this precision");
      assertThat(words(reason, Arithmetic.FLOAT32).fault()).doesNotContain("this precision rounds");
    }
  }

  @Test
  void whatIsOfAnyArithmeticKeepsTheReasonsWords() {
    assertThat(words(Reason.NOT_BOUNDED, Arithmetic.FLOAT32).fault())
        .isEqualTo(Reason.NOT_BOUNDED.sentence());
    assertThat(words(Reason.NEAR_TIES, Arithmetic.FLOAT32).advice(Optional.empty()))
        .isEqualTo(Reason.NEAR_TIES.advice());
  }
}
