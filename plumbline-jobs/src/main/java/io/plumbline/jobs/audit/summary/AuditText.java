package io.plumbline.jobs.audit.summary;

import io.plumbline.core.verdict.Decision;
import io.plumbline.core.verdict.Reason;
import io.plumbline.core.verdict.Verdict;
import io.plumbline.jobs.ByCause;
import io.plumbline.jobs.audit.rows.AuditPlan.Fingerprint;
import io.plumbline.jobs.audit.summary.CauseCounts.Cause;
import io.plumbline.jobs.audit.summary.PlaceCounts.Kind;
import io.plumbline.jobs.audit.summary.PlaceCounts.Repeating;
import io.plumbline.report.Numbers;
import io.plumbline.report.Table;
import io.plumbline.report.Table.Column;
import io.plumbline.report.VerdictPanel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A summary in words and tables, for the screen and for the report. */
public final class AuditText {
  private static final int MOST_CAUSES = 5;

  private AuditText() {}

  /**
   * The answer: the sentence, what explains it, and what to do next.
   *
   * @param summary of an audit
   * @return the verdict; inconclusive where no sample could be checked
   */
  public static VerdictPanel verdict(AuditSummary summary) {
    return new VerdictPanel(
        summary.verdicts().overall().map(Decision::verdict).orElse(Verdict.INCONCLUSIVE),
        summary.sentence(),
        explanation(summary),
        summary.causes().list().stream().limit(MOST_CAUSES).map(AuditText::cause).toList(),
        Optional.empty(),
        summary.exemplars().shown().stream()
            .limit(1)
            .map(row -> new SampleWords(summary.plan(), row).command())
            .toList());
  }

  /**
   * The answer under an allowance: what it says of each limit too.
   *
   * @param summary of an audit
   * @param allowance what may be other than right, where that was said
   * @return the verdict
   */
  public static VerdictPanel verdict(AuditSummary summary, Optional<AuditAllowance> allowance) {
    VerdictPanel plain = verdict(summary);
    if (allowance.isEmpty()) {
      return plain;
    }
    return new VerdictPanel(
        allowance.get().verdict(summary),
        plain.headline(),
        Stream.concat(
                allowance.get().held(summary).stream().map(AuditAllowance.Held::sentence),
                plain.explanation().stream())
            .toList(),
        plain.causes(),
        plain.worst(),
        plain.next());
  }

  private static List<String> explanation(AuditSummary summary) {
    List<String> lines = new ArrayList<>();
    SummaryJson.repeating(summary.places()).map(AuditText::repeating).forEach(lines::add);
    summary.claims().forEach(claim -> lines.add(claim.sentence()));
    summary.verdicts().reasons().stream()
        .findFirst()
        .ifPresent(
            reason ->
                lines.add(
                    "To decide the undecided ("
                        + AuditSentence.word(reason)
                        + "): "
                        + reason.advice()
                        + "."));
    return lines;
  }

  private static String repeating(Repeating found) {
    boolean all = found.count() == found.all();
    return (all
            ? "All " + Numbers.count(found.all())
            : Numbers.count(found.count()) + " of " + Numbers.count(found.all()))
        + (found.kind() == Kind.WRONG ? " wrong gradients" : " records that could not be used")
        + " come again every "
        + found.period()
        + " samples, where the index leaves "
        + found.remainder()
        + " when divided by that: "
        + Numbers.percent(found.rate())
        + " of the samples there"
        + (all ? "" : ", and " + Numbers.percent(found.elsewhere()) + " of the others")
        + ". Most often that is a loader's: one of its workers, or one place in its batches.";
  }

  private static VerdictPanel.Cause cause(Cause cause) {
    return new VerdictPanel.Cause(
        cause.id(),
        cause.alike()
            ? cause.sentence()
            : Numbers.count(cause.count())
                + " of them differ in numbers; the first: "
                + cause.sentence());
  }

  /** What a file is told from others by. */
  static String contents(Fingerprint file) {
    return Numbers.count(file.bytes()) + " bytes, SHA-256 " + file.sha256();
  }

