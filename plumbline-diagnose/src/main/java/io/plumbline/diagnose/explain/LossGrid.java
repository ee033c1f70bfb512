package io.plumbline.diagnose.explain;

import io.plumbline.core.function.Precision;
import io.plumbline.diagnose.mistakes.Quantum;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The grid of ulp(loss)/2h that differences of rounded losses lie on: it is known but for a power
 * of two and tells the divisor whatever the misfit.
 */
final class LossGrid {
  /** What it costs to read an array on another grid than its own, in nats. */
  private static final double OFF = 60;

  /** How far from a power of two, in binary logarithms; those of 10 to 1e6 are 0.03 off or more. */
  private static final double ON = 0.01;

  /** So often each size occurs, on average, where quotients count last places. */
  private static final int REPEATED = 4;

  private final double[] numeric;
  private final double p;
  private final Optional<Quantum> quantum;
  private final long zeros;
  private final boolean isRelative;

  /**
   * The grid of an array, if it has one.
   *
   * @param p the label's probability
   * @param relative steps of each element that it may have been made with, where they differ
   */
  LossGrid(double[] numeric, double p, Stream<double[]> relative) {
    this.numeric = numeric;
    this.p = p;
    this.quantum = Quantum.of(numeric);
    this.zeros = Arrays.stream(numeric).filter(v -> v == 0).count();
    this.isRelative = quantum.isEmpty() && relative.anyMatch(this::shows);
  }

  double price(Reading reading) {
    return holds(reading) ? 0 : OFF;
  }

  /** Whether the loss's last place has cut most quotients down to zero. */
  boolean isMostlyZero() {
    return 2 * zeros > numeric.length;
  }

  /** Whether the quotients take few different sizes, as where they count last places. */
  boolean isCoarse() {
    long sizes = Arrays.stream(numeric).map(Math::abs).filter(v -> v > 0).distinct().count();
    return REPEATED * sizes < numeric.length - zeros;
  }

  /** Whether the array has a grid, that of one divisor for all. */
  boolean isKnown() {
    return quantum.isPresent();
  }

  /** Whether it has one if each quotient is taken by a divisor that goes with the size of x. */
  boolean isRelative() {
    return isRelative;
  }

  /** Whether each central quotient lies on the grid of its own divisor. */
  boolean shows(double[] steps) {
    int divisor = DifferenceScheme.CENTRAL.divisor();
    return isOfDivisors(Vectors.times(divisor, steps));
  }

  private boolean isOfDivisors(double[] divisors) {
    double[] differences = numeric.clone();
    Arrays.setAll(differences, k -> numeric[k] * divisors[k]);
    return Quantum.of(differences).filter(each -> isLastPlace(each.size())).isPresent();
  }

  /** Whether the array's grid, if it has one, is that of the reading's divisor. */
  boolean holds(Reading reading) {
    if (reading.factor().value() == 0) {
      return true;
    } else if (reading.stencil() == DifferenceScheme.EXACT) {
      return quantum.isEmpty() && !isRelative;
    } else if (!reading.stencil().isQuotient()) {
      return true;
    } else if (reading.steps().isRelative()) {
      // Each quotient has a divisor of its own.
      Steps steps = reading.steps().with(divisor(reading));
      boolean isOnNone = quantum.isEmpty() && !isRelative;
      return isOnNone || isOfDivisors(reading.source().moved(reading.cut(), steps));
    }
    return quantum.map(each -> isLastPlace(each.size() * divisor(reading))).orElse(!isRelative);
  }

  /** Whether a number is a power of two, the last place of a loss. */
  private boolean isLastPlace(double size) {
    // The last place may be that of a probability, which a logarithm divides by it.
    for (double slope : new double[] {1, p, 1 / p}) {
      double binary = Math.log(size * slope) / Math.log(2);
      if (Math.abs(binary - Math.rint(binary)) < ON) {
        return true;
      }
    }
    return false;
  }

  private static double divisor(Reading reading) {
    double divisor =
        reading.stencil().divisor() * reading.steps().h() / Math.abs(reading.factor().value());
    return divisor * (reading.mean() ? reading.cut().pixels() : 1);
  }

  /** The one size that quotients have which are not zero, as many are; zero where none is. */
  private double onlySize() {
    double[] sizes = Arrays.stream(numeric).map(Math::abs).filter(v -> v > 0).distinct().toArray();
    return sizes.length == 1 && zeros > 0 ? sizes[0] : 0;
  }

  /**
   * Whether the grid is that of losses in a format of few bits.
   *
   * @param loss about which the evaluations lie
   */
  boolean isOf(Precision format, Reading reading, double loss) {
    double size = quantum.map(Quantum::size).orElseGet(this::onlySize);
    if (!(size > 0) || !isLastPlace(size * divisor(reading))) {
      return false;
    }
    double lastPlace = size * divisor(reading) / Math.abs(loss);
    return lastPlace >= format.unitRoundoff() && lastPlace <= 4 * format.unitRoundoff();
  }
}
