package io.plumbline.core.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class DecisionTest {
  private static final Decision PASS = decision(false, "", 0.001);
  private static final Decision FAIL = decision(true, "", 0.001);
  private static final Decision SATURATED = Decision.open(Reason.SATURATED);
  private static final Decision OPEN = Decision.open(Reason.NEAR_TIES);

  private static Decision decision(boolean wrong, String open, double hidden) {
    Power power =
        new Power(
            List.of(new Veil(Reason.PRECISION_TOO_COARSE, 0), new Veil(Reason.SATURATED, hidden)),
            hidden,
            hidden,
            0,
            0);
    Optional<Reason> reason = open.isEmpty() ? Optional.empty() : Optional.of(Reason.valueOf(open));
    return Decision.of(new Grounds(wrong, reason, power), Power.REQUIRED);
  }

  @ParameterizedTest
  @CsvSource({
    "false, '', 0.001, PASS, ",
    "false, '', 0.0099, PASS, ",
    "false, '', 0.01, PASS, ",
    "false, '', 0.0101, INCONCLUSIVE, SATURATED",
    "false, '', Infinity, INCONCLUSIVE, SATURATED",
    "false, '', NaN, INCONCLUSIVE, NOT_BOUNDED",
    "false, NEAR_TIES, 0.001, INCONCLUSIVE, NEAR_TIES",
    // Deciding the ties would not help where more could hide.
    "false, NEAR_TIES, 0.02, INCONCLUSIVE, SATURATED",
    // What is wrong is wrong, however little else could be seen.
    "true, '', 0.02, FAIL, ",
    "true, '', NaN, FAIL, ",
    "true, NEAR_TIES, 0.001, FAIL, ",
  })
  void ofOneGradient(boolean wrong, String open, double hidden, Verdict verdict, String reason) {
    Decision decision = decision(wrong, open, hidden);
    assertThat(decision.verdict()).isEqualTo(verdict);
    assertThat(decision.reason().map(Enum::name)).isEqualTo(Optional.ofNullable(reason));
  }

  @Test
  void saturatedSamplesDoNotSpoilABatch() {
    assertThat(Decision.ofBatch(List.of(PASS, SATURATED, PASS))).isEqualTo(PASS);
    assertThat(Decision.ofBatch(List.of(SATURATED, SATURATED))).isEqualTo(SATURATED);
    assertThat(Decision.ofBatch(List.of(PASS, OPEN, SATURATED))).isEqualTo(OPEN);
    assertThat(Decision.ofBatch(List.of(PASS, OPEN, FAIL))).isEqualTo(FAIL);
    assertThat(Decision.ofBatch(List.of(SATURATED, FAIL))).isEqualTo(FAIL);
  }

  @ParameterizedTest
  @EnumSource(Reason.class)
  void everyReasonSaysWhatHappenedAndWhatWouldDecideIt(Reason reason) {
    assertThat(reason.sentence()).isNotBlank().doesNotEndWith(".");
    assertThat(reason.advice()).isNotBlank().doesNotEndWith(".");
    boolean zero = reason == Reason.VANISHING || reason == Reason.NOTHING_DIFFERENTIABLE;
    boolean left = reason == Reason.SATURATED || reason == Reason.CLIPPED || zero;
    assertThat(reason.isOfZero()).isEqualTo(zero);
    assertThat(reason.ofSample()).isEqualTo(left);
  }

  @Test
  void aPassThatMissesAPlantedMistakeIsNone() {
    assertThat(PASS.planted(true)).isEqualTo(Decision.open(Reason.MISTAKE_NOT_CAUGHT));
    assertThat(PASS.planted(false)).isEqualTo(PASS);
    assertThat(FAIL.planted(true)).isEqualTo(FAIL);
    assertThat(OPEN.planted(true)).isEqualTo(OPEN);
  }
}
