package io.plumbline.jobs.check.words;

import io.plumbline.core.Euclidean;
import io.plumbline.core.cause.Cause;
import io.plumbline.core.verdict.Agreement;
import io.plumbline.core.verdict.Judgement;
import io.plumbline.core.verdict.Reason;
import io.plumbline.diagnose.check.MistakeTrials;
import io.plumbline.diagnose.check.SampleResult;
import io.plumbline.diagnose.check.SampleResult.FromValues;
import io.plumbline.diagnose.check.SampleResult.Judged;
import io.plumbline.evaluate.result.Differences.Standing;
import io.plumbline.jobs.check.outcome.CheckOutcome;
import io.plumbline.jobs.check.outcome.CheckOutcome.Checked;
import io.plumbline.jobs.check.outcome.CheckSettings;
import io.plumbline.jobs.check.outcome.Derivative;
import io.plumbline.jobs.check.outcome.WorstTable;
import io.plumbline.jobs.input.ModelAndSamples;
import io.plumbline.jobs.input.PreparedInput;
import io.plumbline.report.Numbers;
import io.plumbline.report.Sentences;
import io.plumbline.report.Table;
import io.plumbline.report.VerdictPanel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** One gradient's verdict in words, for every renderer. */
public final class VerdictWords {
  private static final int MOST_CHOICES = 3;

  /** Where no more than this part of the coordinates can be decided, it is the whole that is. */
  private static final double HARDLY_ANY = 0.01;

  private final CheckOutcome outcome;
  private final Checked checked;
  private final SampleResult result;
  private final Optional<Judged> judged;
  private final List<Slip> slips;

  private VerdictWords(CheckOutcome outcome, Checked checked) {
    this.outcome = outcome;
    this.checked = checked;
    this.result = checked.result();
    this.judged = result.judged();
    this.slips = Slip.of(outcome, checked);
  }

  /** What a line is about: the answer itself, numbers behind it, or how it was found. */
  private enum Topic {
    ANSWER,
    NUMBERS,
    HOW
  }

  private record Line(Topic topic, String text) {}

  /**
   * Says it.
   *
   * @param outcome the check
   * @param checked one of its samples
   * @return headline, explanation, causes, worst coordinates and what to do next
   */
  public static VerdictPanel of(CheckOutcome outcome, Checked checked) {
    return new VerdictWords(outcome, checked).verdict();
  }

  private VerdictPanel verdict() {
    return panel(
        lines().stream().map(Line::text).toList(),
        WorstTable.of(checked.variable(), judged.map(Judged::worst).orElse(List.of())));
  }

  /**
   * The answer alone, for a page that shows numbers, coordinates and the way there below it.
   *
   * @param outcome the check
   * @param checked one of its samples
   * @return headline, causes, what belongs to the answer, and what to do next
   */
  public static VerdictPanel answer(CheckOutcome outcome, Checked checked) {
    VerdictWords words = new VerdictWords(outcome, checked);
    return words.panel(words.about(Topic.ANSWER), Optional.empty());
  }

  /** How the answer was found, a sentence each. */
  public static List<String> how(CheckOutcome outcome, Checked checked) {
    return new VerdictWords(outcome, checked).about(Topic.HOW);
  }

  private List<String> about(Topic topic) {
    return lines().stream().filter(line -> line.topic() == topic).map(Line::text).toList();
  }

  private VerdictPanel panel(List<String> explanation, Optional<Table> worst) {
    return new VerdictPanel(
        checked.verdict(),
        headline(),
        explanation,
        result.causes().stream().map(c -> new VerdictPanel.Cause(c.id(), c.sentence())).toList(),
        worst,
        next());
  }

  private String headline() {
    Optional<Reason> reason = checked.decision().reason();
    if (ended().isPresent()) {
      return EndedWords.HEADLINE;
    } else if (reason.isPresent()) {
      return Sentences.capital(words(reason.get()).fault()) + ".";
    }
    Judgement judgement = judged.orElseThrow().judgement();
    int all = judgement.agreements().length;
    int wrong = judgement.count(Agreement.DISAGREES);
    if (wrong > 0) {
      String cause = result.causes().isEmpty() ? "" : ": " + result.causes().get(0).id();
      return noun()
          + " is wrong"
          + (all == 1 ? "" : " at " + of(wrong, all) + " coordinates")
          + cause
          + ".";
    }
    if (checked.verdict() == io.plumbline.core.verdict.Verdict.FAIL) {
      return noun()
          + " is wrong as a whole: it is off by "
          + Numbers.percent(judged.orElseThrow().normError())
          + " of the derivative's norm, more than kinks and noise together explain.";
    }
    int undecided = open(judgement);
    if (all - undecided <= HARDLY_ANY * all) {
      return noun()
          + " is right as a whole, but for "
          + Numbers.percent(judged.orElseThrow().normError())
          + " of the derivative's norm, which is rounding; single coordinates drown in it.";
    }
    if (undecided == 0) {
      return noun()
          + " is right"
          + (all == 1 ? "." : " at all " + Numbers.count(all) + " coordinates.");
    }
    return noun()
        + " is right at all "
        + Numbers.count(all - undecided)
        + " coordinates that can be decided, of "
        + Numbers.count(all)
        + ".";
  }

