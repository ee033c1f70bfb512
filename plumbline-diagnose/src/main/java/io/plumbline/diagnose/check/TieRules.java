package io.plumbline.diagnose.check;

import io.plumbline.evaluate.Point;
import io.plumbline.evaluate.result.TieKind;
import io.plumbline.graph.TieRule;
import io.plumbline.graph.TieRule.Among;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import java.util.stream.Collectors;

/** The consistent rules that make a difference at a point, the commonest first. */
final class TieRules {
  private static final List<Among> WINDOW = List.of(Among.FIRST, Among.SPLIT, Among.LAST);
  private static final List<Among> REDUCTION = List.of(Among.SPLIT, Among.FIRST, Among.LAST);
  private static final List<Among> PAIR = List.of(Among.SPLIT, Among.FIRST, Among.LAST);
  private static final List<Double> BELOW = List.of(1.0, 0.0, 0.5);

  private static final String ORDER = "order ";

  private TieRules() {}

  static List<TieRule> at(Point point, Optional<Among> only) {
    Set<TieKind> ties = point.exactTies();
    List<TieRule> rules = new ArrayList<>();
    for (double below : ties.contains(TieKind.UNIT) ? BELOW : BELOW.subList(0, 1)) {
      for (Among window : choices(WINDOW, ties.contains(TieKind.WINDOW), only)) {
        for (Among reduction : choices(REDUCTION, ties.contains(TieKind.REDUCTION), only)) {
          for (Among pair : choices(PAIR, ties.contains(TieKind.PAIR), only)) {
            rules.add(new TieRule(window, reduction, pair, below));
          }
        }
      }
    }
    return rules;
  }

  private static List<Among> choices(List<Among> all, boolean tied, Optional<Among> only) {
    if (only.isPresent()) {
      return List.of(only.get());
    }
    return tied ? all : all.subList(0, 1);
  }

  /** Who wins a window: by a rule for all, or by an order of places where that is not the first. */
  private static String window(TieRule rule) {
    return rule.orders().isEmpty()
        ? rule.window().name().toLowerCase(Locale.ROOT)
        : rule.orders().entrySet().stream()
            .filter(layer -> !layer.getValue().equals(layer.getValue().stream().sorted().toList()))
            .sorted(Map.Entry.comparingByKey())
            .map(
                layer ->
                    layer.getKey()
                        + " "
                        + layer.getValue().stream()
                            .map(String::valueOf)
                            .collect(Collectors.joining(" ")))
            .collect(Collectors.joining("; ", ORDER, ""));
  }

  /** The rule in words, as far as it matters at the point. */
  static Optional<String> name(Point point, TieRule rule) {
    Set<TieKind> ties = point.exactTies();
    StringJoiner words = new StringJoiner(", ");
    if (ties.contains(TieKind.WINDOW)) {
      words.add(window(rule));
    }
    if (ties.contains(TieKind.REDUCTION)) {
      words.add("reductions " + rule.reduction().name().toLowerCase(Locale.ROOT));
    }
    if (ties.contains(TieKind.PAIR)) {
      words.add("pairs " + rule.pair().name().toLowerCase(Locale.ROOT));
    }
    if (ties.contains(TieKind.UNIT)) {
      words.add("slope at a kink " + (1 - rule.below()) + " of the way from left to right");
    }
    return words.length() == 0 ? Optional.empty() : Optional.of(words.toString());
  }
}
