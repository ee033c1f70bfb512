package io.plumbline.diagnose.explain;

import io.plumbline.core.cause.Price;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * By how much each element is moved to either side: h, or h times what the element's size makes of
 * it.
 *
 * @param h the step, or what is multiplied
 * @param sizing what a step has to do with the element's size
 */
record Steps(double h, Sizing sizing) {
  /** What people move elements by. */
  static final List<Double> POWERS = List.of(1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7);

  /** Between two powers of ten they take these. */
  private static final double[] BETWEEN = {2, 3, 5};

  private static final double TEN = 10;
  private static final double ROUND = 1e-6;
  private static final int MOST_DIFFERENT = 2048;

  /** What a step has to do with the size of the element that it moves. */
  enum Sizing {
    /** Nothing: all elements are moved by h. */
    EVEN(Double.POSITIVE_INFINITY, ""),
    /** h max(|x|, 1). */
    OVER_ONE(1, " max(|x|, 1)"),
    /** h max(|x|, 0.1). */
    OVER_TENTH(1e-1, " max(|x|, 0.1)"),
    /** h max(|x|, 0.01). */
    OVER_HUNDREDTH(1e-2, " max(|x|, 0.01)"),
    /** h max(|x|, 0.001). */
    OVER_THOUSANDTH(1e-3, " max(|x|, 0.001)"),
    /** h |x|, where x is not 0. */
    PROPORTIONAL(0, " |x|, or %s where x is 0"),
    /** h (1 + |x|). */
    ONE_MORE(0, " (1 + |x|)");

    private final double floor;
    private final String words;

    Sizing(double floor, String words) {
      this.floor = floor;
      this.words = words;
    }

    private double of(double x) {
      double size = Math.abs(x);
      return switch (this) {
        case EVEN -> 1;
        case PROPORTIONAL -> size > 0 ? size : 1;
        case ONE_MORE -> 1 + size;
        default -> Math.max(floor, size);
      };
    }
  }

  static Steps of(double h) {
    return new Steps(h, Sizing.EVEN);
  }

  /** Steps next to one that are no powers of ten, if that is one. */
  static List<Steps> between(double h) {
    List<Steps> between = new ArrayList<>();
    for (double digit : BETWEEN) {
      between.add(of(digit * h));
      between.add(of(digit * h / TEN));
    }
    return between;
  }

  /**
   * Steps that go with the size of x, as far as they differ, and are not too many different ones.
   */
  static List<Steps> bySize(double said, double[] x) {
    Set<Double> steps = new LinkedHashSet<>(List.of(said));
    steps.addAll(POWERS);
    int[][] single = Cut.single(x.length).groups();
    List<Steps> found = new ArrayList<>();
    for (Sizing sizing : Sizing.values()) {
      long different = Arrays.stream(new Steps(1, sizing).of(x, single, 1)).distinct().count();
      if (different > 1 && different <= MOST_DIFFERENT) {
        steps.forEach(h -> found.add(new Steps(h, sizing)));
      }
    }
    return found;
  }

  /** The same way of moving elements, by another step. */
  Steps with(double other) {
    return new Steps(other, sizing);
  }

  boolean isRelative() {
    return sizing != Sizing.EVEN;
  }

  /** What it costs to assume them, in nats, where one step was said. */
  double price(double said) {
    double ofSizing = isRelative() ? Price.STEP.nats() : 0;
    if (h == said) {
      return ofSizing;
    }
    double decades = Math.log10(h);
    boolean isRound = Math.abs(decades - Math.rint(decades)) < ROUND;
    return ofSizing + (isRound ? Price.STEP : Price.STEP_BETWEEN).nats();
  }

  /**
   * The step of each group of elements.
   *
   * @param factor by which the input itself moves faster than what was given
   */
  double[] of(double[] x, int[][] groups, double factor) {
    double[] steps = new double[groups.length];
    Arrays.setAll(steps, k -> factor * h * sizing.of(x[groups[k][0]]));
    return steps;
  }

  /** As people write them, after "moved by". */
  String words() {
    String step = Said.step(h);
    return step + String.format(Locale.ROOT, sizing.words, step);
  }
}
