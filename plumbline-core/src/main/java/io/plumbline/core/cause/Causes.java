package io.plumbline.core.cause;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Explains wrong gradients: tests every hypothesis against the derivative and orders those that
 * explain the data. First comes the one that costs least, in nats: what it leaves unexplained
 * ({@link Misfit}) plus the price of its free numbers, so that a specific hypothesis stands before
 * a pliable one where both fit.
 */
public final class Causes {
  /** A cause that costs so many nats more than another is not worth mentioning beside it. */
  private static final double MENTIONED = 10;

  /** Of two causes whose costs differ by less than this, neither is named alone. */
  private static final double TOLD_APART = 0.5;

  private static final String UNKNOWN =
      "The gradient is wrong, and none of the mistakes that are known by name explains it.";

  private final List<Mistake> finders;

  private Causes(List<Mistake> finders) {
    this.finders = List.copyOf(finders);
  }

  /**
   * An explainer.
   *
   * @param finders the hypotheses, those first that are quick to test
   * @return the explainer
   */
  public static Causes of(List<Mistake> finders) {
    return new Causes(finders);
  }

  /**
   * The hypotheses that need only the arrays.
   *
   * @return one for each cause
   */
  public static List<Mistake> ofArrays() {
    List<Mistake> finders = new ArrayList<>(ofFunctions());
    finders.add(new ZeroDerivative());
    return List.copyOf(finders);
  }

  /**
   * The same of functions of which nothing is known but values: that a derivative is exactly zero
   * these do not prove.
   *
   * @return one for each cause
   */
  public static List<Mistake> ofFunctions() {
    return List.of(
        new NotFinite(),
        new Zero(),
        new SignOnly(),
        new LowPrecision(),
        new Scale(),
        new Repeated(),
        new Axes(),
        new Tile(),
        new PartlyZero(),
        new Clipped(),
        new Coordinate());
  }

  /**
   * The hypotheses that some entries of an array show, wherever in it they are from.
   *
   * @return one for each cause
   */
  public static List<Mistake> ofSamples() {
    return List.of(new Zero(), new SignOnly(), new LowPrecision(), new Scale(), new Repeated());
  }

  /**
   * Explains a wrong gradient.
   *
   * @param suspicion the gradient and what it should have been
   * @return the causes, most specific first; {@code one-of} before two that nothing tells apart;
   *     {@code unknown} alone, with what is known, where none explains the data
   */
  public List<Cause> explain(Suspicion suspicion) {
    return explain(suspicion, List::of);
  }

  /**
   * Explains a wrong gradient.
   *
   * @param suspicion the gradient and what it should have been
   * @param known asked, where no cause explains the data, for what is known besides
   * @return the causes, most specific first; {@code one-of} before two that nothing tells apart;
   *     {@code unknown} alone, with what is known, where none explains the data
   */
  public List<Cause> explain(Suspicion suspicion, Supplier<List<Fact>> known) {
    Map<String, Finding> found = new LinkedHashMap<>();
    double least = Double.POSITIVE_INFINITY;
    for (Mistake finder : finders) {
      if (finder.leastPrice(suspicion) < least) {
        Optional<Finding> finding = finder.find(suspicion);
        if (finding.isPresent()) {
          least = Math.min(least, finding.get().cost());
          found.merge(finder.id(), finding.get(), (a, b) -> a.cost() <= b.cost() ? a : b);
        }
      }
    }
    double most = least + MENTIONED;
    List<Finding> likely =
        found.values().stream()
            .filter(each -> each.cost() <= most)
            .sorted(Comparator.comparingDouble(Finding::cost))
            .toList();
    List<Cause> causes = new ArrayList<>(likely.stream().map(Finding::cause).toList());
    if (likely.isEmpty()) {
      causes.add(unknown(suspicion, known.get()));
    } else if (likely.size() > 1 && likely.get(1).cost() - likely.get(0).cost() < TOLD_APART) {
      causes.add(0, oneOf(causes.get(0), causes.get(1)));
    }
    return List.copyOf(causes);
  }

  private static Cause oneOf(Cause first, Cause second) {
    String sentence =
        "Two mistakes explain the gradient alike, and nothing in it tells them apart: "
            + first.id()
            + " or "
            + second.id()
            + ".";
    return Cause.of(
        "one-of",
        Math.min(first.confidence(), second.confidence()) / 2,
        sentence,
        "causes",
        List.of(first.id(), second.id()));
  }

  private static Cause unknown(Suspicion suspicion, List<Fact> known) {
    List<Fact> facts = new ArrayList<>(Traces.of(suspicion));
    facts.addAll(known);
    Map<String, Object> details = new LinkedHashMap<>();
    StringBuilder sentence = new StringBuilder(UNKNOWN);
    for (Fact each : facts) {
      details.put(each.key(), each.value());
      sentence.append(each.sentence().isEmpty() ? "" : " ").append(each.sentence());
    }
    return new Cause("unknown", 0, details, sentence.toString());
  }
}
