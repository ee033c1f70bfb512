package io.plumbline.diagnose.explain;

import io.plumbline.core.function.Precision;
import io.plumbline.diagnose.mistakes.Quantum;
import java.util.Arrays;
import java.util.Optional;

/**
 * How dear a reading of the numeric array is, in nats: what it leaves of the array, and how unusual
 * it is.
 *
 * <p>What a right reading leaves is rounding, much like independent errors of one size, so that two
 * readings whose misfits are r1 and r2 differ by n log(r1/r2) for n quotients. Differences of
 * float32 losses lie on a grid of ulp(loss)/2h, which is known but for a power of two and tells the
 * divisor whatever the misfit.
 */
final class Prices {
  private static final double LABEL = 4;
  private static final double LOSS = 6;
  private static final double INPUT = 8;
  private static final double STEP = 6;
  private static final double SIDE = 5;
  private static final double TILE = 6;
  private static final double COMMON_FACTOR = 5;
  private static final double USUAL_FACTOR = 8;
  private static final double FACTOR = 30;
  private static final double OFF_GRID = 60;

  /** How far from a power of two, in binary logarithms; those of 10 to 1e6 are 0.03 off or more. */
  private static final double ON_GRID = 0.01;

  private static final double ZERO = 12;

  /** The array is known no better, relative to its norm. */
  private static final double RESOLUTION = 1e-7;

  /** So often each size occurs, on average, where quotients count last places. */
  private static final int REPEATED = 4;

  private final Disagreement given;
  private final int outputs;
  private final double p;
  private final int quotients;
  private final double norm;
  private final long zeros;
  private final double least;
  private final Optional<Quantum> quantum;

  /**
   * Prices.
   *
   * @param outputs of the model
   * @param p the label's probability
   * @param quotients how many numbers of the array were computed one by one
   */
  Prices(Disagreement given, int outputs, double p, int quotients) {
    double[] numeric = given.numeric().values();
    this.given = given;
    this.outputs = outputs;
    this.p = p;
    this.quotients = quotients;
    this.norm = Vectors.norm(numeric);
    this.zeros = Arrays.stream(numeric).filter(v -> v == 0).count();
    this.least =
        norm > 0
            ? RESOLUTION * norm
            : Precision.FLOAT32.unitRoundoff() * Math.sqrt(quotients) / given.step();
    this.quantum = Quantum.of(numeric);
  }

  boolean isAllZero() {
    return norm == 0;
  }

  /** Whether the loss's last place has cut most quotients down to zero. */
  boolean isMostlyZero() {
    return 2 * zeros > given.numeric().values().length;
  }

  /** Whether the quotients take few different sizes, as where they count last places. */
  boolean isCoarse() {
    double[] numeric = given.numeric().values();
    long sizes = Arrays.stream(numeric).map(Math::abs).filter(v -> v > 0).distinct().count();
    return REPEATED * sizes < numeric.length - zeros;
  }

  /** What it costs to read nothing at all into the array. */
  double ofNothing() {
    return quotients * Math.log(Math.max(norm, least));
  }

  double of(Reading reading) {
    double price = quotients * Math.log(Math.max(reading.misfit(), least));
    price += reading.asStated() ? 0 : of(reading.scalar()) + of(reading.source().variant());
    price += reading.side() == Side.CENTRAL ? 0 : SIDE;
    price += reading.cut().side() == given.tile() ? 0 : TILE;
    price += reading.step() == given.step() ? 0 : STEP;
    price += ofFactor(reading.factor());
    return price + (isOnGrid(reading) ? 0 : OFF_GRID);
  }

  private double of(Scalar scalar) {
    return switch (scalar.id()) {
      case "label" -> LABEL + Math.log(outputs);
      case "loss" -> isAllZero() && !scalar.clips() ? ZERO : LOSS;
      default -> 0;
    };
  }

  private double of(InputVariant variant) {
    return variant.isAsGiven() ? 0 : INPUT + Math.log(1 + given.others().size());
  }

  private static double ofFactor(double factor) {
    if (factor == 1) {
      return 0;
    }
    double size = Math.abs(factor);
    if (factor == 0) {
      return ZERO;
    }
    if (size == 1 || size == 2 || size == 0.5 || size == 0.1 || size == 10) {
      return COMMON_FACTOR;
    }
    return Factors.usual(factor).orElse(0) == factor ? USUAL_FACTOR : FACTOR;
  }

  boolean isUnusual(double factor) {
    return ofFactor(factor) == FACTOR;
  }

  /** Whether the array's grid, if it has one, is that of the reading's divisor. */
  boolean isOnGrid(Reading reading) {
    if (quantum.isEmpty() || reading.factor() == 0) {
      return true;
    }
    double divisor = reading.side().steps() * reading.step() / Math.abs(reading.factor());
    divisor *= reading.mean() ? reading.cut().pixels() : 1;
    // The last place may be that of a probability, which a logarithm divides by it.
    for (double slope : new double[] {1, p, 1 / p}) {
      double binary = Math.log(quantum.get().size() * divisor * slope) / Math.log(2);
      if (Math.abs(binary - Math.rint(binary)) < ON_GRID) {
        return true;
      }
    }
    return false;
  }
}
