package io.plumbline.report;

import io.plumbline.core.check.CheckResult;
import io.plumbline.core.check.Entry;
import io.plumbline.core.check.Relation;
import io.plumbline.core.check.Sweep;
import io.plumbline.core.verdict.Agreement;
import io.plumbline.report.Table.Column;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What the check of a function found, as parts of a report. */
public final class FunctionEvidence {
  private static final int MOST_ROWS = 1000;
  private static final int WORST = 5;

  private FunctionEvidence() {}

  /**
   * The entries to look at.
   *
   * @param result what was found
   * @return a few of them, the worst first; empty where all agree
   */
  public static Optional<Table> worst(CheckResult result) {
    List<Entry> worst = result.worst(WORST);
    return worst.isEmpty()
        ? Optional.empty()
        : Optional.of(EntryTable.of("Worst entries", "", worst));
  }

  /**
   * The evidence: the worst entry step by step; all entries, the worst first; what must be equal;
   * how it was found.
   *
   * @param result what was found
   * @return the parts of a report below its verdict
   */
  public static List<Section> sections(CheckResult result) {
    List<Section> sections = new ArrayList<>();
    result.sweep().ifPresent(sweep -> sections.add(plot(sweep)));
    if (!result.entries().isEmpty()) {
      sections.add(entries(result));
    }
    if (!result.relations().isEmpty()) {
      sections.add(relations(result.relations()));
    }
    sections.add(how(result));
    return sections;
  }

  private static Section entries(CheckResult result) {
    List<Entry> all =
        Stream.concat(
                result.worst(MOST_ROWS).stream(),
                result.entries().stream().filter(each -> each.agreement() == Agreement.AGREES))
            .limit(MOST_ROWS)
            .toList();
    return EntryTable.of(
        "Entries",
        result.entries().size() > MOST_ROWS
            ? "The worst first, "
                + Numbers.count(MOST_ROWS)
                + " of "
                + Numbers.count(result.entries().size())
                + "."
            : "The worst first, each with the derivative that differences of the values give.",
        all);
  }

  private static Section plot(Sweep sweep) {
    Entry entry = sweep.entry();
    Values steps = Values.of(sweep.steps());
    List<CurvePlot.Curve> curves = new ArrayList<>();
    curves.add(new CurvePlot.Curve("from the given value", steps, apart(sweep, entry.given())));
    if (Double.isFinite(entry.bound())) {
      curves.add(
          new CurvePlot.Curve("from the derivative found", steps, apart(sweep, entry.estimate())));
      double[] bound = new double[steps.size()];
      Arrays.fill(bound, entry.bound());
      curves.add(new CurvePlot.Curve("bound of that", steps, Values.of(bound)));
    }
    List<CurvePlot.Marker> markers =
        Double.isFinite(entry.bound()) && entry.step() > 0
            ? List.of(new CurvePlot.Marker(entry.step(), "step of the estimate"))
            : List.of();
    return new CurvePlot(
        "worst-entry",
        "The worst entry, step by step: " + entry.place(),
        "How far the difference quotient over each step is from either value. The right one is"
            + " approached as the step gets shorter, until the rounding of the values takes over;"
            + " from a wrong one a distance is left.",
        new CurvePlot.Axis("step", true),
        new CurvePlot.Axis("distance of the quotient", true),
        curves,
        markers);
  }

  private static Values apart(Sweep sweep, double value) {
    return Values.of(
        Arrays.stream(sweep.quotients()).map(each -> Math.abs(each - value)).toArray());
  }

  private static Section relations(List<Relation> relations) {
    List<Column> columns =
        List.of(
            Column.text("What must be equal"),
            Column.number("One"),
            Column.number("Other"),
            Column.number("Allowed"),
            Column.text("Says"));
    return new Table(
        "Computed in two ways",
        "",
        columns,
        relations.stream()
            .map(
                each ->
                    List.of(
                        each.name(),
                        Numbers.format(each.left()),
                        Numbers.format(each.right()),
                        Numbers.format(each.allowed()),
                        EntryTable.word(each.agreement())))
            .toList());
  }

  private static Section how(CheckResult result) {
    String counted =
        Numbers.count(result.evaluations())
            + " evaluations of the function and "
            + Numbers.count(result.claims())
            + " calls of what was checked, seed "
            + result.seed()
            + ".";
    String noise =
        "Each entry was differenced over a ladder of steps; the values were found to be off by at"
            + " most "
            + Numbers.format(result.noise().level())
            + ".";
    String power =
        result
            .power()
            .map(
                each ->
                    "A mistake of "
                        + Numbers.format(each.hidden())
                        + " of the derivative's norm would have been seen.")
            .orElse("Nothing could be judged.");
    return TextSection.ofParagraphs("How it was found", counted, noise, power);
  }
}
