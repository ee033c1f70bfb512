package io.plumbline.jobs.audit.summary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.jobs.audit.rows.AuditPlan;
import io.plumbline.jobs.audit.rows.AuditRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bounds are those of the tables, and are only claimed where something was not looked at. */
class ClaimTest {
  /** Wilks (Annals of Mathematical Statistics 12, 1941): so many are needed for 95 % of 95 %. */
  @ParameterizedTest
  @CsvSource({"93, 1", "124, 2", "153, 3", "181, 4", "208, 5", "234, 6"})
  void agreesWithTheSampleSizesOfWilks(long seen, long wrong) {
    assertThat(Claim.upper(seen, wrong)).isLessThanOrEqualTo(0.05);
    assertThat(Claim.upper(seen - 1, wrong)).isGreaterThan(0.05);
  }

  /** The defining equation, summed up as it stands. */
  @ParameterizedTest
  @CsvSource({"10, 1", "10, 9", "50, 1", "100, 5", "1000, 37", "4000, 3999"})
  void soFewAreAsUnlikelyAsFivePercent(int seen, int wrong) {
    double share = Claim.upper(seen, wrong);
    double chance = 0;
    double logChoose = 0;
    for (int k = 0; k <= wrong; k++) {
      chance += Math.exp(logChoose + k * Math.log(share) + (seen - k) * Math.log1p(-share));
      logChoose += Math.log((seen - k) / (k + 1.0));
    }
    assertThat(chance).isCloseTo(0.05, within(1e-9));
  }

  @ParameterizedTest
  @CsvSource({"1, 0, 1", "2, 0, 1", "3, 0, 1", "100, 0, 0.03", "10000000, 0, 3e-7", "7, 7, 1"})
  void noneAndAllHaveBoundsTheyCanHave(long seen, long wrong, double bound) {
    assertThat(Claim.upper(seen, wrong)).isEqualTo(bound);
  }

  @Test
  void theRuleOfThreeIsNoTighterThanTheExactBound() {
    for (long seen = 1; seen < 1000; seen++) {
      assertThat(Claim.upper(seen, 0)).isGreaterThanOrEqualTo(1 - Math.pow(0.05, 1.0 / seen));
    }
  }

  @Test
  void ofManySamplesItHolds() {
    assertThat(Claim.upper(10_000_000, 100_000)).isBetween(0.01, 0.0101);
  }

  private static AuditSummary summary(Map<String, String> options, int chunks, int wrong) {
    AuditPlan plan = GeneratedRows.plan(1000, 100, options);
    GeneratedRows generated = new GeneratedRows(1, plan);
    List<AuditRow> rows = new ArrayList<>();
    for (int index = 0; index < 1000; index++) {
      rows.add(
          index < wrong
              ? generated.wrong(index, 0, GeneratedRows.SHIFTED)
              : generated.right(index, 0));
    }
    return GeneratedRows.summary(plan, generated.chunks(rows).subList(0, chunks));
  }

  @Test
  void isMadeOnlyOfWhatWasNotLookedAt() {
    assertThat(summary(Map.of(), 10, 0).claims()).isEmpty();
    assertThat(summary(Map.of("coordinates", "all"), 10, 3).claims()).isEmpty();
    assertThat(summary(Map.of("coordinates", "784"), 10, 3).claims()).isEmpty();
    assertThat(AuditSummary.none(GeneratedRows.plan(9, 9, Map.of())).claims()).isEmpty();
  }

  @Test
  void saysWhatItIsOfAndHowItWasFound() {
    assertThat(summary(Map.of(), 3, 0).claims())
        .extracting(Claim::sentence)
        .containsExactly(
            "Not every sample was audited: if those that were are like drawn by chance, at most 1 %"
                + " of all gradients are wrong, with 95 % confidence (none of 300; rule of three).");
    assertThat(summary(Map.of(), 3, 2).claims())
        .extracting(Claim::sentence)
        .containsExactly(
            "Not every sample was audited: if those that were are like drawn by chance, at most"
                + " 2.084 % of all gradients are wrong, with 95 % confidence (2 of 300;"
                + " Clopper-Pearson).");
    assertThat(summary(Map.of("coordinates", "64"), 10, 2).claims())
        .extracting(Claim::sentence)
        .containsExactly(
            "64 of each sample's 784 coordinates were drawn and checked one by one: where those agree,"
                + " at most 4.688 % of that sample's coordinates are wrong, with 95 % confidence (rule"
                + " of three).");
  }
}
