package io.plumbline.cli;

import io.plumbline.diagnose.check.CheckOptions;
import io.plumbline.diagnose.check.Coordinates;
import io.plumbline.graph.TieRule;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say by what rule gradients are judged. */
final class RuleOptions {
  private static final String ANY = "any";

  /** What may be asked for; any rule where absent. */
  static final List<Optional<TieRule.Among>> TIE_RULES =
      Stream.concat(
              Stream.of(Optional.<TieRule.Among>empty()),
              Stream.of(TieRule.Among.values()).map(Optional::of))
          .toList();

  @Option(
      names = "--precision",
      paramLabel = "P",
      completionCandidates = OptionWords.Precisions.class,
      description =
          "What the gradient was computed in: float32, float64, float16, bfloat16, tf32, or autocast"
              + " (matrix products in bfloat16, all else in float32). Default: float16 for a float16 array, else float32; also for a float64 array, because a"
              + " model stored in float32 defines its function only to float32.")
  private @Nullable String precision;

  @Option(
      names = "--rtol",
      paramLabel = "R",
      description =
          "Allowed beside rounding, relative to each derivative (default 1e-3; of a program what its"
              + " arithmetic explains).")
  private @Nullable Double relativeTolerance;

  @Option(
      names = "--must-see",
      paramLabel = "PART",
      description =
          "The largest mistake, as a part of the gradient's norm, that a PASS may overlook (default"
              + " 0.01; in float16, bfloat16, tf32 and autocast five times what their rounding does"
              + " to the norm, at most 0.5). Where more could hide, the answer is INCONCLUSIVE.")
  private @Nullable Double mustSee;

  @Option(
      names = "--tie-rule",
      paramLabel = "RULE",
      completionCandidates = OptionWords.TieRules.class,
      description =
          "Who may win exact ties: any (default: any one consistent rule), first, last or split.")
  private String tieRule = ANY;

  @Option(
      names = "--coordinates",
      paramLabel = "C",
      description =
          "Which coordinates are differenced one by one: auto (default: all where that is quick,"
              + " else the derivative is proved as a whole and few besides), all, a number of them"
              + " drawn by the seed, or their numbers, as 0,17,300.")
  private String coordinates = "auto";

  @Option(
      names = "--seed",
      paramLabel = "S",
      description = "What is drawn at random follows from it (default 1).")
  private long seed = CheckOptions.SEED;

  /** What the gradient was computed in, of those that may be meant; its array says so if absent. */
  <E extends Enum<E>> Optional<E> precision(List<E> all) {
    return Optional.ofNullable(precision)
        .map(given -> SampleOptions.choice("--precision", given, all));
  }

  /** What is allowed beside rounding. */
  Optional<Double> relativeTolerance() {
    return Optional.ofNullable(relativeTolerance);
  }

  /** The largest mistake that a pass may overlook; what is usual where absent. */
  Optional<Double> mustSee() {
    return Optional.ofNullable(mustSee);
  }

  /** Who wins exact ties; any consistent rule where absent. */
  Optional<TieRule.Among> tieRule() {
    return SampleOptions.choice("--tie-rule", tieRule, TIE_RULES, RuleOptions::word);
  }

  /** How a rule is asked for. */
  static String word(Optional<TieRule.Among> rule) {
    return rule.map(SampleOptions::word).orElse(ANY);
  }

  /** Which coordinates are differenced one by one. */
  Coordinates coordinates() {
    return Coordinates.parse(coordinates);
  }

  /** What is drawn follows from it. */
  long seed() {
    return seed;
  }
}
