package io.plumbline.diagnose.explain;

import io.plumbline.core.cause.Misfit;
import io.plumbline.core.function.Precision;
import java.util.Arrays;

/**
 * What rounding may do to difference quotients.
 *
 * @param gain for each element of the array what a deviation of 1 of each of the losses makes of it
 * @param allowed for each element what is put down to rounding
 */
record Rounding(double[] gain, double[] allowed) {
  /** How many standard deviations of the loss are put down to rounding. */
  static final double DEVIATIONS = 10;

  /** Some roundings of float32 at every element. */
  private static final double PROPORTIONAL = 1e-5;

  /** What storing a quotient in float32 may take of it. */
  private static final double STORED = 0x1p-23;

  /** What rounding may do to the quotients of a reading. */
  static Rounding of(Reading reading) {
    Precision precision = reading.arithmetic();
    double[] expected = reading.expected();
    if (reading.stencil() == DifferenceScheme.EXACT) {
      return ofDerivative(reading);
    }
    double u = precision.unitRoundoff();
    double[] moved = reading.source().moved(reading.cut(), reading.steps());
    double[] gain = gain(reading, moved);
    double deviation =
        DEVIATIONS * reading.source().point(reading.scalar().objective()).deviation(precision);
    double[] relative = relative(reading, moved, u);
    double[] allowed = new double[gain.length];
    for (int k = 0; k < allowed.length; k++) {
      allowed[k] = deviation * gain[k] + (relative[k] + STORED) * Math.abs(expected[k]);
    }
    return new Rounding(gain, allowed);
  }

  /** What reverse mode or a complex step may leave, which divide by no step. */
  private static Rounding ofDerivative(Reading reading) {
    double[] expected = reading.expected();
    Landscape.Side side = reading.source().side(reading.scalar().objective(), expected);
    double share = Misfit.share(side.gradient(), side.rounding(reading.arithmetic()));
    double[] none = new double[expected.length];
    Arrays.fill(none, 1);
    double[] allowed = Misfit.relativeTo(expected, share);
    Arrays.setAll(allowed, k -> allowed[k] + PROPORTIONAL * Math.abs(expected[k]));
    return new Rounding(none, allowed);
  }

  private static double[] gain(Reading reading, double[] moved) {
    double[] each = Arrays.stream(moved).map(reading.stencil()::gain).toArray();
    double factor = Math.abs(reading.factor().value());
    return Arrays.stream(arranged(reading, each)).map(v -> factor * Math.abs(v)).toArray();
  }

  /**
   * What of a quotient the roundings of x + h and x - h take, which make the step another, and its
   * own.
   */
  private static double[] relative(Reading reading, double[] moved, double u) {
    int[][] groups = reading.cut().groups();
    double[] x = reading.source().change().x();
    double[] relative = new double[groups.length];
    for (int k = 0; k < groups.length; k++) {
      double largest = 0;
      for (int element : groups[k]) {
        largest = Math.max(largest, Math.abs(x[element]));
      }
      // Where nothing is divided by the step, its rounding is that of a small part.
      boolean isQuotient = reading.stencil().isQuotient();
      relative[k] = 4 * u + (isQuotient ? 2 * u * largest / moved[k] : 0);
    }
    double slope = Math.abs(reading.source().change().slope());
    double[] array = reading.source().array(relative, reading.cut(), false);
    double[] turned = reading.turned().map(each -> each.apply(array)).orElse(array);
    return Arrays.stream(turned).map(v -> Math.abs(v) / slope).toArray();
  }

  private static double[] arranged(Reading reading, double[] byGroup) {
    double[] array = reading.source().array(byGroup, reading.cut(), reading.mean());
    return reading.turned().map(each -> each.apply(array)).orElse(array);
  }

  /** Whether it is enough for what a reading leaves. */
  boolean explains(double[] rest) {
    return Vectors.norm(rest) <= Vectors.norm(allowed);
  }

  /** What is left of an array, as far as rounding explains it. */
  double[] within(double[] rest) {
    double[] within = new double[rest.length];
    Arrays.setAll(within, k -> Math.abs(rest[k]) <= allowed[k] ? rest[k] : 0);
    return within;
  }
}
