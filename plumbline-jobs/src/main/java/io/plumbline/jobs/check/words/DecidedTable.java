package io.plumbline.jobs.check.words;

import io.plumbline.core.verdict.Tier;
import io.plumbline.diagnose.check.SampleResult.FromNetwork;
import io.plumbline.diagnose.check.SampleResult.Judged;
import io.plumbline.jobs.check.outcome.CheckOutcome;
import io.plumbline.jobs.check.outcome.CheckSettings;
import io.plumbline.jobs.input.Decisions;
import io.plumbline.report.Numbers;
import io.plumbline.report.Table;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What was decided on the way to a verdict. */
public final class DecidedTable {
  private DecidedTable() {}

  /**
   * The table of a check.
   *
   * @param asked what the check was asked for
   * @param outcome what came of it
   * @return a line for each decision; those of ties and evidence have all that samples have
   */
  public static Table of(CheckSettings asked, CheckOutcome outcome) {
    Decisions decisions =
        new Decisions()
            .loss(asked.of().loss(), outcome.settings().of().loss())
            .layout(outcome.samples().get(0).variable().layout(), asked.of().preprocessing())
            .add("Arithmetic", outcome.arithmetic().toString(), arithmetic(asked));
    evidence(decisions, network(outcome), asked.tieRule().isPresent());
    return rules(decisions, asked, Numbers.percent(outcome.mustSee())).table();
  }

  /**
   * Why rounding is that of an arithmetic.
   *
   * @param asked what the check was asked for
   * @return a clause
   */
  public static String arithmetic(CheckSettings asked) {
    if (asked.arithmetic().isPresent()) {
      return "--precision says so";
    }
    return asked.hasGradient()
        ? "the gradient's array, or the model's weights, are stored so"
        : "the engine computes in it";
  }

  /**
   * Adds how ties were broken, and what bounds of the derivatives rest on.
   *
   * @param decisions to add to
   * @param found of each gradient that was held against a network
   * @param asked whether a tie rule was asked for
   */
  public static void evidence(Decisions decisions, Collection<FromNetwork> found, boolean asked) {
    String rules =
        found.stream()
            .map(FromNetwork::tieRule)
            .flatMap(Optional::stream)
            .distinct()
            .collect(Collectors.joining(", "));
    if (!rules.isEmpty()) {
      decisions.add(
          "Tie rule", rules, asked ? "--tie-rule says so" : "the gradient comes nearest to it");
    }
    found.stream()
        .map(each -> each.basis().tier())
        .distinct()
        .forEach(tier -> decisions.add("Evidence", Decisions.word(tier), meaning(tier)));
  }

  /**
   * Adds what was allowed, and what had to be seen.
   *
   * @param decisions to add to
   * @param asked what the check was asked for
   * @param mustSee the largest mistake that a pass may overlook, in words
   * @return these
   */
  public static Decisions rules(Decisions decisions, CheckSettings asked, String mustSee) {
    return decisions
        .add(
            "Allowed",
            Numbers.setting(asked.relativeTolerance()),
            "beside rounding, relative to each derivative")
        .add(
            "Must see",
            mustSee,
            asked.mustSee().isPresent()
                ? "of the norm, as --must-see says: a PASS may overlook no larger mistake"
                : "of the norm: a PASS may overlook no larger mistake");
  }

  private static List<FromNetwork> network(CheckOutcome outcome) {
    return outcome.samples().stream()
        .map(each -> each.result().judged())
        .flatMap(Optional::stream)
        .map(Judged::fromNetwork)
        .flatMap(Optional::stream)
        .toList();
  }

  private static String meaning(Tier tier) {
    return switch (tier) {
      case PROVEN -> "the bounds hold whatever rounding does";
      case FIRST_ORDER -> "products of two roundings are neglected";
      case MEASURED -> "rounding was sampled, which has a chance to miss it";
    };
  }
}
