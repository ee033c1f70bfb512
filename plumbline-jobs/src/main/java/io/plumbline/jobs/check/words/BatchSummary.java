package io.plumbline.jobs.check.words;

import io.plumbline.core.verdict.Agreement;
import io.plumbline.core.verdict.Reason;
import io.plumbline.core.verdict.Verdict;
import io.plumbline.diagnose.check.MistakeTrials;
import io.plumbline.diagnose.check.SampleResult.Judged;
import io.plumbline.jobs.ByCause;
import io.plumbline.jobs.check.outcome.CheckOutcome;
import io.plumbline.jobs.check.outcome.CheckOutcome.Checked;
import io.plumbline.jobs.check.outcome.CheckOutcome.FirstWrong;
import io.plumbline.jobs.input.PreparedInput;
import io.plumbline.jobs.input.SampleArrays;
import io.plumbline.report.Numbers;
import io.plumbline.report.Table;
import io.plumbline.report.Table.Column;
import io.plumbline.report.VerdictPanel;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What is said of a batch as a whole. */
public final class BatchSummary {
  private static final int MOST_LAYERS = 6;

  private static final List<Column> COLUMNS =
      List.of(
          Column.text("Verdict"),
          Column.number("Agree"),
          Column.number("Wrong"),
          Column.number("Undecided"),
          Column.number("Tied"),
          Column.number("Error in norm"),
          Column.text("Cause or reason"));

  private BatchSummary() {}

  /**
   * The overall answer: the sample's own where there is only one.
   *
   * @param outcome the check
   * @return headline and what to do next; explanation and causes for one sample only
   */
  public static VerdictPanel verdict(CheckOutcome outcome) {
    List<Checked> samples = outcome.samples();
    if (samples.size() == 1) {
      return VerdictWords.of(outcome, samples.get(0));
    }
    return new VerdictPanel(
        outcome.verdict(),
        headline(outcome),
        Stream.concat(
                outcome.firstWrong().map(BatchSummary::firstWrong).stream(),
                outcome.input().map(PreparedInput::sentence).stream())
            .toList(),
        List.of(),
        Optional.empty(),
        VerdictWords.of(outcome, worstFirst(outcome, 1).get(0)).next());
  }

  /** Where gradients become wrong on their way back. */
  private static String firstWrong(FirstWrong first) {
    int count = first.layers().size();
    String layers =
        first.layers().stream().limit(MOST_LAYERS).collect(Collectors.joining(", "))
            + (count > MOST_LAYERS ? " and " + (count - MOST_LAYERS) + " more" : "");
    String where =
        first
            .behind()
            .map(behind -> "right at " + behind + " and wrong at ")
            .orElse("wrong at the nearest to the loss, ");
    return "Seen from the loss, the gradient is "
        + where
        + first.tensor()
        + switch (count) {
          case 0 -> ": what the loss hands back is wrong.";
          case 1 -> ": the backward pass of " + layers + " is wrong.";
          default -> ": the backward pass of one of these is wrong: " + layers + ".";
        };
  }

  private static String headline(CheckOutcome outcome) {
    List<Checked> samples = outcome.samples();
    String things = outcome.kind().things();
    int all = samples.size();
    int wrong = count(samples, Verdict.FAIL);
    int zero = because(samples, Reason::isOfZero);
    int saturated = because(samples, Reason::ofSample) - zero;
    int open = count(samples, Verdict.INCONCLUSIVE) - saturated - zero;
    if (count(samples, Verdict.PASS) == all) {
      return "All " + all + " " + things + " are right.";
    }
    List<String> parts = new ArrayList<>();
    if (wrong > 0) {
      parts.add(wrong + (wrong == 1 ? " is wrong" : " are wrong"));
    }
    if (open > 0) {
      parts.add(open + " cannot be decided");
    }
    if (saturated > 0) {
      parts.add(saturated + (saturated == 1 ? " is" : " are") + " of a saturated loss");
    }
    if (zero > 0) {
      parts.add(zero + (zero == 1 ? " has" : " have") + " a derivative of zero");
    }
    int right = all - wrong - open - saturated - zero;
    if (right > 0) {
      parts.add(right + (right == 1 ? " is right" : " are right"));
    }
    return "Of " + all + " " + things + " " + String.join(", ", parts) + ".";
  }

  private static int because(List<Checked> samples, Predicate<Reason> why) {
    return (int)
        samples.stream().filter(each -> each.decision().reason().filter(why).isPresent()).count();
  }

  private static int count(List<Checked> samples, Verdict verdict) {
    return (int) samples.stream().filter(sample -> sample.verdict() == verdict).count();
  }

  /**
   * A line for each sample.
   *
   * @param outcome the check
   * @return the table
   */
  public static Table table(CheckOutcome outcome) {
    return table(outcome, Integer.MAX_VALUE);
  }

