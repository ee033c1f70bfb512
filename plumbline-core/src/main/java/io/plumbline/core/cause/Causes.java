package io.plumbline.core.cause;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Explains wrong gradients: tests every hypothesis against the derivative and orders those that
 * explain the data. First comes the one that costs least, in nats: what it leaves unexplained
 * ({@link Misfit}) plus the price of its free numbers, so that a specific hypothesis stands before
 * a pliable one where both fit.
 */
public final class Causes {
  /** A cause that leaves no more than this, in nats, cannot be bettered by a later one. */
  private static final double SETTLED = 5;

  private final List<CauseFinder> finders;

  private Causes(List<CauseFinder> finders) {
    this.finders = List.copyOf(finders);
  }

  /**
   * An explainer.
   *
   * @param finders the hypotheses, cheap ones first: those behind one that settles the matter are
   *     not asked
   * @return the explainer
   */
  public static Causes of(List<CauseFinder> finders) {
    return new Causes(finders);
  }

  /**
   * The hypotheses that need only the arrays.
   *
   * @return one for each cause
   */
  public static List<CauseFinder> ofArrays() {
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
   * Explains a wrong gradient.
   *
   * @param suspicion the gradient and what it should have been
   * @return the causes, most specific first; {@code unknown} alone where none explains the data
   */
  public List<Cause> explain(Suspicion suspicion) {
    Map<String, Finding> found = new LinkedHashMap<>();
    for (CauseFinder finder : finders) {
      finder
          .find(suspicion)
          .ifPresent(
              finding ->
                  found.merge(
                      finding.cause().id(), finding, (a, b) -> a.cost() <= b.cost() ? a : b));
      if (found.values().stream().anyMatch(each -> each.cost() <= SETTLED)) {
        break;
      }
    }
    List<Finding> sorted = new ArrayList<>(found.values());
    sorted.sort(Comparator.comparingDouble(Finding::cost));
    List<Cause> causes = new ArrayList<>();
    sorted.forEach(each -> causes.add(each.cause()));
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
