package io.plumbline.jobs.audit.summary;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.core.verdict.Decision;
import io.plumbline.core.verdict.Reason;
import io.plumbline.core.verdict.Verdict;
import io.plumbline.jobs.audit.rows.AuditPlan;
import io.plumbline.jobs.audit.rows.AuditRow;
import io.plumbline.jobs.audit.rows.AuditRow.Named;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The sentence says what the counts show, and nothing that one sample contradicts. */
class AuditSentenceTest {
  private static final AuditPlan PLAN = GeneratedRows.plan(10_000, 256, Map.of());
  private final GeneratedRows generated = new GeneratedRows(3, PLAN);

  /** 9,871 right, 118 saturated, 11 wrong: shifted, of class 7. */
  private List<AuditRow> rows() {
    List<AuditRow> rows = new ArrayList<>();
    for (int index = 0; index < PLAN.samples(); index++) {
      int label = index % 10;
      rows.add(
          label == 7 && index < 110
              ? generated.wrong(index, label, GeneratedRows.SHIFTED)
              : index % 84 == 2 && index < 84 * 118
                  ? generated.open(index, label, Reason.SATURATED)
                  : generated.right(index, label));
    }
    return rows;
  }

  private String sentence(List<AuditRow> rows) {
    return summary(rows).sentence();
  }

  private AuditSummary summary(List<AuditRow> rows) {
    return GeneratedRows.summary(PLAN, generated.chunks(rows));
  }

  @Test
  void saysWhatTheCountsShow() {
    assertThat(sentence(rows()))
        .isEqualTo(
            "9,871 of 10,000 gradients are right; 118 cannot be seen in float32 because the network"
                + " is too sure; 11 are wrong, all of class 7, all of one cause, axes: the values"
                + " are right and stand in the wrong places, shifted by one column (zeros come in).");
    assertThat(summary(rows()).verdicts().overall())
        .contains(new Decision(Verdict.FAIL, Optional.empty()));
  }

  @Test
  void oneOfAnotherClassAndAllAreNotOfOne() {
    List<AuditRow> rows = rows();
    rows.set(7, generated.wrong(7, 3, GeneratedRows.SHIFTED));
    assertThat(sentence(rows))
        .contains("11 are wrong, all of one cause, axes: ")
        .doesNotContain("class");
  }

  @Test
  void oneOfAnotherCauseAndAllAreNotOfOne() {
    List<AuditRow> rows = rows();
    rows.set(7, generated.wrong(7, 7, new Named("scale", "It is twice what it should be.")));
    assertThat(sentence(rows))
        .endsWith("; 11 are wrong, all of class 7, of 2 causes (10 axes, 1 scale).");
  }

  @Test
  void oneThatIsShiftedOtherwiseAndTheWordsAreLeftOut() {
    List<AuditRow> rows = rows();
    rows.set(107, generated.wrong(107, 7, new Named("axes", "Shifted by two rows.")));
    assertThat(sentence(rows)).endsWith("; 11 are wrong, all of class 7, all of one cause, axes.");
  }

  @Test
  void aClassIsNotNamedWhereThereIsNoOther() {
    List<AuditRow> rows = new ArrayList<>();
    for (int index = 0; index < PLAN.samples(); index++) {
      rows.add(
          index == 5
              ? generated.wrong(index, 7, new Named("zero", "PyTorch gave zeros."))
              : generated.right(index, 7));
    }
    assertThat(sentence(rows))
        .isEqualTo(
            "9,999 of 10,000 gradients are right; 1 is wrong, of cause zero: PyTorch gave zeros.");
  }

  @Test
  void everyReasonAndEveryBadRecordIsCounted() {
    List<AuditRow> rows = rows();
    Reason[] reasons = {
      Reason.CLIPPED,
      Reason.VANISHING,
      Reason.NOTHING_DIFFERENTIABLE,
      Reason.NEAR_TIES,
      Reason.NEAR_TIES,
      Reason.BETWEEN,
      Reason.NOISE,
      Reason.KINKS
    };
    for (int k = 0; k < reasons.length; k++) {
      rows.set(5000 + 10 * k, generated.open(5000 + 10 * k, 0, reasons[k]));
    }
    rows.set(9999, AuditRow.bad(9999, "last", "cut short"));
    assertThat(sentence(rows))
        .startsWith("9,862 of 9,999 gradients are right; 118 cannot be seen in float32 ")
        .contains(
            "; 1 has a label whose probability is clipped; 2 have a derivative of zero; 5 cannot be"
                + " decided (2 near ties, 1 between, 1 kinks, …); 11 are wrong")
        .endsWith("; 1 record could not be used.");
  }

  @Test
  void whatWasNotAuditedIsNotCalledRight() {
    AuditSummary some = GeneratedRows.summary(PLAN, generated.chunks(rows()).subList(1, 3));
    assertThat(some.sentence())
        .isEqualTo(
            "506 of 512 gradients are right; 6 cannot be seen in float32 because the network is"
                + " too sure; 9,488 of 10,000 samples have not been audited.");
    assertThat(AuditSummary.none(PLAN).sentence())
        .isEqualTo("10,000 of 10,000 samples have not been audited.");
    assertThat(AuditSummary.none(PLAN).verdicts().overall()).isEmpty();
  }

  @Test
  void aloneOrAllOrNone() {
    AuditPlan one = GeneratedRows.plan(1, 1, Map.of("precision", "bfloat16"));
    GeneratedRows single = new GeneratedRows(1, one);
    assertThat(sentence(one, single.right(0, 1))).isEqualTo("The one gradient is right.");
    assertThat(sentence(one, single.open(0, 1, Reason.SATURATED)))
        .isEqualTo(
            "The one gradient could not be shown to be right; 1 cannot be seen in bfloat16 because"
                + " the network is too sure.");
    assertThat(sentence(one, AuditRow.bad(0, "0", "empty")))
        .isEqualTo("1 record could not be used.");
    AuditPlan two = GeneratedRows.plan(2, 2, Map.of());
    assertThat(sentence(two, single.right(0, 1), single.right(1, 1)))
        .isEqualTo("All 2 gradients are right.");
    assertThat(sentence(two, single.right(0, 1), single.open(1, 1, Reason.KINKS)))
        .isEqualTo("1 of 2 gradients is right; 1 cannot be decided (kinks).");
  }

  private static String sentence(AuditPlan plan, AuditRow... rows) {
    return GeneratedRows.summary(plan, new GeneratedRows(1, plan).chunks(List.of(rows))).sentence();
  }
}
