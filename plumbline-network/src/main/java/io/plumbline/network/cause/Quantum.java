package io.plumbline.network.cause;

import java.util.Arrays;
import java.util.Optional;

/**
 * The grid that difference quotients lie on: a difference of two float32 losses is a whole number
 * of their last places, so that every quotient is a whole multiple of ulp(loss) / 2h.
 *
 * @param size of one step of the grid
 */
record Quantum(double size) {
  private static final int MOST_MULTIPLE = 4096;
  private static final int FEWEST = 8;
  private static final int SAMPLE = 80;
  private static final double MAY_BE_OFF = 0.03;
  private static final double FLOAT32 = 0x1p-22;

  /** The coarsest grid on which all values lie, as far as float32 can tell. */
  static Optional<Quantum> of(double[] values) {
    double[] sizes =
        Arrays.stream(values).map(Math::abs).filter(v -> v > 0).sorted().distinct().toArray();
    if (sizes.length < FEWEST) {
      return Optional.empty();
    }
    double[] smallest = Arrays.copyOf(sizes, Math.min(SAMPLE, sizes.length));
    for (int multiple = 1; multiple <= MOST_MULTIPLE; multiple++) {
      double size = smallest[0] / multiple;
      if (holds(smallest, size)) {
        return Optional.of(new Quantum(size));
      }
    }
    return Optional.empty();
  }

  private static boolean holds(double[] sizes, double size) {
    int tested = 0;
    int off = 0;
    for (double each : sizes) {
      double steps = each / size;
      if (steps * FLOAT32 < MAY_BE_OFF) {
        tested++;
        off += Math.abs(steps - Math.rint(steps)) > MAY_BE_OFF ? 1 : 0;
        if (off > 0.03 * sizes.length) {
          return false;
        }
      }
    }
    return tested >= FEWEST;
  }

  /** The step h of central differences of losses with this last place; rounded if that is near. */
  double step(double lastPlace) {
    double exact = lastPlace / size / 2;
    double decade = Math.pow(10, Math.floor(Math.log10(exact)));
    double digits = exact / decade;
    for (double digit : new double[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10}) {
      if (Math.abs(digits - digit) < 2e-3 * digit) {
        return digit * decade;
      }
    }
    return exact;
  }
}
