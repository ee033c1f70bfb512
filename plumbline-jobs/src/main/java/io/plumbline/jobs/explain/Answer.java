package io.plumbline.jobs.explain;

import io.plumbline.core.compare.ErrorFormula;
import io.plumbline.core.compare.Statistics;
import io.plumbline.core.verdict.Reason;
import io.plumbline.core.verdict.Verdict;
import io.plumbline.diagnose.explain.Explanation;
import io.plumbline.diagnose.explain.Part;
import io.plumbline.diagnose.explain.Ties;
import io.plumbline.jobs.check.outcome.By;
import io.plumbline.jobs.input.Invocation;
import io.plumbline.jobs.input.PreparedInput;
import io.plumbline.report.Numbers;
import io.plumbline.report.Table;
import io.plumbline.report.Table.Column;
import io.plumbline.report.VerdictPanel;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The answer in words and tables, for every renderer. */
public final class Answer {
  private static final List<ErrorFormula> RELATIVE =
      List.of(
          ErrorFormula.AS_PRINTED,
          ErrorFormula.RELATIVE_TO_ANALYTIC,
          ErrorFormula.SYMMETRIC_RELATIVE);

  private Answer() {}

  /**
   * The answer on top.
   *
   * @param outcome what was found
   * @return the verdict on the analytic array, why the two differ, the parts and what to do next;
   *     of several pairs of arrays how many are right, and a line for each
   */
  public static VerdictPanel of(ExplainOutcome outcome) {
    Stream<String> input = outcome.input().map(PreparedInput::sentence).stream();
    if (outcome.isTable()) {
      return new VerdictPanel(
          outcome.verdict(),
          Pairs.headline(outcome),
          input.toList(),
          List.of(),
          Optional.of(Pairs.table(outcome)),
          outcome.asked().commands(outcome));
    }
    Explanation found = outcome.worst().explanation();
    return new VerdictPanel(
        outcome.verdict(),
        headline(found),
        Stream.concat(lines(found).stream(), input).toList(),
        List.of(),
        Optional.of(parts(found)),
        outcome.asked().commands(outcome));
  }

  private static String headline(Explanation found) {
    String numeric =
        switch (found.numeric().verdict()) {
          case PASS -> "the numeric array too";
          case FAIL -> "the numeric array is not the derivative";
          case INCONCLUSIVE -> "the numeric array cannot be decided";
        };
    String most =
        mostly(found)
            .map(part -> ": " + share(part, "%.0f %%") + " of the difference is " + part.name())
            .orElse("");
    if (found.isZeroAtKinks()) {
      return "The analytic gradient is right, for the side of the kinks that it takes is flat; "
          + numeric
          + most
          + ".";
    }
    return switch (found.analytic().verdict()) {
      case PASS -> "The analytic gradient is right; " + numeric + most + ".";
      case FAIL -> "The analytic gradient is wrong; " + otherwise(found) + most + ".";
      case INCONCLUSIVE ->
          "It cannot be decided whether the analytic gradient is right: "
              + found.analytic().reason().map(Reason::sentence).orElse("")
              + ".";
    };
  }

  private static String otherwise(Explanation found) {
    return switch (found.numeric().verdict()) {
      case PASS -> "the numeric array is right";
      case FAIL -> "nor is the numeric array the derivative";
      case INCONCLUSIVE -> "the numeric array cannot be decided";
    };
  }

  /** What most of the difference is; empty where there is none. */
  static Optional<Part> mostly(Explanation found) {
    return found.parts().stream().filter(Part::isEffect).findFirst();
  }

  static String share(Part part, String format) {
    return String.format(Locale.ROOT, format, 100 * part.share());
  }

  private static List<String> lines(Explanation found) {
    List<String> lines = new ArrayList<>();
    if (found.comparison().statistics(ErrorFormula.ABSOLUTE).max() == 0) {
      lines.add("The two arrays are equal.");
    }
    if (found.made().step() != found.given().step()) {
      lines.add(
          "x was moved by "
              + Numbers.setting(found.made().step())
              + " and not by "
              + Numbers.setting(found.given().step())
              + ", as --h says: that is the step which this array's rounding shows.");
    }
    ties(found).ifPresent(lines::add);
    for (Part part : found.parts()) {
      if (part.details().containsKey("side") || part.place() == Part.Place.FIRST) {
        lines.add(part.sentence());
      }
    }
    unmoved(found).ifPresent(lines::add);
    // Where quotients have the same mistake, it is no part of the difference.
    if (found.analytic().verdict() == Verdict.FAIL && !blames(found, "analytic")) {
      found.analytic().causes().stream()
          .findFirst()
          .ifPresent(cause -> lines.add("The analytic array is wrong. " + cause.sentence()));
    }
    if (blames(found, "numeric")) {
      return lines;
    }
    // So here: what both have in common is a mistake of both.
    lines.addAll(found.mistakes());
    if (found.numeric().verdict() == Verdict.FAIL && found.mistakes().isEmpty()) {
      lines.add(
          "The numeric array fails for "
              + excuses(found)
              + ", as difference quotients do, and not for a mistake in how it was computed.");
    }
    return lines;
  }

  private static boolean blames(Explanation found, String side) {
    return found.parts().stream().anyMatch(part -> part.blames(side));
  }