  /**
   * The same of a batch too long to be read in full: those that did not pass, then the others.
   *
   * @param outcome the check
   * @param most how many rows
   * @return so many, in the samples' order
   */
  public static Table table(CheckOutcome outcome, int most) {
    List<List<String>> rows =
        outcome.samples().stream()
            .sorted(Comparator.comparing(Checked::verdict).reversed())
            .limit(most)
            .sorted(Comparator.comparingInt(Checked::index))
            .map(checked -> row(outcome, checked))
            .toList();
    boolean named = outcome.isNamed();
    List<Column> columns =
        new ArrayList<>(
            named
                ? List.of(Column.text(outcome.kind().toString()), Column.text("Shape"))
                : List.of(Column.number("Sample"), Column.number("Label")));
    columns.addAll(COLUMNS);
    return new Table(outcome.kind().several(), "", columns, rows);
  }

  /**
   * How many samples each cause or reason has, and of which classes they are.
   *
   * @param outcome the check
   * @return the wrong ones first, then those that cannot be decided; the most frequent first
   */
  public static Table groups(CheckOutcome outcome) {
    Map<List<String>, List<Checked>> alike = new TreeMap<>(Comparator.comparing(List::toString));
    for (Checked each : outcome.samples()) {
      alike
          .computeIfAbsent(List.of(each.verdict().name(), why(each)), key -> new ArrayList<>())
          .add(each);
    }
    List<ByCause.Group> groups =
        alike.values().stream()
            .sorted(
                Comparator.comparing((List<Checked> group) -> group.get(0).verdict())
                    .thenComparing(List::size)
                    .reversed())
            .map(
                group ->
                    new ByCause.Group(
                        group.get(0).verdict(),
                        why(group.get(0)),
                        group.size(),
                        label -> labels(outcome, group).filter(label::equals).count()))
            .toList();
    List<Integer> classes = labels(outcome, outcome.samples()).distinct().sorted().toList();
    return ByCause.table(outcome.kind().several(), classes, groups);
  }

  private static Stream<Integer> labels(CheckOutcome outcome, List<Checked> samples) {
    return outcome.isNamed()
        ? Stream.empty()
        : samples.stream().map(outcome::labelOf).flatMap(Optional::stream);
  }

  /** The reason, or the first cause; nothing where it is right. */
  private static String why(Checked checked) {
    return checked
        .decision()
        .reason()
        .map(BatchSummary::word)
        .orElseGet(() -> VerdictWords.cause(checked.result()));
  }

  private static List<String> row(CheckOutcome outcome, Checked checked) {
    Optional<Judged> judged = checked.result().judged();
    return List.of(
        checked.variable().name().orElseGet(() -> Integer.toString(checked.index())),
        outcome.isNamed()
            ? SampleArrays.text(checked.variable().shape())
            : outcome.labelOf(checked).map(String::valueOf).orElse(""),
        checked.verdict().name(),
        judged.map(one -> Numbers.count(one.judgement().count(Agreement.AGREES))).orElse(""),
        judged.map(one -> Numbers.count(one.judgement().count(Agreement.DISAGREES))).orElse(""),
        judged.map(one -> Numbers.count(VerdictWords.open(one.judgement()))).orElse(""),
        judged.map(one -> Numbers.count(VerdictWords.tied(one))).orElse(""),
        judged.map(one -> Numbers.format(one.normError())).orElse(""),
        why(checked));
  }

  /**
   * The samples that did not pass, the wrong ones first, and of these one of each cause or reason
   * before others of the same; the first sample where all passed.
   *
   * @param outcome the check
   * @param most how many
   * @return at least one
   */
  public static List<Checked> worstFirst(CheckOutcome outcome, int most) {
    Map<String, Integer> alike = new HashMap<>();
    Map<Checked, Integer> before = new IdentityHashMap<>();
    for (Checked each : outcome.samples()) {
      before.put(each, alike.merge(why(each), 1, Integer::sum));
    }
    List<Checked> worst =
        outcome.samples().stream()
            .filter(sample -> sample.verdict() != Verdict.PASS)
            .sorted(Comparator.comparing(Checked::verdict).reversed().thenComparing(before::get))
            .limit(most)
            .toList();
    return worst.isEmpty() ? outcome.samples().subList(0, 1) : worst;
  }

  public static String word(MistakeTrials.Outcome outcome) {
    return switch (outcome) {
      case CAUGHT -> "caught";
      case NOT_ACCEPTED -> "not accepted, not proved wrong";
      case MISSED -> "NOT CAUGHT";
      case NO_CHANGE -> "changes nothing here";
    };
  }

  private static String word(Enum<?> reason) {
    return reason.name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
  }
}
