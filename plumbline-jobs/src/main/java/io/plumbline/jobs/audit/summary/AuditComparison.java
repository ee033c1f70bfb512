package io.plumbline.jobs.audit.summary;

import io.plumbline.core.InvalidInputException;
import io.plumbline.jobs.audit.rows.AuditFolder;
import io.plumbline.jobs.audit.rows.AuditPlan;
import io.plumbline.jobs.audit.rows.AuditPlan.Fingerprint;
import io.plumbline.jobs.audit.rows.AuditRow;
import io.plumbline.jobs.audit.summary.PlaceCounts.Kind;
import io.plumbline.report.Json;
import io.plumbline.report.Numbers;
import io.plumbline.report.Table;
import io.plumbline.report.Table.Column;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Two audits of the same samples, before and after a change: which of them changed their verdict.
 * Samples that either has not audited are counted and not compared.
 */
public final class AuditComparison {
  /** Rises where a field of the JSON goes or changes its meaning. */
  public static final int SCHEMA = 1;

  private static final int MOST_LISTED = 1000;
  private static final int MOST_PRINTED = 40;

  /** What has become worse comes first, by how bad it is now. */
  private static final Comparator<Changed> WORST_FIRST =
      Comparator.comparing(Changed::to)
          .reversed()
          .thenComparing(Changed::from)
          .thenComparingInt(Changed::index);

  private final List<Difference> differences;
  private final Map<Step, Long> steps = new TreeMap<>();
  private final Best<Changed> listed = new Best<>(MOST_LISTED, WORST_FIRST);
  private long compared;
  private long alone;
  private long otherGradients;
  private long otherKeys;

  private AuditComparison(List<Difference> differences) {
    this.differences = differences;
  }

  /**
   * What is not the same in both plans.
   *
   * @param what a file, or an option
   * @param before its value in the first
   * @param after its value in the second
   */
  public record Difference(String what, String before, String after) {}

  /**
   * A sample that changed its verdict.
   *
   * @param index its place in the data
   * @param key what people find it by
   * @param from what it was
   * @param to what it is now
   * @param why the cause, reason or fault that it has now; empty where it is right
   */
  public record Changed(int index, String key, Kind from, Kind to, String why) {}

  /**
   * From one verdict to another.
   *
   * @param from what samples were
   * @param to what they are now
   */
  public record Step(Kind from, Kind to) implements Comparable<Step> {
    @Override
    public int compareTo(Step other) {
      return from == other.from ? to.compareTo(other.to) : from.compareTo(other.from);
    }
  }

  /**
   * Compares two audits.
   *
   * @param before the folder of the one
   * @param after the folder of the other
   * @return what changed
   * @throws InvalidInputException if either is no audit or damaged, or they are of data of
   *     different sizes
   */
  public static AuditComparison of(Path before, Path after) {
    AuditFolder one = AuditFolder.open(before);
    AuditFolder other = AuditFolder.open(after);
    requireSameSize(after, one.plan(), other.plan());
    AuditComparison comparison = new AuditComparison(differences(one.plan(), other.plan()));
    comparison.read(new RowReader(one), new RowReader(other));
    return comparison;
  }

  private static void requireSameSize(Path after, AuditPlan one, AuditPlan other) {
    if (one.samples() != other.samples() || !one.shape().equals(other.shape())) {
      throw new InvalidInputException(
          "folder ("
              + after
              + ") must be an audit of "
              + one.samples()
              + " samples of shape "
              + one.shape()
              + " as the other is, not of "
              + other.samples()
              + " of shape "
              + other.shape());
    }
  }

  private static List<Difference> differences(AuditPlan one, AuditPlan other) {
    Map<String, String> before = words(one);
    Map<String, String> after = words(other);
    TreeSet<String> names = new TreeSet<>(before.keySet());
    names.addAll(after.keySet());
    return names.stream()
        .map(
            name ->
                new Difference(name, before.getOrDefault(name, ""), after.getOrDefault(name, "")))
        .filter(each -> !each.before().equals(each.after()))
        .toList();
  }

  private static Map<String, String> words(AuditPlan plan) {
    Map<String, String> words = new TreeMap<>();
    plan.options().forEach((option, value) -> words.put("option " + option, value));
    words.put("version", plan.version());
    words.put("classes", Integer.toString(plan.classes()));
    words.put("model", word(Optional.of(plan.model())));
    words.put("data", word(Optional.of(plan.data())));
    words.put("labels", word(plan.labels()));
    words.put("gradients", word(plan.gradient()));
    return words;
  }

  /** A file by another name is the same file. */
  private static String word(Optional<Fingerprint> file) {
    return file.map(AuditText::contents).orElse("");
  }

