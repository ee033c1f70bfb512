package io.plumbline.diagnose.explain;

import io.plumbline.core.function.Precision;
import io.plumbline.evaluate.Evaluator;
import io.plumbline.evaluate.Point;
import java.util.Arrays;

/**
 * What rounding may do to difference quotients.
 *
 * @param gain for each element of the array what a deviation of 1 of each of the two losses makes
 *     of it
 * @param allowed for each element what is put down to rounding
 */
record Rounding(double[] gain, double[] allowed) {
  /** How many standard deviations of the loss are put down to rounding. */
  private static final double DEVIATIONS = 10;

  static Rounding of(Evaluator evaluator, Disagreement given, Reading reading) {
    Precision precision = given.numeric().precision();
    double u = Math.max(precision.unitRoundoff(), Precision.FLOAT32.unitRoundoff());
    InputVariant variant = reading.source().variant();
    double[] gain = gain(reading);
    Point point = evaluator.at(variant.x(), reading.scalar().objective());
    double deviation = DEVIATIONS * point.lossDeviation(coarser(precision));
    double[] sizes = largest(reading);
    double[] allowed = new double[gain.length];
    for (int k = 0; k < allowed.length; k++) {
      // x + h and x - h round, so that the step is another, and so does the quotient itself.
      double relative = 4 * u + 2 * u * sizes[k] / variant.moved(reading.step());
      allowed[k] = deviation * gain[k] + relative * Math.abs(reading.expected()[k]);
    }
    return new Rounding(gain, allowed);
  }

  /** An array of float64 says nothing of the arithmetic behind it. */
  private static Precision coarser(Precision precision) {
    return precision == Precision.FLOAT64 ? Precision.FLOAT32 : precision;
  }

  private static double[] gain(Reading reading) {
    double apart = reading.side().steps() * reading.source().variant().moved(reading.step());
    double[] each = new double[reading.cut().groups().length];
    Arrays.fill(each, Math.sqrt(2) / apart);
    double[] gain = reading.source().variant().array(reading.cut().expand(each, reading.mean()));
    double factor = reading.factor() * reading.scalar().factor();
    Arrays.setAll(gain, k -> Math.abs(factor * gain[k]));
    return gain;
  }

  /** For each element of the array the largest size of an input that was moved for it. */
  private static double[] largest(Reading reading) {
    InputVariant variant = reading.source().variant();
    int[][] groups = reading.cut().groups();
    double[] byGroup = new double[groups.length];
    for (int k = 0; k < groups.length; k++) {
      for (int element : groups[k]) {
        byGroup[k] = Math.max(byGroup[k], Math.abs(variant.x()[element]));
      }
    }
    double[] byInput = reading.cut().expand(byGroup, false);
    double[] largest = new double[byInput.length];
    Arrays.setAll(largest, k -> byInput[variant.from(k)]);
    return largest;
  }

  /** Whether it is enough for what a reading leaves. */
  boolean explains(double misfit) {
    return misfit <= Vectors.norm(allowed);
  }

  /** What is left of an array, as far as rounding explains it. */
  double[] within(double[] rest) {
    double[] within = new double[rest.length];
    Arrays.setAll(within, k -> Math.abs(rest[k]) <= allowed[k] ? rest[k] : 0);
    return within;
  }
}