  /**
   * The tables for the screen.
   *
   * @param summary of an audit
   * @return those that have rows
   */
  public static List<Table> tables(AuditSummary summary) {
    return List.of(
            byCause(summary), quantiles(summary), kinks(summary), largest(summary), bad(summary))
        .stream()
        .filter(table -> !table.rows().isEmpty())
        .toList();
  }

  /** Verdicts, reasons and causes, by class where there are few. */
  static Table byCause(AuditSummary summary) {
    Verdicts verdicts = summary.verdicts();
    List<ByCause.Group> groups = new ArrayList<>();
    for (Cause cause : summary.causes().list()) {
      groups.add(
          new ByCause.Group(
              Verdict.FAIL,
              cause.id(),
              cause.count(),
              label -> cause.labels().getOrDefault(label, 0L)));
    }
    for (Reason reason : verdicts.reasons()) {
      groups.add(
          new ByCause.Group(
              Verdict.INCONCLUSIVE,
              AuditSentence.word(reason),
              verdicts.count(reason),
              label -> summary.labels().count(label, reason)));
    }
    if (verdicts.count(Verdict.PASS) > 0) {
      groups.add(
          new ByCause.Group(
              Verdict.PASS,
              "",
              verdicts.count(Verdict.PASS),
              label -> summary.labels().count(label, Verdict.PASS)));
    }
    return ByCause.table("Samples", summary.labels().list(), groups);
  }

  /** How large numbers are. */
  static Table quantiles(AuditSummary summary) {
    List<List<String>> rows = new ArrayList<>();
    quantiles(rows, "loss", summary.loss());
    quantiles(rows, "error in norm, relative", summary.normError());
    quantiles(rows, "mistake that a coordinate may hide", summary.resolution());
    return new Table(
        "How large",
        "Quantiles over the samples, each within 1 % of itself: so many have a smaller number.",
        List.of(
            Column.text("Number"),
            Column.number("least"),
            Column.number("1 %"),
            Column.number("25 %"),
            Column.number("half"),
            Column.number("75 %"),
            Column.number("99 %"),
            Column.number("largest")),
        rows);
  }

  private static void quantiles(List<List<String>> rows, String name, Quantiles of) {
    if (of.count() > 0) {
      List<String> cells = new ArrayList<>(List.of(name));
      for (double share : new double[] {0, 0.01, 0.25, 0.5, 0.75, 0.99, 1}) {
        cells.add(Numbers.format(of.at(share)));
      }
      rows.add(cells);
    }
  }

  /** Units on kinks, by layer. */
  static Table kinks(AuditSummary summary) {
    long checked = summary.verdicts().checked();
    return new Table(
        "Kinks, by layer",
        "Units that lie exactly on a kink, or share a maximum, where the loss depends on how that is"
            + " decided.",
        List.of(
            Column.text("Layer"),
            Column.number("Units, a sample"),
            Column.number("Samples"),
            Column.number("of all")),
        summary.kinks().layers().stream()
            .map(
                layer ->
                    List.of(
                        layer.name(),
                        Numbers.format((double) layer.units() / checked),
                        Numbers.count(layer.samples()),
                        Numbers.percent((double) layer.samples() / checked)))
            .toList());
  }

  /** Where each number is largest. */
  static Table largest(AuditSummary summary) {
    return new Table(
        "The largest of everything",
        "",
        List.of(Column.text("Number"), Column.number("Largest"), Column.text("Sample")),
        Arrays.stream(Extremes.Measure.values())
            .flatMap(
                measure ->
                    summary
                        .extremes()
                        .of(measure)
                        .filter(each -> each.value() > 0)
                        .map(
                            each ->
                                List.of(
                                    measure.words(),
                                    Numbers.format(each.value()),
                                    SampleWords.name(each.index(), each.key())))
                        .stream())
            .toList());
  }

  /** The first records that could not be used. */
  static Table bad(AuditSummary summary) {
    long more = summary.verdicts().bad() - summary.verdicts().firstBad().size();
    return new Table(
        "Records that could not be used",
        more > 0 ? "The first; " + Numbers.count(more) + " more are among the rows." : "",
        List.of(Column.text("Sample"), Column.text("Why")),
        summary.verdicts().firstBad().stream()
            .map(row -> List.of(SampleWords.name(row.index(), row.key()), row.bad().orElseThrow()))
            .toList());
  }
}
