package io.plumbline.core.estimate;

/**
 * The noise of the values on a ladder: what at the shortest steps, where any function that the
 * ladder can resolve is a cubic, does not fit one; never less than some units of roundoff of the
 * value and of the argument, nor than the smallest jump where neighbouring values are equal.
 */
final class LadderNoise {
  /** How many of the shortest steps are held against a cubic. */
  static final int SHORTEST = 8;

  /** A few residuals bound nothing: the noise is taken to be so much larger. */
  static final double INFLATION = 8;

  /** Units of roundoff that the last operations of any program may cost. */
  private static final double UNITS = 4;

  /** Factors from step to step are taken to be one if they differ by less than this. */
  private static final double ONE_POWER = 1.2;

  /** Fewer different values could be whole multiples by accident. */
  private static final int CHANGES_THAT_TELL = 4;

  /** Two residuals of each sort. */
  private static final int FEWEST_STEPS = 5;

  private LadderNoise() {}

  /**
   * Roundoff of the values up to a step, and of the argument.
   *
   * @param unit the unit roundoff of the values
   * @param argument the unit roundoff of the argument times the magnitude of x
   */
  static double floor(Rungs rungs, int step, double unit, double argument) {
    double slope = Double.POSITIVE_INFINITY;
    for (int k = 0; k <= step; k++) {
      slope = Math.min(slope, Math.abs(rungs.quotient(k)));
    }
    return UNITS * (unit * rungs.magnitude[step] + argument * slope) + Double.MIN_NORMAL;
  }

  /** What rounding alone can make of a difference between values of a magnitude. */
  static double roundoff(double unit, double magnitude) {
    return INFLATION * UNITS * unit * magnitude;
  }

  /**
   * The noise by the residuals; 0 where the odd ones have one sign and change from step to step by
   * one factor: that is a jump, or a root, and no noise.
   *
   * @param from the first of the steps to look at
   * @param scale the magnitude of x: in formats of few bits the ladder begins near it, and what is
   *     seen over longer steps may be the function's own
   */
  static double measured(Rungs rungs, int from, double scale) {
    int last = Math.min(rungs.count(), from + SHORTEST);
    while (last > from + FEWEST_STEPS && rungs.steps[last - 1] > scale) {
      last--;
    }
    double largest = 0;
    double[] odd = new double[Math.max(0, last - 2 - from)];
    for (int k = from; k + 2 < last; k++) {
      odd[k - from] = oddResidual(rungs, k);
      largest = Math.max(largest, Math.abs(odd[k - from]));
      if (k + 3 < last) {
        largest = Math.max(largest, Math.abs(evenResidual(rungs, k)));
      }
    }
    return isOnePower(odd) ? 0 : INFLATION * largest;
  }

  private static boolean isOnePower(double[] residuals) {
    double smallest = Double.POSITIVE_INFINITY;
    double largest = 0;
    for (int k = 0; k + 1 < residuals.length; k++) {
      double factor = residuals[k + 1] / residuals[k];
      smallest = Math.min(smallest, factor);
      largest = Math.max(largest, factor);
    }
    return smallest > 0 && largest < ONE_POWER * smallest;
  }

  /** What the values are whole multiples of, in binary: all that a cancelled sum leaves. */
  static double binaryUnit(Rungs rungs) {
    double unit = lastBit(rungs.centre);
    int changes = 0;
    double before = rungs.centre;
    for (int k = 0; k < Math.min(rungs.count(), SHORTEST); k++) {
      unit = Math.min(unit, Math.min(lastBit(rungs.above[k]), lastBit(rungs.below[k])));
      changes += rungs.above[k] != before ? 1 : 0;
      before = rungs.above[k];
    }
    return changes >= CHANGES_THAT_TELL && unit < Double.POSITIVE_INFINITY ? unit : 0;
  }

  private static double lastBit(double value) {
    if (value == 0) {
      return Double.POSITIVE_INFINITY;
    }
    long bits = Double.doubleToRawLongBits(value) & 0xFFFFFFFFFFFFFL;
    int zeros = bits == 0 ? 52 : Long.numberOfTrailingZeros(bits);
    return Math.scalb(Math.ulp(value), zeros);
  }

  private static double oddResidual(Rungs rungs, int k) {
    double[] t = rungs.steps;
    double z = t[k] * t[k];
    double z1 = t[k + 1] * t[k + 1];
    double z2 = t[k + 2] * t[k + 2];
    double a = t[k] / t[k + 1] * ((z2 - z) / (z2 - z1));
    double b = t[k] / t[k + 2] * ((z - z1) / (z2 - z1));
    double predicted = a * rungs.odd[k + 1] + b * rungs.odd[k + 2];
    return (rungs.odd[k] - predicted) / (1 + Math.abs(a) + Math.abs(b));
  }

  /** Against c0 + c2 t²: the centre has noise of its own. */
  private static double evenResidual(Rungs rungs, int k) {
    double[] t = rungs.steps;
    double part = (t[k] * t[k] - t[k + 1] * t[k + 1]) / (t[k + 2] * t[k + 2] - t[k + 1] * t[k + 1]);
    double predicted = rungs.even[k + 1] + part * (rungs.even[k + 2] - rungs.even[k + 1]);
    return (rungs.even[k] - predicted) / (2 + 2 * Math.abs(part));
  }
}
