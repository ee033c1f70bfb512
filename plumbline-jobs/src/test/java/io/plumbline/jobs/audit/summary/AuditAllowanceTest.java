package io.plumbline.jobs.audit.summary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.verdict.Reason;
import io.plumbline.jobs.audit.rows.AuditPlan;
import io.plumbline.jobs.audit.rows.AuditRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is allowed is counted to the last sample, and what is not understood is one line. */
class AuditAllowanceTest {
  private static final AuditPlan PLAN = GeneratedRows.plan(200, 50, Map.of());
  private static final AuditSummary SUMMARY = summary();

  /** 200 rows: 2 wrong, 10 undecided of which 6 are saturated, 1 bad. */
  private static AuditSummary summary() {
    GeneratedRows generated = new GeneratedRows(1, PLAN);
    List<AuditRow> rows = new ArrayList<>();
    for (int index = 0; index < 200; index++) {
      rows.add(
          index < 2
              ? generated.wrong(index, 1, GeneratedRows.SHIFTED)
              : index < 8
                  ? generated.open(index, 2, Reason.SATURATED)
                  : index < 12
                      ? generated.open(index, 3, Reason.KINKS)
                      : index == 12 ? AuditRow.bad(index, "", "cut") : generated.right(index, 4));
    }
    return GeneratedRows.summary(PLAN, generated.chunks(rows));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "wrong=2 | PASS",
        "wrong=1 | FAIL",
        "wrong=1% | PASS",
        "wrong=0.99% | FAIL",
        "wrong=2,inconclusive=10 | PASS",
        "wrong=2,inconclusive=9 | INCONCLUSIVE",
        "wrong=2, inconclusive=5% | PASS",
        "wrong=2,inconclusive=4.99% | INCONCLUSIVE",
        "wrong=100%,inconclusive=100%,saturated=6,bad=1 | PASS",
        "wrong=2,saturated=5 | INCONCLUSIVE",
        "wrong=2,bad=0 | INCONCLUSIVE",
        "wrong=1,inconclusive=0 | FAIL",
        "inconclusive=100% | FAIL"
      })
  void isCountedToTheLast(String allowed, String verdict) {
    assertThat(AuditAllowance.of(allowed).verdict(SUMMARY)).hasToString(verdict);
  }

  @Test
  void saysWhatWasExceeded() {
    assertThat(AuditAllowance.of("inconclusive=4.5%,wrong=3").held(SUMMARY))
        .extracting(AuditAllowance.Held::sentence)
        .containsExactly(
            "2 of 200 are wrong, and at most 3 may be.",
            "10 of 200 are inconclusive, and at most 4.5 % may be.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "rong=0 | --allow (rong=0) must be of these kinds: wrong, inconclusive, saturated, bad",
        "wrong=0,wrong=1 | --allow (wrong=0,wrong=1) must be of each kind once",
        "wrong=101% | --allow (wrong=101%) must be of whole numbers, or of at most 100%",
        "wrong=0.5 | --allow (wrong=0.5) must be of whole numbers, or of at most 100%",
      })
  void whatIsNotUnderstoodIsOneLine(String text, String message) {
    assertThatThrownBy(() -> AuditAllowance.of(text))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(message);
  }

  @ParameterizedTest
  @CsvSource({
    "''",
    "wrong",
    "wrong=",
    "wrong=-1",
    "wrong=x",
    "'wrong=0,'",
    "wrong=1e3",
    "wrong=NaN"
  })
  void whatIsNoLimitIsOneLine(String text) {
    assertThatThrownBy(() -> AuditAllowance.of(text))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageEndingWith(
            ") must be kinds, each with a count or percentage, as in wrong=0,inconclusive=5%");
  }

  @Test
  void aSuiteHasACaseForEachClassOrLimit() {
    String classes = AuditJUnit.of(SUMMARY, Optional.empty());
    assertThat(classes)
        .contains("tests=\"4\" failures=\"1\" errors=\"0\" skipped=\"2\"")
        .contains("name=\"class 4\"")
        .contains("message=\"2 wrong, 0 undecided and 0 right of 2\"");
    String limits =
        AuditJUnit.of(SUMMARY, Optional.of(AuditAllowance.of("wrong=2,inconclusive=3")));
    assertThat(limits)
        .contains("tests=\"2\" failures=\"0\" errors=\"0\" skipped=\"1\"")
        .contains("name=\"allowed inconclusive\"");
    assertThat(AuditJUnit.of(AuditSummary.none(PLAN), Optional.empty()))
        .contains("name=\"all gradients\"")
        .contains("skipped=\"1\"");
  }
}