  private OpenWords words(Reason reason) {
    double mustSee = judged.map(Judged::mustSee).orElse(outcome.mustSee());
    return new OpenWords(reason, outcome.arithmetic(), mustSee);
  }

  private Optional<SampleResult.Ended> ended() {
    return result instanceof SampleResult.Unjudged open ? open.ended() : Optional.empty();
  }

  private String noun() {
    return outcome.settings().derivative().isPresent() ? "The derivative" : "The gradient";
  }

  private List<Line> lines() {
    List<Line> lines = new ArrayList<>();
    lines.add(new Line(Topic.HOW, subject()));
    if (outcome.samples().size() == 1) {
      outcome.input().map(PreparedInput::sentence).ifPresent(add(lines, Topic.HOW));
    }
    judged.ifPresent(one -> addTo(lines, one));
    ended().map(EndedWords::of).orElse(List.of()).forEach(add(lines, Topic.ANSWER));
    slips.stream().map(Slip::sentence).forEach(add(lines, Topic.ANSWER));
    if (!checked.planted().isEmpty()) {
      lines.add(new Line(Topic.ANSWER, planted()));
    }
    checked
        .decision()
        .reason()
        .map(reason -> words(reason).advice(judged))
        .map(advice -> "To decide it: " + advice + ".")
        .ifPresent(add(lines, Topic.ANSWER));
    return lines;
  }

  private static Consumer<String> add(List<Line> lines, Topic topic) {
    return text -> lines.add(new Line(topic, text));
  }

  private void addTo(List<Line> lines, Judged one) {
    boolean wrong = checked.verdict() == io.plumbline.core.verdict.Verdict.FAIL;
    lines.add(new Line(Topic.ANSWER, counts(one)));
    if (result.reason().filter(Reason::isOfZero).isPresent()) {
      lines.add(
          new Line(
              Topic.ANSWER,
              "The derivative's norm is "
                  + Numbers.format(Euclidean.norm(one.derivative().values()))
                  + ", the gradient's "
                  + Numbers.format(Euclidean.norm(result.gradient()))
                  + "."));
      return;
    }
    if (!Arrays.stream(one.derivative().values()).allMatch(Double::isFinite)) {
      lines.add(
          new Line(
              Topic.ANSWER,
              "The derivative is no finite number here, so there is nothing to measure it by."));
      return;
    }
    one.fromNetwork()
        .ifPresent(
            network -> {
              BasisWords.of(network.basis()).forEach(add(lines, Topic.HOW));
              network
                  .tieRule()
                  .map(rule -> TieWords.sentence(rule, wrong))
                  .ifPresent(add(lines, Topic.HOW));
              choices(network.choices()).ifPresent(add(lines, Topic.HOW));
            });
    one.fromValues().map(VerdictWords::measured).ifPresent(add(lines, Topic.HOW));
    lines.add(new Line(Topic.NUMBERS, differences(one)));
    PowerWords.of(one, outcome.settings().mustSee()).forEach(add(lines, Topic.ANSWER));
  }

  private String subject() {
    Optional<Derivative> derivative = outcome.settings().derivative();
    if (derivative.isPresent()) {
      Derivative.Kind kind = derivative.get().kind();
      return Sentences.capital(kind.of(checked.variable().name().orElse("")))
          + (kind.isOfOutputs() ? "" : " of the " + outcome.settings().of().loss().name())
          + "; judged as computed in "
          + outcome.arithmetic()
          + ".";
    }
    ModelAndSamples of = outcome.settings().of();
    boolean known = ended().isPresent() || !result.reason().equals(Optional.of(Reason.OUT_OF_TIME));
    return Sentences.capital(of.loss().name())
        + (known ? " " + Numbers.format(result.loss()) : "")
        + outcome.labelOf(checked).map(label -> " for label " + label).orElse("")
        + outcome.together().map(all -> ", " + all).orElse("")
        + checked
            .target()
            .positions()
            .map(
                each ->
                    ", the "
                        + of.loss().overPositions()
                        + " over "
                        + Numbers.count(each.count())
                        + " positions")
            .orElse("")
        + "; "
        + (outcome.settings().hasGradient() ? "the gradient" : "PyTorch's gradient")
        + checked.variable().name().map(name -> " by " + name).orElse("")
        + " judged as computed in "
        + outcome.arithmetic()
        + ".";
  }

