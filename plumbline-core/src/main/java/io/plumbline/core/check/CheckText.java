package io.plumbline.core.check;

import io.plumbline.core.cause.Cause;
import io.plumbline.core.verdict.Agreement;
import io.plumbline.core.verdict.Reason;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A result in words, always in one order: the verdict; the causes by id; the worst entries, each
 * with its index, what was given, the derivative ± its bound, the difference and what is allowed;
 * what to do next.
 */
final class CheckText {
  private static final int MOST_ROWS = 5;
  private static final int MOST_VALUES = 8;
  private static final List<String> HEAD =
      List.of("Entry", "Given", "Derivative", "± bound", "Difference", "Allowed", "");

  private CheckText() {}

  static String of(CheckResult result) {
    StringBuilder text = new StringBuilder(result.verdict() + ": " + sentence(result)).append('\n');
    for (Cause cause : result.causes()) {
      text.append("- ").append(cause.id()).append(": ").append(cause.sentence()).append('\n');
    }
    result.detail().ifPresent(detail -> text.append("- ").append(detail).append('\n'));
    reseeded(result, text);
    relations(result, text);
    table(result, text);
    result
        .reason()
        .ifPresent(reason -> text.append("To decide it: ").append(reason.advice()).append(".\n"));
    text.append("Again: ").append(reproduction(result)).append('\n');
    return text.toString();
  }

  private static void reseeded(CheckResult result, StringBuilder text) {
    List<Long> seeds = result.reseeded();
    if (!seeds.isEmpty()) {
      text.append("- Reseeded before every call: ");
      text.append(
          result.passed()
              ? "right with each of the seeds "
                  + seeds.stream().map(String::valueOf).collect(Collectors.joining(", "))
              : "this is with the seed " + seeds.get(seeds.size() - 1));
      text.append(".\n");
    }
  }

  /** The two numbers that are furthest apart. */
  private static void relations(CheckResult result, StringBuilder text) {
    List<Relation> apart = result.relations().stream().filter(Relation::disagrees).toList();
    apart.stream()
        .max(Comparator.comparing(each -> Math.abs(each.left() - each.right()) / each.allowed()))
        .ifPresent(
            worst -> {
              text.append("- Not equal: ").append(worst.name()).append(": ");
              text.append(ShownNumbers.number(worst.left())).append(" and ");
              text.append(ShownNumbers.number(worst.right())).append(", allowed ");
              text.append(ShownNumbers.size(worst.allowed()));
              text.append(apart.size() > 1 ? "; and " + (apart.size() - 1) + " more.\n" : ".\n");
            });
  }

  static String sentence(CheckResult result) {
    int size = result.entries().size();
    return switch (result.verdict()) {
      case PASS ->
          (result.isSampled()
                  ? "along random directions through all "
                      + entries(result.total())
                      + ", and "
                      + entries(size)
                      + " singly, it is"
                  : (result.isSurveyed() ? "all " + entries(size) + " together are" : each(size)))
              + " right; a mistake of "
              + percent(result)
              + " would have been seen ("
              + ShownNumbers.count(result.evaluations(), "evaluation", "evaluations")
              + ").";
      case FAIL -> wrong(result, size);
      case INCONCLUSIVE -> result.reason().map(Reason::sentence).orElse("nothing was proved") + ".";
    };
  }

  private static String each(int count) {
    return ShownNumbers.count(count, "entry is", "entries are");
  }

  private static String entries(long count) {
    return ShownNumbers.count(count, "entry", "entries");
  }

  private static String percent(CheckResult result) {
    double hidden = result.power().map(power -> power.hidden()).orElse(Double.NaN);
    return ShownNumbers.size(hidden) + " of the gradient's norm";
  }

  private static String wrong(CheckResult result, int size) {
    int wrong = result.count(Agreement.DISAGREES);
    if (wrong == 0) {
      return "what must be equal is not.";
    }
    String of =
        result.isSampled()
            ? " of the " + size + " entries looked at singly"
            : " of " + entries(size);
    return (size == 1 ? "the one entry" : wrong + of)
        + (wrong == 1 ? " is" : " are")
        + " further off than anything explains.";
  }

  private static void table(CheckResult result, StringBuilder text) {
    List<Entry> worst = result.worst(MOST_ROWS);
    if (worst.isEmpty()) {
      return;
    }
    List<List<String>> rows = new ArrayList<>();
    rows.add(HEAD);
    worst.forEach(each -> rows.add(cells(each)));
    int[] widths = new int[HEAD.size()];
    for (List<String> row : rows) {
      for (int column = 0; column < widths.length; column++) {
        widths[column] = Math.max(widths[column], row.get(column).length());
      }
    }
    text.append('\n');
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int column = 0; column < widths.length; column++) {
        String pad = " ".repeat(widths[column] - row.get(column).length());
        boolean left = column == 0 || column == widths.length - 1;
        line.append(column == 0 ? "" : "  ");
        line.append(left ? row.get(column) + pad : pad + row.get(column));
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    int more = result.entries().size() - result.count(Agreement.AGREES) - worst.size();
    text.append(more > 0 ? "and " + ShownNumbers.count(more, "more", "more") + "\n" : "")
        .append('\n');
  }

  private static List<String> cells(Entry entry) {
    return List.of(
        entry.place(),
        ShownNumbers.number(entry.given()),
        ShownNumbers.number(entry.estimate()),
        ShownNumbers.size(entry.bound()),
        ShownNumbers.size(entry.difference()),
        ShownNumbers.size(entry.allowed()),
        state(entry));
  }

  private static String state(Entry entry) {
    if (entry.agreement() == Agreement.DISAGREES) {
      return Double.isFinite(entry.bound())
          ? "wrong"
          : "wrong: not between the slopes to its sides";
    }
    return "undecided: " + entry.reason().map(Reason::name).orElse(entry.obtained());
  }

  static String reproduction(CheckResult result) {
    String survey = result.isSurveyed() ? ".surveyed()" : "";
    return "GradientCheck.of(…)"
        + survey
        + ".at("
        + point(result.at())
        + ").seed("
        + result.seed()
        + ").check()";
  }

  private static String point(Inputs at) {
    double[] x = at.flat();
    if (at.names().size() > 1) {
      return "inputs " + String.join(", ", at.names());
    }
    String first =
        Arrays.stream(x)
            .limit(MOST_VALUES)
            .mapToObj(Double::toString)
            .collect(Collectors.joining(", "));
    return x.length <= MOST_VALUES ? first : "x = " + first + ", … " + x.length + " values";
  }
}
