package io.plumbline.jobs.check;

import io.plumbline.core.verdict.Tier;
import io.plumbline.diagnose.check.SampleResult.FromNetwork;
import io.plumbline.diagnose.check.SampleResult.Judged;
import io.plumbline.jobs.input.LossSettings;
import io.plumbline.report.Numbers;
import io.plumbline.report.Table;
import io.plumbline.report.Table.Column;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What was decided on the way to a verdict without being asked for, or because it was. */
public final class DecidedTable {
  private DecidedTable() {}

  /**
   * The table.
   *
   * @param asked what the check was asked for
   * @param outcome what came of it
   * @return a line for each decision; those of ties and evidence have all that samples have
   */
  public static Table of(CheckSettings asked, CheckOutcome outcome) {
    List<List<String>> rows = new ArrayList<>();
    LossSettings loss = asked.of().loss();
    rows.add(
        List.of(
            "Loss",
            outcome.settings().of().loss().name(),
            loss.choice().isPresent() ? "as asked for" : "it fits the model's outputs"));
    loss.kind()
        .ifPresent(kind -> rows.add(List.of("Output", word(kind), "--" + word(kind) + " says so")));
    outcome
        .samples()
        .get(0)
        .variable()
        .layout()
        .ifPresent(layout -> rows.add(List.of("Layout", word(layout), "the shape says so")));
    asked
        .of()
        .preprocessing()
        .layout()
        .ifPresent(layout -> rows.add(List.of("Array", layout.toString(), "--layout says so")));
    rows.add(List.of("Arithmetic", outcome.arithmetic().toString(), arithmetic(asked)));
    String rules =
        network(outcome)
            .map(FromNetwork::tieRule)
            .flatMap(Optional::stream)
            .distinct()
            .collect(Collectors.joining(", "));
    if (!rules.isEmpty()) {
      rows.add(
          List.of(
              "Tie rule",
              rules,
              asked.tieRule().isPresent()
                  ? "--tie-rule says so"
                  : "the gradient comes nearest to it"));
    }
    network(outcome)
        .map(each -> each.basis().tier())
        .distinct()
        .forEach(tier -> rows.add(List.of("Evidence", word(tier), meaning(tier))));
    rows.add(
        List.of(
            "Allowed",
            Numbers.setting(asked.relativeTolerance()),
            "beside rounding, relative to each derivative"));
    rows.add(
        List.of(
            "Must see",
            Numbers.percent(asked.mustSee()),
            "of the norm: a PASS may overlook no larger mistake"));
    return new Table(
        "What was decided",
        "",
        List.of(Column.text("What"), Column.text("Is"), Column.text("Because")),
        rows);
  }

  private static Stream<FromNetwork> network(CheckOutcome outcome) {
    return outcome.samples().stream()
        .map(each -> each.result().judged())
        .flatMap(Optional::stream)
        .map(Judged::fromNetwork)
        .flatMap(Optional::stream);
  }

  private static String arithmetic(CheckSettings asked) {
    if (asked.arithmetic().isPresent()) {
      return "--precision says so";
    }
    return asked.hasGradient()
        ? "the gradient's array, or the model's weights, are stored so"
        : "the engine computes in it";
  }

  private static String meaning(Tier tier) {
    return switch (tier) {
      case PROVEN -> "the bounds hold whatever rounding does";
      case FIRST_ORDER -> "products of two roundings are neglected";
      case MEASURED -> "rounding was sampled, which has a chance to miss it";
    };
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
