package io.plumbline.jobs.audit.summary;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.jobs.audit.rows.AuditPlan;
import io.plumbline.jobs.audit.rows.AuditRow;
import io.plumbline.jobs.audit.summary.PlaceCounts.Kind;
import io.plumbline.jobs.audit.summary.PlaceCounts.Repeating;
import java.util.Map;
import java.util.Random;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;

/** What comes again is found, and what chance brings is not. */
class PlaceCountsTest {
  private static final int SAMPLES = 6_000;
  private static final AuditPlan PLAN = GeneratedRows.plan(SAMPLES, SAMPLES, Map.of());

  private static PlaceCounts places(IntPredicate bad) {
    GeneratedRows generated = new GeneratedRows(2, PLAN);
    PlaceCounts places = new PlaceCounts(SAMPLES);
    for (int index = 0; index < SAMPLES; index++) {
      places.add(bad.test(index) ? AuditRow.bad(index, "", "bad") : generated.right(index, 0));
    }
    return places;
  }

  @Test
  void oneOfEightWorkersThatFailsIsFound() {
    Random random = new Random(1);
    assertThat(places(index -> index % 8 == 5 && random.nextInt(20) == 0).repeating(Kind.BAD))
        .hasValueSatisfying(
            found -> {
              assertThat(found.period()).isEqualTo(8);
              assertThat(found.remainder()).isEqualTo(5);
              assertThat(found.count()).isEqualTo(found.all()).isGreaterThan(20);
              assertThat(found.here()).isEqualTo(SAMPLES / 8);
              assertThat(found.rows()).isEqualTo(SAMPLES);
              assertThat(found.elsewhere()).isZero();
            });
  }

  @Test
  void theLastOfEveryBatchIsFoundAmongOthers() {
    Random random = new Random(2);
    assertThat(places(index -> index % 128 == 127 || random.nextInt(100) == 0).repeating(Kind.BAD))
        .hasValueSatisfying(
            found -> {
              assertThat(found.period()).isEqualTo(128);
              assertThat(found.remainder()).isEqualTo(127);
              assertThat(found.count()).isEqualTo(SAMPLES / 128).isLessThan(found.all());
              assertThat(found.rate()).isEqualTo(1);
              assertThat(found.elsewhere()).isBetween(0.005, 0.02);
            });
  }

  @Test
  void chanceBlocksAndAllOfThemAreNot() {
    for (int seed = 0; seed < 20; seed++) {
      Random random = new Random(seed);
      int rate = 2 + random.nextInt(500);
      assertThat(places(index -> random.nextInt(rate) == 0).repeating(Kind.BAD)).isEmpty();
    }
    assertThat(places(index -> index >= 1000 && index < 1700).repeating(Kind.BAD)).isEmpty();
    assertThat(places(index -> true).repeating(Kind.BAD)).isEmpty();
    assertThat(places(index -> false).repeating(Kind.BAD)).isEmpty();
    assertThat(places(index -> index % 8 == 5 && index < 16).repeating(Kind.BAD))
        .as("two alike are chance")
        .isEmpty();
  }

  /** Every tenth elsewhere, and at the remainder so many times as often. */
  @Test
  void whatIsNotMuchMoreFrequentIsNotWorthAWord() {
    for (boolean much : new boolean[] {false, true}) {
      Random random = new Random(3);
      double there = much ? 0.38 : 0.22;
      PlaceCounts places = places(index -> random.nextDouble() < (index % 4 == 1 ? there : 0.1));
      assertThat(
              places.repeating(Kind.BAD).map(Repeating::remainder).filter(r -> r == 1).isPresent())
          .isEqualTo(much);
    }
  }

  @Test
  void fewSamplesHaveABinEach() {
    PlaceCounts places = new PlaceCounts(3);
    places.add(AuditRow.bad(2, "", "bad"));
    assertThat(places.bins()).isEqualTo(3);
    assertThat(places.from(2)).isEqualTo(2);
    assertThat(places.count(Kind.BAD, 2)).isEqualTo(1);
    assertThat(places.repeating(Kind.BAD).map(Repeating::period)).isEmpty();
  }
}
