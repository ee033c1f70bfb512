package io.plumbline.network.explain;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.function.Precision;
import io.plumbline.core.function.Shape;

/**
 * One of the two arrays.
 *
 * @param values one for each element of the sample, in C order
 * @param shape as it was given
 * @param precision of the arithmetic behind it, or that it is stored in
 */
public record GivenArray(double[] values, Shape shape, Precision precision) {
  void requireFit(String name, Shape sample) {
    if (!shape.equalsButForUnitAxes(sample)) {
      throw new InvalidInputException(
          name + " shape " + shape + " must be that of the sample, " + sample);
    }
    for (int k = 0; k < values.length; k++) {
      if (!Double.isFinite(values[k])) {
        throw new InvalidInputException(
            name + " at element " + k + " (" + values[k] + ") must be finite");
      }
    }
  }
}
