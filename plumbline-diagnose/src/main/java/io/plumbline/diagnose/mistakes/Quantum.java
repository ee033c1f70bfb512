package io.plumbline.diagnose.mistakes;

import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The grid that difference quotients lie on: a difference of two float32 losses is a whole number
 * of their last places, so that every quotient is a whole multiple of ulp(loss) / 2h.
 *
 * @param size of one step of the grid
 */
public record Quantum(double size) {
  private static final int MOST_MULTIPLE = 4096;
  private static final int FEWEST = 8;

  /** Fewer sizes will do where each stands so many times, all whole multiples of the smallest. */
  private static final int REPEATED = 4;

  private static final int SAMPLE = 80;

  /** Formats of eight bits have no more significant ones, with the one that is not stored. */
  private static final int FEW_BITS = 4;

  private static final double MAY_BE_OFF = 0.03;
  private static final double FLOAT32 = 0x1p-22;

  /** How far the logarithm of a last place may be from a whole number. */
  private static final double POWER = 3e-4;

  private static final int SMALLEST = -36;
  private static final int LARGEST = -18;

  /**
   * The coarsest grid on which all values lie, as far as float32 can tell.
   *
   * @param values quotients; zeros say nothing
   * @return empty where there is no such grid, or too few values to tell
   */
  public static Optional<Quantum> of(double[] values) {
    double[] sizes =
        Arrays.stream(values).map(Math::abs).filter(v -> v > 0).sorted().distinct().toArray();
    long entries = Arrays.stream(values).filter(v -> v != 0).count();
    boolean repeated = sizes.length > 1 && entries >= (long) REPEATED * sizes.length;
    if (sizes.length < FEWEST && !repeated) {
      return Optional.empty();
    }
    int fewest = Math.min(FEWEST, sizes.length);
    double[] smallest = Arrays.copyOf(sizes, Math.min(SAMPLE, sizes.length));
    int most = sizes.length < FEWEST ? 1 : MOST_MULTIPLE;
    for (int multiple = 1; multiple <= most; multiple++) {
      double size = smallest[0] / multiple;
      if (holds(smallest, size, fewest)) {
        return Optional.of(new Quantum(size));
      }
    }
    return Optional.empty();
  }

  private static boolean holds(double[] sizes, double size, int fewest) {
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
    return tested >= fewest;
  }

  /**
   * Whether numbers of few significant bits make the grid, as those of a format of eight bits do:
   * each such number is a whole multiple of the smallest one.
   *
   * @param values that lie on it
   * @return false where no multiple is large enough to tell
   */
  boolean isOfFewBits(double[] values) {
    boolean large = false;
    for (double each : values) {
      long multiple = Math.round(Math.abs(each) / size);
      int below = Long.SIZE - Long.numberOfLeadingZeros(multiple) - FEW_BITS;
      if (below > 0 && multiple != multiple >> below << below) {
        return false;
      }
      large |= below > 2;
    }
    return large;
  }

  /**
   * How many different multiples of it some values are.
   *
   * @param values that lie on it
   * @return signs and zeros aside
   */
  long multiples(double[] values) {
    return Arrays.stream(values)
        .mapToLong(each -> Math.round(Math.abs(each) / size))
        .filter(each -> each > 0)
        .distinct()
        .count();
  }

  /** Whether its size is a power of two, as far as float32 can tell. */
  boolean isPowerOfTwo() {
    double power = Math.log(size) / Math.log(2);
    return Math.abs(power - Math.rint(power)) < FLOAT32;
  }

  /**
   * The step h of central differences of losses with this last place.
   *
   * @param lastPlace of the loss
   */
  double step(double lastPlace) {
    return lastPlace / size / 2;
  }

  /**
   * The step h if it is a round one. The last place that counts is that of the loss, of a
   * probability p or of a sum of exponentials beside it, and so a power of two, times or over p
   * where a logarithm follows; and the quotient's denominator is h or 2h. So h is known up to a
   * power of two, in whose steps from one of the digits below no other power of ten lies.
   *
   * @param p the label's probability
   */
  OptionalDouble roundStep(double p) {
    for (double digit : new double[] {1, 3, 7, 9}) {
      for (double slope : new double[] {1, p, 1 / p}) {
        for (int decade = -1; decade >= -7; decade--) {
          double h = digit * Math.pow(10, decade);
          double power = Math.log(size * h * slope) / Math.log(2);
          boolean near = Math.abs(power - Math.rint(power)) < POWER;
          if (near && power >= SMALLEST && power <= LARGEST) {
            return OptionalDouble.of(h);
          }
        }
      }
    }
    return OptionalDouble.empty();
  }
}
