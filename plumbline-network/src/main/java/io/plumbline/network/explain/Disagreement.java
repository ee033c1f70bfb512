package io.plumbline.network.explain;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.function.Shape;
import io.plumbline.core.tile.ImageLayout;
import io.plumbline.network.loss.Loss;
import io.plumbline.network.loss.Target;

/**
 * What is to be explained.
 *
 * @param x one sample in C order
 * @param target the label or its weights
 * @param loss the scalar that both arrays should be the gradient of
 * @param analytic the gradient by automatic differentiation
 * @param analyticShape its shape
 * @param numeric the difference quotients
 * @param numericShape its shape
 * @param step half the distance between the two evaluations of a quotient
 * @param tile how many pixels a side were moved together; 1 for single pixels
 * @param layout how a sample is laid out as an image
 */
public record Disagreement(
    double[] x,
    Target target,
    Loss loss,
    double[] analytic,
    Shape analyticShape,
    double[] numeric,
    Shape numericShape,
    double step,
    int tile,
    ImageLayout layout) {
  /**
   * Checks the numbers.
   *
   * @throws InvalidInputException if the shapes differ by more than axes of size one, a value is
   *     not finite, or step or tile are out of range
   */
  public Disagreement {
    if (!(step > 0 && step < Double.POSITIVE_INFINITY)) {
      throw new InvalidInputException("h (" + step + ") must be positive and finite");
    }
    if (tile < 1) {
      throw new InvalidInputException("tile (" + tile + ") must be at least 1");
    }
    if (!analyticShape.equals(numericShape) && !analyticShape.equalsButForUnitAxes(numericShape)) {
      throw new InvalidInputException(
          "numeric shape ("
              + numericShape
              + ") must be that of the analytic gradient, "
              + analyticShape);
    }
    requireFinite("analytic", analytic, x.length);
    requireFinite("numeric", numeric, x.length);
  }

  private static void requireFinite(String name, double[] values, int size) {
    if (values.length != size) {
      throw new InvalidInputException(
          name + " size (" + values.length + ") must be that of the sample, " + size);
    }
    for (int k = 0; k < size; k++) {
      if (!Double.isFinite(values[k])) {
        throw new InvalidInputException(
            name + " at element " + k + " (" + values[k] + ") must be finite");
      }
    }
  }

  /** Whether the shapes agree exactly; where not, subtraction would broadcast. */
  boolean sameShape() {
    return analyticShape.equals(numericShape);
  }
}
