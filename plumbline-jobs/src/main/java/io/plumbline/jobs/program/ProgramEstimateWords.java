package io.plumbline.jobs.program;

import io.plumbline.core.check.Inputs;
import io.plumbline.core.estimate.Boundedness;
import io.plumbline.core.estimate.Estimate;
import io.plumbline.report.Numbers;
import io.plumbline.report.Sentences;
import io.plumbline.report.Table;
import io.plumbline.report.Table.Column;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** An estimate in words and tables, for every renderer. */
public final class ProgramEstimateWords {
  private ProgramEstimateWords() {}

  /**
   * How many entries are known.
   *
   * @param found the estimate
   * @return a sentence
   */
  public static String headline(ProgramEstimate found) {
    int all = found.gradient().size();
    int bounded = found.gradient().boundedCount();
    return (bounded == all
            ? all == 1 ? "The one entry" : "All " + Numbers.count(all) + " entries"
            : Numbers.count(bounded) + " of " + Numbers.count(all) + " entries")
        + (bounded == 1 || all == 1 ? " has" : " have")
        + " a bound.";
  }

  /**
   * Of what, why entries have no bound, and which step would do.
   *
   * @param found the estimate
   * @return sentences
   */
  public static List<String> explanation(ProgramEstimate found) {
    List<String> lines = new ArrayList<>();
    Inputs at = found.at();
    lines.add(
        "At "
            + at.names().stream()
                .map(name -> name + " " + at.shape(name))
                .collect(Collectors.joining(", "))
            + " the value is "
            + Numbers.format(found.gradient().valueAtX())
            + ", off by at most "
            + Numbers.format(found.gradient().noise().level())
            + ".");
    Map<Boundedness, Integer> reasons = new EnumMap<>(Boundedness.class);
    found.gradient().estimates().stream()
        .filter(each -> !each.isBounded())
        .forEach(each -> reasons.merge(each.boundedness(), 1, Integer::sum));
    reasons.forEach(
        (reason, count) -> lines.add("No bound at " + Numbers.count(count) + ": " + reason + "."));
    found
        .best()
        .ifPresent(
            best ->
                lines.add(
                    "Of the steps of central differences from 0.1 to 1e-12, h = "
                        + Numbers.setting(best.step())
                        + " is best: it is "
                        + Numbers.format(best.normwiseError())
                        + " of the norm away."));
    return lines;
  }

  /**
   * Gradients, and how near they are.
   *
   * @param found the estimate
   * @return a line for each
   */
  public static Table nearness(ProgramEstimate found) {
    return new Table(
        "How near to the true gradient?",
        "At most so far from it in norm, relative to it, at the entries that have a bound.",
        List.of(
            Column.text("Gradient"),
            Column.number("Evaluations"),
            Column.number("Off by at most"),
            Column.number("Cosine"),
            Column.number("Same sign")),
        found.all().stream()
            .map(
                each ->
                    List.of(
                        each.name(),
                        each.evaluations() == 0 ? "" : Numbers.count(each.evaluations()),
                        Numbers.format(each.error()),
                        Numbers.format(each.cosine()),
                        Numbers.percent(each.sameSign())))
            .toList());
  }

  /**
   * Entry by entry: first those without a bound, then those that are known least.
   *
   * @param found the estimate
   * @param most how many
   * @return a line for each
   */
  public static Table entries(ProgramEstimate found, int most) {
    List<Column> columns =
        new ArrayList<>(
            List.of(
                Column.text("Entry"), Column.number("Derivative ± bound"), Column.number("Step")));
    found.settings().h().ifPresent(h -> columns.add(Column.number("h = " + Numbers.setting(h))));
    found.own().ifPresent(own -> columns.add(Column.number("Program's")));
    columns.add(Column.text("Bound"));
    List<List<String>> rows =
        IntStream.range(0, found.gradient().size())
            .boxed()
            .sorted(
                Comparator.comparingDouble(
                    k ->
                        -found.gradient().get(k).bound()
                            / Math.abs(found.gradient().get(k).value())))
            .limit(most)
            .map(k -> row(found, k))
            .toList();
    int all = found.gradient().size();
    return new Table(
        "Entries",
        rows.size() < all
            ? Numbers.count(rows.size()) + " of " + Numbers.count(all) + ", least known first."
            : "Least known first.",
        columns,
        rows);
  }

  private static List<String> row(ProgramEstimate found, int k) {
    Estimate each = found.gradient().get(k);
    List<String> row = new ArrayList<>();
    row.add(found.at().element(k));
    row.add(
        Numbers.format(each.value())
            + (each.isBounded() ? String.format(Locale.ROOT, " ± %.1e", each.bound()) : ""));
    row.add(Numbers.format(each.step()));
    found.quotients().ifPresent(values -> row.add(Numbers.format(values[k])));
    found.own().ifPresent(values -> row.add(Numbers.format(values[k])));
    row.add(Sentences.capital(each.boundedness().toString()));
    return row;
  }
}
