package io.plumbline.diagnose.explain;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.function.Precision;
import io.plumbline.core.function.Shape;
import java.util.Arrays;

/**
 * One of the two arrays.
 *
 * @param values one for each element of the sample, in C order
 * @param shape as it was given
 * @param precision of the arithmetic behind it, or that it is stored in
 */
public record GivenArray(double[] values, Shape shape, Precision precision) {
  /**
   * The arithmetic that the array's rounding is held against where nothing else is known: storing
   * it in float64 says nothing of what is behind it.
   *
   * @return float32 at the finest
   */
  public Precision arithmetic() {
    return precision == Precision.FLOAT64 ? Precision.FLOAT32 : precision;
  }

  /** How many of the values are not finite. */
  int notFinite() {
    return (int) Arrays.stream(values).filter(v -> !Double.isFinite(v)).count();
  }

  /** The same, with not a number where a value is not finite. */
  GivenArray withoutInfinities() {
    double[] known = values.clone();
    for (int k = 0; k < known.length; k++) {
      known[k] = Double.isFinite(known[k]) ? known[k] : Double.NaN;
    }
    return new GivenArray(known, shape, precision);
  }

  void requireFit(String name, Shape sample) {
    if (!shape.equalsButForUnitAxes(sample)) {
      throw new InvalidInputException(
          name + " shape " + shape + " must be that of the sample, " + sample);
    }
  }
}
