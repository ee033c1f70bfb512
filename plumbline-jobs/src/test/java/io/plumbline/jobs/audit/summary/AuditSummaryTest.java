package io.plumbline.jobs.audit.summary;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.core.verdict.Decision;
import io.plumbline.core.verdict.Reason;
import io.plumbline.core.verdict.Verdict;
import io.plumbline.jobs.audit.rows.AuditFolder.Chunk;
import io.plumbline.jobs.audit.rows.AuditPlan;
import io.plumbline.jobs.audit.rows.AuditRow;
import io.plumbline.jobs.audit.rows.AuditRow.Finding;
import io.plumbline.jobs.audit.summary.CauseCounts.Cause;
import io.plumbline.jobs.audit.summary.Extremes.Measure;
import io.plumbline.jobs.audit.summary.PlaceCounts.Kind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Counts are those of a twin that keeps every row; the order of chunks does not show. */
class AuditSummaryTest {
  private static final AuditPlan PLAN = GeneratedRows.plan(5_000, 97, Map.of());
  private static final GeneratedRows GENERATED = new GeneratedRows(8, PLAN);
  private static final List<AuditRow> ROWS = GENERATED.any();
  private static final List<Chunk> CHUNKS = GENERATED.chunks(ROWS);
  private static final AuditSummary SUMMARY = GeneratedRows.summary(PLAN, CHUNKS);

  private static List<Finding> found() {
    return ROWS.stream().flatMap(row -> row.finding().stream()).toList();
  }

  private static long count(Predicate<Finding> which) {
    return found().stream().filter(which).count();
  }

  @Test
  void verdictsAndReasonsAreCounted() {
    Verdicts verdicts = SUMMARY.verdicts();
    assertThat(verdicts.checked()).isEqualTo(found().size());
    for (Verdict verdict : Verdict.values()) {
      assertThat(verdicts.count(verdict)).isEqualTo(count(each -> each.verdict() == verdict));
    }
    for (Reason reason : Reason.values()) {
      assertThat(verdicts.count(reason))
          .isEqualTo(count(each -> each.reason().equals(Optional.of(reason))));
    }
    assertThat(verdicts.reasons()).hasSameSizeAs(Reason.values());
    assertThat(verdicts.bad()).isEqualTo(ROWS.size() - found().size());
    assertThat(verdicts.firstBad())
        .isEqualTo(ROWS.stream().filter(row -> row.bad().isPresent()).limit(10).toList());
    assertThat(SUMMARY.rows()).isEqualTo(PLAN.samples());
  }

  /** With few rows of few kinds, so that each branch of the rule has its turn. */
  @Test
  void theVerdictOfAllIsThatOfABatch() {
    Random random = new Random(4);
    AuditPlan plan = GeneratedRows.plan(3, 1, Map.of());
    Reason[] reasons = {
      Reason.SATURATED, Reason.CLIPPED, Reason.VANISHING, Reason.KINKS, Reason.NOISE
    };
    for (int trial = 0; trial < 300; trial++) {
      List<AuditRow> rows = new ArrayList<>();
      for (int index = 0; index < 3; index++) {
        int kind = random.nextInt(12);
        rows.add(
            kind == 0
                ? GENERATED.wrong(index, 0, GeneratedRows.SHIFTED)
                : kind == 1
                    ? GENERATED.right(index, 0)
                    : GENERATED.open(index, 0, reasons[kind % reasons.length]));
      }
      List<Chunk> shuffled = new ArrayList<>(new GeneratedRows(1, plan).chunks(rows));
      Collections.shuffle(shuffled, random);
      assertThat(GeneratedRows.summary(plan, shuffled).verdicts().overall())
          .contains(
              Decision.ofBatch(
                  rows.stream()
                      .map(row -> Verdicts.decision(row.finding().orElseThrow()))
                      .toList()));
    }
  }

  @Test
  void causesAreCountedByClass() {
    assertThat(SUMMARY.causes().list()).hasSize(3);
    for (Cause cause : SUMMARY.causes().list()) {
      Predicate<Finding> ours =
          each -> each.cause().filter(named -> named.id().equals(cause.id())).isPresent();
      assertThat(cause.count()).isEqualTo(count(ours));
      for (int label = 0; label < GeneratedRows.CLASSES; label++) {
        int one = label;
        assertThat(cause.labels().getOrDefault(label, 0L))
            .isEqualTo(count(ours.and(each -> each.label().getAsInt() == one)));
      }
      assertThat(cause.sentence())
          .isEqualTo(
              found().stream()
                  .filter(ours)
                  .findFirst()
                  .orElseThrow()
                  .cause()
                  .orElseThrow()
                  .sentence());
      assertThat(cause.alike()).isFalse();
    }
  }