  private String counts(Judged one) {
    Judgement judgement = one.judgement();
    int tied = tied(one);
    return Numbers.count(judgement.count(Agreement.AGREES))
        + " agree, "
        + Numbers.count(judgement.count(Agreement.DISAGREES))
        + " disagree, "
        + Numbers.count(open(judgement))
        + (blackBox() ? " cannot be decided" : " drown in rounding")
        + (tied == 0
            ? blackBox() ? "; none shows a kink." : "; none lies on a tie."
            : "; "
                + Numbers.count(tied)
                + (blackBox() ? " show" : " lie on an exact tie or")
                + (blackBox() ? " a kink." : " kink."));
  }

  private boolean blackBox() {
    return outcome.settings().blackBox();
  }

  private static String measured(FromValues measured) {
    return "Difference quotients of the model as a black box: step "
        + Numbers.format(measured.step())
        + ", noise of the loss "
        + Numbers.format(measured.noise())
        + ".";
  }

  /** How many coordinates lie on an exact tie or kink. */
  public static int tied(Judged judged) {
    return judged.derivative().count(Standing.TIED);
  }

  /** How many coordinates neither agree nor disagree. */
  public static int open(Judgement judgement) {
    return judgement.count(Agreement.UNDECIDED) + judgement.count(Agreement.DOUBTFUL);
  }

  private static Optional<String> choices(List<String> choices) {
    if (choices.isEmpty()) {
      return Optional.empty();
    }
    String names = choices.stream().limit(MOST_CHOICES).collect(Collectors.joining("; "));
    String more = choices.size() > MOST_CHOICES ? "; …" : "";
    return Optional.of(
        "Near-ties that rounding decided the other way: "
            + choices.size()
            + " ("
            + names
            + more
            + ").");
  }

  private static String differences(Judged one) {
    return "Largest difference "
        + Numbers.format(one.maxError())
        + "; the differences' norm is "
        + Numbers.format(one.normError())
        + " of the derivative's.";
  }

  private String planted() {
    List<MistakeTrials.Trial> planted = checked.planted();
    long caught = planted.stream().filter(p -> p.outcome() == MistakeTrials.Outcome.CAUGHT).count();
    long none =
        planted.stream().filter(p -> p.outcome() == MistakeTrials.Outcome.NO_CHANGE).count();
    long open =
        planted.stream().filter(p -> p.outcome() == MistakeTrials.Outcome.NOT_ACCEPTED).count();
    String missed =
        planted.stream()
            .filter(p -> p.outcome() == MistakeTrials.Outcome.MISSED)
            .map(MistakeTrials.Trial::mistake)
            .collect(Collectors.joining(", "));
    return "Self-test: "
        + caught
        + " of "
        + (planted.size() - none)
        + " planted mistakes caught"
        + (open == 0 ? "" : ", " + open + " not accepted")
        + (missed.isEmpty() ? "." : "; not caught: " + missed + ".");
  }

  private List<String> next() {
    CheckSettings settings = outcome.settings();
    List<String> next = new ArrayList<>(slips.stream().map(Slip::command).toList());
    switch (checked.verdict()) {
      case PASS -> {
        if (!settings.selfTest()) {
          next.add(settings.invocation().line("--self-test"));
        }
      }
      case FAIL -> {
        if (settings.gradient().isPresent() && !settings.blackBox()) {
          next.add(settings.question().line());
        }
      }
      case INCONCLUSIVE -> {
        if (!settings.hasGradient() && settings.precision().isEmpty()) {
          next.add(settings.question().line("--precision", "float64"));
        }
      }
    }
    if (settings.files().report().isEmpty()) {
      next.add(settings.invocation().line("--report", "check.html"));
    }
    return next;
  }

  private static String of(int some, int all) {
    return some == all
        ? "all " + Numbers.count(all)
        : Numbers.count(some) + " of " + Numbers.count(all);
  }

  /** The first cause's id, or nothing. */
  static String cause(SampleResult result) {
    return result.causes().stream().findFirst().map(Cause::id).orElse("");
  }
}