  /** What the parts are that nobody is to blame for, as a reader knows them. */
  private static String excuses(Explanation found) {
    // Beside a mistake of the other array they are small parts.
    List<String> names =
        Stream.of(excuses(found.parts()), excuses(found.rest()))
            .filter(each -> !each.isEmpty())
            .findFirst()
            .orElse(List.of("kinks", "rounding"));
    return String.join(" and ", names);
  }

  private static List<String> excuses(List<Part> parts) {
    return parts.stream()
        .filter(part -> part.isEffect() && !part.details().containsKey("side"))
        .map(Part::name)
        .toList();
  }

  /** Quotients that are exactly zero, where they are most of all. */
  private static Optional<String> unmoved(Explanation found) {
    int all = found.given().x().length;
    return found.parts().stream()
        .filter(part -> part.details().get("unmoved") instanceof Integer)
        .map(part -> (int) part.details().get("unmoved"))
        .filter(count -> 2 * count > all)
        .map(
            count ->
                Numbers.count(count)
                    + " quotients are exactly zero: the "
                    + found.given().elements().function()
                    + " rounds to the same number on both sides, because h is too small or it is"
                    + " nearly constant.")
        .findFirst();
  }

  /** What the ties are, the sentence that the question was about. */
  private static Optional<String> ties(Explanation found) {
    Ties ties = found.ties();
    if (ties.tiedCount() == 0) {
      return Optional.empty();
    }
    String on =
        ties.layers().stream().anyMatch(layer -> layer.pool() && layer.tied() > 0)
            ? "max-pool ties"
            : ties.areNamed() ? "exact ties or kinks" : measured(found);
    return Optional.of(
        Numbers.count(ties.tiedCount())
            + " of "
            + Numbers.count(ties.tied().length)
            + " "
            + found.given().elements().several()
            + " sit on "
            + on
            + ties.because().map(clause -> " " + clause).orElse("")
            + ": there a difference quotient averages two slopes and automatic differentiation"
            + " takes one of them, so that they differ whatever the step.");
  }

  /** Kinks that only an analytic array shows which is not known to be right. */
  private static String measured(Explanation found) {
    return found.analytic().verdict() == Verdict.PASS
        ? "kinks"
        : "kinks, if the analytic gradient is right";
  }

  /**
   * The parts, most important first.
   *
   * @param found the explanation
   * @return a table
   */
  public static Table parts(Explanation found) {
    List<List<String>> rows = new ArrayList<>();
    for (Part part : found.parts()) {
      String share = part.isEffect() ? share(part, "%.1f %%") : "";
      rows.add(List.of(share, Numbers.count(part.coordinates()), part.id(), part.brief()));
    }
    return new Table(
        "What the difference is made of",
        "",
        List.of(
            Column.number("Share"),
            Column.number(found.given().elements().title()),
            Column.text("Cause"),
            Column.text("What it is")),
        rows);
  }

  /**
   * The statistics beside the original's.
   *
   * @param found the explanation
   * @return a table
   */
  public static Table statistics(Explanation found) {
    List<List<String>> rows = new ArrayList<>();
    for (ErrorFormula formula : RELATIVE) {
      Statistics statistics = found.comparison().statistics(formula);
      rows.add(
          List.of(
              formula + ": " + formula.formula(),
              Numbers.format(statistics.median()),
              Numbers.format(statistics.mean()),
              Numbers.format(statistics.geometricMean()),
              Numbers.format(statistics.max())));
    }
    return new Table(
        "Statistics of the errors, d analytic, g numeric",
        "The largest difference is "
            + Numbers.format(found.comparison().statistics(ErrorFormula.ABSOLUTE).max())
            + ", the norm of all relative to the larger gradient's "
            + Numbers.format(found.comparison().normwiseError())
            + ".",
        List.of(
            Column.text("Error"),
            Column.number("Median"),
            Column.number("Mean"),
            Column.number("Geom. mean"),
            Column.number("Maximum")),
        rows);
  }

  /** What to do next of a model, to be copied. */
  static List<String> commands(ExplainSettings settings, ExplainOutcome outcome) {
    List<String> commands = new ArrayList<>();
    if (outcome.isTable()) {
      Pairs.ofWorst(settings, outcome).ifPresent(commands::add);
    }
    Explanation worst = outcome.worst().explanation();
    boolean checkable = worst.given().analytic().shape().equals(worst.given().shape());
    if (settings.index().isEmpty() && checkable && !worst.isZeroAtKinks()) {
      commands.add(by("check", settings).with("--gradient", settings.analytic()).line());
    }
    if (settings.report().isEmpty()) {
      Invocation again = by("explain", settings);
      settings.index().ifPresent(index -> again.with("--index", index));
      again.with("--analytic", settings.analytic()).with("--numeric", settings.numeric());
      again.with("--h", Numbers.setting(settings.step()));
      if (settings.tile() > 1) {
        again.with("--tile", settings.tile());
      }
      commands.add(again.line("--report", "explain.html"));
    }
    return commands;
  }

  private static Invocation by(String command, ExplainSettings settings) {
    Invocation line = Invocation.of(command, settings.of());
    settings.training().ifPresent(training -> training.on(line));
    if (settings.blackBox()) {
      line.with("--black-box");
    }
    return settings.by().equals(By.INPUT) ? line : line.with("--by", settings.by());
  }
}