  @Test
  void classesAndPredictionsAreCounted() {
    ClassCounts labels = SUMMARY.labels();
    assertThat(labels.list()).hasSize(GeneratedRows.CLASSES);
    assertThat(labels.asPredicted())
        .isEqualTo(count(each -> each.label().getAsInt() == each.predicted()));
    for (int one = 0; one < GeneratedRows.CLASSES; one++) {
      int label = one;
      assertThat(labels.count(label, Reason.KINKS))
          .isEqualTo(
              count(
                  each ->
                      each.label().getAsInt() == label
                          && each.reason().equals(Optional.of(Reason.KINKS))));
      for (Verdict verdict : Verdict.values()) {
        Predicate<Finding> ours =
            each -> each.label().getAsInt() == label && each.verdict() == verdict;
        assertThat(labels.count(label, verdict)).isEqualTo(count(ours));
        for (int predicted = 0; predicted < GeneratedRows.CLASSES; predicted++) {
          int other = predicted;
          assertThat(labels.pair(label, predicted, verdict))
              .isEqualTo(count(ours.and(each -> each.predicted() == other)));
        }
      }
    }
  }

  @Test
  void quantilesAreOffByNoMoreThanTheySay() {
    quantiles(SUMMARY.loss(), Finding::loss);
    quantiles(SUMMARY.normError(), Finding::normError);
    quantiles(SUMMARY.resolution(), Finding::resolution);
  }

