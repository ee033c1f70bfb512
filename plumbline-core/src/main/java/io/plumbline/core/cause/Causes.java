package io.plumbline.core.cause;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Explains wrong gradients: tests every hypothesis against the derivative and orders those that
 * explain the data. First comes the one that costs least, in nats: what it leaves unexplained
 * ({@link Misfit}) plus the price of its free numbers, so that a specific hypothesis stands before
 * a pliable one where both fit.
 */
public final class Causes {
  /** A cause that costs so many nats more than another is not worth mentioning beside it. */
  private static final double MENTIONED = 10;

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
        new Coordinate(),
        new ZeroDerivative());
  }

  /**
   * Explains a wrong gradient.
   *
   * @param suspicion the gradient and what it should have been
   * @return the causes, most specific first; {@code unknown} alone where none explains the data
   */
  public List<Cause> explain(Suspicion suspicion) {
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
    List<Cause> causes =
        found.values().stream()
            .filter(each -> each.cost() <= most)
            .sorted(Comparator.comparingDouble(Finding::cost))
            .map(Finding::cause)
            .toList();
    return causes.isEmpty() ? List.of(unknown()) : causes;
  }

  private static Cause unknown() {
    return new Cause(
        "unknown",
        0,
        Map.of(),
        "The gradient is wrong, and none of the mistakes that are known by name explains it.");
  }
}
