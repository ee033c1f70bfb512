package io.plumbline.jobs.audit.summary;

import io.plumbline.core.verdict.Decision;
import io.plumbline.core.verdict.Reason;
import io.plumbline.core.verdict.Verdict;
import io.plumbline.jobs.audit.rows.AuditPlan;
import io.plumbline.jobs.audit.rows.ChunkMaps;
import io.plumbline.jobs.audit.summary.PlaceCounts.Kind;
import io.plumbline.report.Json;
import io.plumbline.report.Values;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A summary as JSON, as {@code docs/audit-report.md} describes it. */
public final class SummaryJson {
  /** Rises where a field goes or changes its meaning. */
  public static final int SCHEMA = 1;

  private SummaryJson() {}

  /**
   * The summary as text.
   *
   * @param summary of an audit
   * @return one line of JSON, ended by a line feed
   */
  public static String of(AuditSummary summary) {
    AuditPlan plan = summary.plan();
    Verdicts verdicts = summary.verdicts();
    return Json.text(
        new Root(
            SCHEMA,
            plan.version(),
            verdicts.overall().map(each -> each.verdict().name()),
            verdicts.overall().flatMap(Decision::reason).map(Enum::name),
            summary.sentence(),
            plan.model(),
            plan.data(),
            plan.samples(),
            summary.rows(),
            verdicts.bad(),
            verdicts(verdicts),
            reasons(verdicts),
            summary.causes().list(),
            classes(summary.labels()),
            pairs(plan, summary.labels()),
            quantiles(summary),
            largest(summary.extremes()),
            places(summary.places()),
            repeating(summary.places()).toList(),
            summary.claims(),
            kinks(summary.kinks()),
            summary.exemplars().shown().stream()
                .map(row -> new SampleJson(row.index(), row.key()))
                .toList(),
            verdicts.firstBad().stream()
                .map(row -> new BadJson(row.index(), row.key(), row.bad().orElseThrow()))
                .toList(),
            summary.maps().map(SummaryJson::maps)));
  }

  static Stream<PlaceCounts.Repeating> repeating(PlaceCounts places) {
    return Stream.of(Kind.WRONG, Kind.BAD).flatMap(kind -> places.repeating(kind).stream());
  }

  private static Map<String, Long> verdicts(Verdicts verdicts) {
    Map<String, Long> counts = new LinkedHashMap<>();
    for (Verdict verdict : Verdict.values()) {
      counts.put(verdict.name(), verdicts.count(verdict));
    }
    return counts;
  }

  private static Map<String, Long> reasons(Verdicts verdicts) {
    Map<String, Long> counts = new LinkedHashMap<>();
    for (Reason reason : verdicts.reasons()) {
      counts.put(reason.name(), verdicts.count(reason));
    }
    return counts;
  }

  private static List<ClassJson> classes(ClassCounts labels) {
    return labels.list().stream()
        .map(
            label ->
                new ClassJson(
                    label,
                    labels.count(label),
                    labels.count(label, Verdict.PASS),
                    labels.count(label, Verdict.INCONCLUSIVE),
                    labels.count(label, Verdict.FAIL)))
        .toList();
  }

  private static List<PairJson> pairs(AuditPlan plan, ClassCounts labels) {
    List<PairJson> pairs = new ArrayList<>();
    if (labels.arePaired()) {
      for (int label : labels.list()) {
        for (int predicted = 0; predicted < plan.classes(); predicted++) {
          long samples = labels.pair(label, predicted);
          if (samples > 0) {
            pairs.add(
                new PairJson(
                    label, predicted, samples, labels.pair(label, predicted, Verdict.FAIL)));
          }
        }
      }
    }
    return pairs;
  }

  private static Map<String, QuantilesJson> quantiles(AuditSummary summary) {
    Map<String, QuantilesJson> all = new LinkedHashMap<>();
    all.put("loss", quantiles(summary.loss()));
    all.put("normError", quantiles(summary.normError()));
    all.put("resolution", quantiles(summary.resolution()));
    return all;
  }