  private static void quantiles(Quantiles sketch, ToDoubleFunction<Finding> of) {
    double[] sorted = found().stream().mapToDouble(of).sorted().toArray();
    assertThat(sketch.count()).isEqualTo(sorted.length);
    for (double share : new double[] {0, 1e-4, 0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99, 1}) {
      double exact = sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)];
      assertThat(Math.abs(sketch.at(share) - exact))
          .as("at %s of %s", share, exact)
          .isLessThanOrEqualTo(Quantiles.ACCURACY * Math.abs(exact));
    }
  }

  @Test
  void errorAgainstLossIsCountedInItsCells() {
    LossPlane plane = SUMMARY.plane();
    long all = 0;
    for (Verdict verdict : Verdict.values()) {
      for (int loss = 0; loss < LossPlane.LOSS.bins(); loss++) {
        for (int error = 0; error < LossPlane.ERROR.bins(); error++) {
          long count = plane.count(verdict, loss, error);
          all += count;
          if (count > 0) {
            double fromLoss = LossPlane.LOSS.at(loss);
            double toLoss = LossPlane.LOSS.at(loss + 1);
            double fromError = LossPlane.ERROR.at(error);
            double toError = LossPlane.ERROR.at(error + 1);
            assertThat(count)
                .isEqualTo(
                    count(
                        each ->
                            each.verdict() == verdict
                                && each.loss() >= fromLoss
                                && each.loss() < toLoss
                                && each.normError() >= fromError
                                && each.normError() < toError));
          }
        }
      }
    }
    assertThat(all).isEqualTo(found().size());
    assertThat(plane.isOfProbability()).isTrue();
  }

  @Test
  void placesAlongTheDataAndByRemainderAreCounted() {
    PlaceCounts places = SUMMARY.places();
    for (Kind kind : Kind.values()) {
      for (int bin = 0; bin < places.bins(); bin++) {
        int to = bin + 1 < places.bins() ? places.from(bin + 1) : PLAN.samples();
        assertThat(places.count(kind, bin))
            .isEqualTo(
                ROWS.subList(places.from(bin), to).stream()
                    .filter(row -> Kind.of(row) == kind)
                    .count());
      }
      for (int remainder = 0; remainder < 8; remainder++) {
        int rest = remainder;
        assertThat(places.count(kind, 8, remainder))
            .isEqualTo(
                ROWS.stream()
                    .filter(row -> Kind.of(row) == kind && row.index() % 8 == rest)
                    .count());
      }
      assertThat(places.repeating(kind)).as("nothing was planted").isEmpty();
    }
  }

  @Test
  void exemplarsAreFurthestOffOfTheirKind() {
    List<AuditRow> kept = SUMMARY.exemplars().kept();
    List<AuditRow> scaled =
        ROWS.stream()
            .filter(
                row ->
                    row.finding()
                        .flatMap(Finding::cause)
                        .filter(c -> c.id().equals("scale"))
                        .isPresent())
            .sorted(
                Comparator.comparingDouble(
                        (AuditRow row) -> row.finding().orElseThrow().normError())
                    .reversed())
            .limit(Exemplars.SHOWN)
            .toList();
    assertThat(kept).containsSubsequence(scaled);
    List<AuditRow> shown = SUMMARY.exemplars().shown();
    assertThat(shown).hasSize(Exemplars.SHOWN).startsWith(kept.get(0)).contains(scaled.get(0));
    assertThat(shown.stream().map(row -> row.finding().orElseThrow().verdict()))
        .isSortedAccordingTo(Comparator.reverseOrder())
        .contains(Verdict.FAIL, Verdict.INCONCLUSIVE);
  }

  @Test
  void theLargestOfEverythingIsTheFirstThatIsSoLarge() {
    for (Measure measure : List.of(Measure.LOSS, Measure.TIED, Measure.FLIPS)) {
      ToDoubleFunction<Finding> of =
          measure == Measure.LOSS
              ? Finding::loss
              : measure == Measure.TIED ? Finding::tied : Finding::flips;
      double most = found().stream().mapToDouble(of).max().orElseThrow();
      AuditRow first =
          ROWS.stream()
              .filter(row -> row.finding().filter(f -> of.applyAsDouble(f) == most).isPresent())
              .findFirst()
              .orElseThrow();
      assertThat(SUMMARY.extremes().of(measure))
          .contains(new Extremes.Extreme(most, first.index(), first.key()));
    }
  }

  @Test
  void kinksAndMapsAreAddedUp() {
    assertThat(SUMMARY.kinks().tied()).isEqualTo(found().stream().mapToLong(Finding::tied).sum());
    assertThat(SUMMARY.kinks().flips()).isEqualTo(found().stream().mapToLong(Finding::flips).sum());
    assertThat(SUMMARY.kinks().layers().get(0))
        .isEqualTo(
            new KinkCounts.Layer(
                "max_pooling2d",
                found().stream().mapToLong(each -> each.kinks().get("max_pooling2d")).sum(),
                count(each -> each.kinks().get("max_pooling2d") > 0)));
    assertThat(SUMMARY.kinks().rules())
        .containsExactly(
            Map.entry("the first of a window", count(each -> each.tieRule().isPresent())));
    int cell = 14 * 28;
    assertThat(SUMMARY.maps().orElseThrow().tied()[cell])
        .isEqualTo(CHUNKS.stream().mapToInt(chunk -> chunk.maps().tied()[cell]).sum());
  }

  @Test
  void theOrderOfChunksDoesNotShow() {
    List<Chunk> shuffled = new ArrayList<>(CHUNKS);
    Collections.shuffle(shuffled, new Random(5));
    String whole = SummaryJson.of(SUMMARY);
    assertThat(SummaryJson.of(GeneratedRows.summary(PLAN, shuffled))).isEqualTo(whole);
    AuditSummary merged =
        GeneratedRows.summary(PLAN, shuffled.subList(20, shuffled.size()))
            .plus(
                GeneratedRows.summary(PLAN, shuffled.subList(0, 7))
                    .plus(GeneratedRows.summary(PLAN, shuffled.subList(7, 20))));
    assertThat(SummaryJson.of(merged)).isEqualTo(whole);
    assertThat(SummaryJson.of(GeneratedRows.summary(PLAN, shuffled.subList(1, shuffled.size()))))
        .isNotEqualTo(whole);
  }

  @Test
  void aFolderGivesTheSameWhicheverChunkWasWrittenFirst(@TempDir Path forth, @TempDir Path back) {
    AuditPlan plan = GeneratedRows.plan(600, 97, Map.of());
    List<Chunk> chunks = new GeneratedRows(6, plan).chunks(ROWS.subList(0, 600));
    List<Integer> order = IntStream.range(0, plan.chunks()).boxed().toList();
    List<Integer> backwards = new ArrayList<>(order);
    Collections.reverse(backwards);
    AuditSummary one = AuditSummary.of(GeneratedRows.write(forth, plan, chunks, order));
    AuditSummary other = AuditSummary.of(GeneratedRows.write(back, plan, chunks, backwards));
    assertThat(SummaryJson.of(one)).isEqualTo(SummaryJson.of(other));
    assertThat(one.rows()).isEqualTo(600);
  }
}
