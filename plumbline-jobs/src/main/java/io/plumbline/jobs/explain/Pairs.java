package io.plumbline.jobs.explain;

import io.plumbline.core.verdict.Verdict;
import io.plumbline.diagnose.explain.Explanation;
import io.plumbline.jobs.input.Invocation;
import io.plumbline.report.Numbers;
import io.plumbline.report.Table;
import io.plumbline.report.Table.Column;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What is said of several pairs of arrays, each by a tensor. */
final class Pairs {
  private Pairs() {}

  static String headline(ExplainOutcome outcome) {
    List<String> counts = new ArrayList<>();
    count(counts, outcome, Verdict.PASS, "right");
    count(counts, outcome, Verdict.FAIL, "wrong");
    count(counts, outcome, Verdict.INCONCLUSIVE, "undecided");
    return "Of "
        + Numbers.count(outcome.explained().size())
        + (outcome.explained().size() == 1 ? " analytic gradient " : " analytic gradients ")
        + String.join(", ", counts)
        + ".";
  }

  private static void count(
      List<String> counts, ExplainOutcome outcome, Verdict verdict, String word) {
    long count = outcome.explained().stream().filter(each -> each.verdict() == verdict).count();
    if (count > 0) {
      counts.add(Numbers.count(count) + (count == 1 ? " is " : " are ") + word);
    }
  }

  /** A line for each, the worst first. */
  static Table table(ExplainOutcome outcome) {
    return new Table(
        "Tensor by tensor",
        "The difference is its norm relative to the larger of the two arrays.",
        List.of(
            Column.text("Tensor"),
            Column.text("Shape"),
            Column.text("Analytic"),
            Column.text("Numeric"),
            Column.number("Difference"),
            Column.text("Mostly")),
        outcome.explained().stream().map(Pairs::row).toList());
  }

  private static List<String> row(Explained each) {
    Explanation found = each.explanation();
    return List.of(
        each.tensor().orElse(""),
        found.given().shape().toString(),
        each.verdict().name(),
        found.numeric().verdict().name(),
        Numbers.format(found.comparison().normwiseError()),
        Answer.mostly(found)
            .map(part -> Answer.share(part, "%.0f %%") + " " + part.id() + ": " + part.brief())
            .orElse("equal"));
  }

  /** The command that explains the worst alone, where its arrays can be asked for by name. */
  static Optional<String> ofWorst(ExplainSettings settings, ExplainOutcome outcome) {
    if (Stream.of(settings.analytic(), settings.numeric())
        .anyMatch(file -> file.toString().endsWith(".npy"))) {
      return Optional.empty();
    }
    return Optional.of(
        Invocation.of("explain", settings.of())
            .with("--by", outcome.worst().tensor().orElseThrow())
            .with("--analytic", settings.analytic())
            .with("--numeric", settings.numeric())
            .with("--h", Numbers.setting(settings.step()))
            .line());
  }
}