  private static QuantilesJson quantiles(Quantiles of) {
    return new QuantilesJson(
        of.count(),
        of.notNumbers(),
        Quantiles.ACCURACY,
        of.at(0),
        of.at(0.01),
        of.at(0.25),
        of.at(0.5),
        of.at(0.75),
        of.at(0.99),
        of.at(1));
  }

  private static List<LargestJson> largest(Extremes extremes) {
    return Arrays.stream(Extremes.Measure.values())
        .flatMap(
            measure ->
                extremes
                    .of(measure)
                    .map(
                        each ->
                            new LargestJson(measure.name(), each.value(), each.index(), each.key()))
                    .stream())
        .toList();
  }

  private static Map<String, List<Long>> places(PlaceCounts places) {
    Map<String, List<Long>> bins = new LinkedHashMap<>();
    bins.put(
        "from",
        IntStream.range(0, places.bins()).mapToObj(bin -> (long) places.from(bin)).toList());
    for (Kind kind : Kind.values()) {
      bins.put(
          kind.name().toLowerCase(Locale.ROOT),
          IntStream.range(0, places.bins()).mapToObj(bin -> places.count(kind, bin)).toList());
    }
    return bins;
  }

  private static KinksJson kinks(KinkCounts kinks) {
    Map<String, Long> rules = new LinkedHashMap<>();
    kinks.rules().forEach(rule -> rules.put(rule.getKey(), rule.getValue()));
    return new KinksJson(kinks.tied(), kinks.flips(), kinks.layers(), rules);
  }

  private static MapsJson maps(ChunkMaps maps) {
    return new MapsJson(
        maps.cells().rows(),
        maps.cells().columns(),
        maps.cells().edge(),
        maps.samples(),
        Arrays.stream(maps.tied()).boxed().toList(),
        Arrays.stream(maps.wrong()).boxed().toList(),
        Values.of(singles(maps.error())));
  }

  /** So many digits as do not show in which order the errors were added. */
  private static float[] singles(double[] values) {
    float[] singles = new float[values.length];
    for (int k = 0; k < singles.length; k++) {
      singles[k] = (float) values[k];
    }
    return singles;
  }

  private record Root(
      int schemaVersion,
      String version,
      Optional<String> verdict,
      Optional<String> reason,
      String sentence,
      AuditPlan.Fingerprint model,
      AuditPlan.Fingerprint data,
      int samples,
      long audited,
      long bad,
      Map<String, Long> verdicts,
      Map<String, Long> reasons,
      List<CauseCounts.Cause> causes,
      List<ClassJson> classes,
      List<PairJson> predicted,
      Map<String, QuantilesJson> quantiles,
      List<LargestJson> largest,
      Map<String, List<Long>> positions,
      List<PlaceCounts.Repeating> repeating,
      List<Claim> claims,
      KinksJson kinks,
      List<SampleJson> exemplars,
      List<BadJson> badRecords,
      Optional<MapsJson> maps) {}

  private record ClassJson(int label, long samples, long right, long undecided, long wrong) {}

  private record PairJson(int label, int predicted, long samples, long wrong) {}

  private record QuantilesJson(
      long count,
      long notNumbers,
      double accuracy,
      double least,
      double percent1,
      double percent25,
      double median,
      double percent75,
      double percent99,
      double largest) {}

  private record LargestJson(String measure, double value, int index, String key) {}

  private record KinksJson(
      long tied, long flips, List<KinkCounts.Layer> layers, Map<String, Long> rules) {}

  private record SampleJson(int index, String key) {}

  private record BadJson(int index, String key, String fault) {}

  private record MapsJson(
      int rows,
      int columns,
      int edge,
      int samples,
      List<Integer> tied,
      List<Integer> wrong,
      Values error) {}
}
