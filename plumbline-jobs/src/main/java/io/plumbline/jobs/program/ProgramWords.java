package io.plumbline.jobs.program;

import io.plumbline.core.check.CheckResult;
import io.plumbline.core.check.Inputs;
import io.plumbline.core.check.Relation;
import io.plumbline.core.function.Precision;
import io.plumbline.core.verdict.Agreement;
import io.plumbline.core.verdict.Reason;
import io.plumbline.core.verdict.Verdict;
import io.plumbline.jobs.input.Invocation;
import io.plumbline.jobs.input.SampleArrays;
import io.plumbline.report.FunctionEvidence;
import io.plumbline.report.Numbers;
import io.plumbline.report.Sentences;
import io.plumbline.report.VerdictPanel;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The verdict on a program in words, for every renderer. */
final class ProgramWords {
  private static final int MOST_ROWS = 5;

  private final ProgramOutcome outcome;
  private final CheckResult result;

  private ProgramWords(ProgramOutcome outcome) {
    this.outcome = outcome;
    this.result = outcome.result();
  }

  static VerdictPanel of(ProgramOutcome outcome) {
    ProgramWords words = new ProgramWords(outcome);
    CheckResult result = outcome.result();
    return new VerdictPanel(
        result.verdict(),
        words.headline(),
        words.explanation(),
        result.causes().stream().map(c -> new VerdictPanel.Cause(c.id(), c.sentence())).toList(),
        FunctionEvidence.worst(result),
        words.next());
  }

  private String headline() {
    if (result.reason().isPresent()) {
      return Sentences.capital(result.reason().get().sentence()) + ".";
    }
    if (result.verdict() == Verdict.PASS) {
      return "The derivative is right" + where() + ".";
    }
    int wrong = result.count(Agreement.DISAGREES);
    String cause = result.causes().isEmpty() ? "" : ": " + result.causes().get(0).id();
    return wrong == 0
        ? "What must be equal is not."
        : "The derivative is wrong at " + count(wrong) + " of " + entries() + cause + ".";
  }

  private String where() {
    if (result.isSampled()) {
      return " along random directions through all "
          + count(result.total())
          + " entries, and at "
          + entries();
    }
    String together = result.isSurveyed() ? " together" : "";
    return result.entries().size() == 1 ? "" : " at all " + entries() + together;
  }

  private String entries() {
    int all = result.entries().size();
    return all == 1
        ? "1 entry"
        : count(all) + " entries" + (result.isSampled() ? " looked at singly" : "");
  }

  private static String count(long number) {
    return Numbers.count(number);
  }

  private List<String> explanation() {
    List<String> lines = new ArrayList<>();
    lines.add(subject());
    result.detail().ifPresent(lines::add);
    if (!result.entries().isEmpty()) {
      lines.add(counts());
    }
    result.relations().stream()
        .filter(Relation::disagrees)
        .limit(MOST_ROWS)
        .map(
            each ->
                "Not equal: "
                    + each.name()
                    + ": "
                    + Numbers.format(each.left())
                    + " and "
                    + Numbers.format(each.right())
                    + ", allowed "
                    + Numbers.format(each.allowed())
                    + ".")
        .forEach(lines::add);
    result
        .power()
        .filter(power -> result.passed())
        .map(
            power ->
                "A mistake of "
                    + Numbers.format(power.hidden())
                    + " of the derivative's norm would have been seen.")
        .ifPresent(lines::add);
    result.reason().map(Reason::advice).ifPresent(a -> lines.add("To decide it: " + a + "."));
    return lines;
  }

  private String subject() {
    Inputs at = result.at();
    String inputs =
        at.names().stream()
            .map(name -> name + " " + at.shape(name))
            .collect(Collectors.joining(", "));
    double[] value = result.value();
    return "Checked: "
        + outcome.checked()
        + ", at "
        + inputs
        + switch (value.length) {
          case 0 -> "";
          case 1 -> ", where the value is " + Numbers.format(value[0]);
          default -> ", of " + count(value.length) + " outputs";
        }
        + ", in "
        + SampleArrays.word(outcome.precision())
        + ", against differences of "
        + Numbers.count(result.evaluations())
        + " evaluations.";
  }

  private String counts() {
    int wrong = result.count(Agreement.DISAGREES);
    int agree = result.count(Agreement.AGREES);
    return count(agree)
        + " agree, "
        + count(wrong)
        + " wrong, "
        + count(result.entries().size() - agree - wrong)
        + " undecided.";
  }

  private List<String> next() {
    ProgramSettings settings = outcome.settings();
    if (result.passed() || settings.files().report().isPresent()) {
      return List.of();
    }
    Invocation line = settings.of().line("check");
    settings.gradient().ifPresent(file -> line.with("--gradient", file));
    settings.precision().ifPresent(given -> line.with("--precision", SampleArrays.word(given)));
    settings.relativeTolerance().ifPresent(given -> line.with("--rtol", given));
    if (settings.isSurveyed() || mayBeSurveyed()) {
      line.with("--survey");
    }
    return List.of(line.with("--seed", settings.seed()).with("--report", "report.html").line());
  }

  /** Whether all entries together may show what each alone does not. */
  private boolean mayBeSurveyed() {
    return outcome.precision() == Precision.FLOAT32
        && outcome.settings().gradient().isPresent()
        && result
            .reason()
            .filter(each -> each == Reason.NOISY_VALUES || each == Reason.NOT_SMOOTH)
            .isPresent();
  }
}