  private void read(RowReader one, RowReader other) {
    Optional<AuditRow> before = next(one);
    Optional<AuditRow> after = next(other);
    while (before.isPresent() || after.isPresent()) {
      int first =
          Math.min(
              before.map(AuditRow::index).orElse(Integer.MAX_VALUE),
              after.map(AuditRow::index).orElse(Integer.MAX_VALUE));
      Optional<AuditRow> left = before.filter(row -> row.index() == first);
      Optional<AuditRow> right = after.filter(row -> row.index() == first);
      if (left.isPresent() && right.isPresent()) {
        compare(left.get(), right.get());
      } else {
        alone++;
      }
      before = left.isPresent() ? next(one) : before;
      after = right.isPresent() ? next(other) : after;
    }
  }

  private static Optional<AuditRow> next(RowReader rows) {
    return rows.hasNext() ? Optional.of(rows.next()) : Optional.empty();
  }

  private void compare(AuditRow before, AuditRow after) {
    compared++;
    if (!before.key().equals(after.key())) {
      otherKeys++;
    }
    if (!gradient(before).equals(gradient(after))) {
      otherGradients++;
    }
    Step step = new Step(Kind.of(before), Kind.of(after));
    if (step.from() != step.to()) {
      steps.merge(step, 1L, Long::sum);
      listed.add(new Changed(after.index(), after.key(), step.from(), step.to(), why(after)));
    }
  }

  private static String gradient(AuditRow row) {
    return row.finding().map(AuditRow.Finding::gradient).orElse("");
  }

  private static String why(AuditRow row) {
    return row.bad().orElseGet(() -> SampleWords.why(row.finding().orElseThrow()));
  }

  /**
   * How many samples changed their verdict.
   *
   * @return the count
   */
  public long changed() {
    return steps.values().stream().mapToLong(Long::longValue).sum();
  }

  /**
   * How many samples became wrong that were not.
   *
   * @return the count
   */
  public long becameWrong() {
    return steps.entrySet().stream()
        .filter(each -> each.getKey().to() == Kind.WRONG)
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  /**
   * The answer.
   *
   * @return one line
   */
  public String sentence() {
    String counts =
        steps.entrySet().stream()
            .sorted(Map.Entry.<Step, Long>comparingByValue().reversed())
            .map(
                each ->
                    Numbers.count(each.getValue())
                        + " from "
                        + each.getKey().from().word()
                        + " to "
                        + each.getKey().to().word())
            .collect(Collectors.joining(", "));
    return (changed() == 0 ? "No sample of " : Numbers.count(changed()) + " of ")
        + Numbers.count(compared)
        + (changed() == 0
            ? " changed its verdict"
            : (changed() == 1 ? " changed its verdict: " : " changed their verdict: ") + counts)
        + "; "
        + have(otherGradients, "gradient")
        + (otherKeys == 0 ? "" : "; " + have(otherKeys, "name"))
        + (alone == 0 ? "" : "; not compared, as one of both lacks them: " + Numbers.count(alone))
        + ".";
  }

  private static String have(long count, String what) {
    return (count == 0 ? "none" : Numbers.count(count))
        + (count < 2 ? " has another " : " have another ")
        + what;
  }

  /**
   * The tables for the screen: what changed in the plan, and the samples.
   *
   * @return those that have rows
   */
  public List<Table> tables() {
    List<Changed> samples = listed.list();
    List<Table> tables = new ArrayList<>();
    tables.add(
        new Table(
            "What is not the same",
            "",
            List.of(Column.text("What"), Column.text("Before"), Column.text("After")),
            differences.stream()
                .map(each -> List.of(each.what(), each.before(), each.after()))
                .toList()));
    tables.add(
        new Table(
            "Samples that changed",
            changed() > MOST_PRINTED ? "The worst " + MOST_PRINTED + "; the JSON has more." : "",
            List.of(
                Column.text("Sample"),
                Column.text("Before"),
                Column.text("After"),
                Column.text("Cause or reason")),
            samples.stream()
                .limit(MOST_PRINTED)
                .map(
                    each ->
                        List.of(
                            SampleWords.name(each.index(), each.key()),
                            each.from().word(),
                            each.to().word(),
                            each.why()))
                .toList()));
    return tables.stream().filter(table -> !table.rows().isEmpty()).toList();
  }

  /**
   * The comparison as JSON.
   *
   * @return one line, ended by a line feed
   */
  public String json() {
    return Json.text(
        new Root(
            SCHEMA,
            sentence(),
            compared,
            changed(),
            alone,
            otherGradients,
            otherKeys,
            differences,
            steps.entrySet().stream()
                .map(
                    each -> new StepJson(each.getKey().from(), each.getKey().to(), each.getValue()))
                .toList(),
            listed.list()));
  }

  private record Root(
      int schemaVersion,
      String sentence,
      long compared,
      long changed,
      long inOneAlone,
      long otherGradients,
      long otherKeys,
      List<Difference> differences,
      List<StepJson> steps,
      List<Changed> samples) {}

  private record StepJson(Kind from, Kind to, long count) {}
}
