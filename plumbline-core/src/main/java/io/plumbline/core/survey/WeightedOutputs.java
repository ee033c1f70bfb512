package io.plumbline.core.survey;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.function.Precision;
import io.plumbline.core.function.ScalarFunction;
import io.plumbline.core.function.Shape;
import io.plumbline.core.function.VectorFunction;

/**
 * What is surveyed: the outputs z of a function, weighted to one number, sum_k b_k (z_k(x') -
 * z_k(x)) in float64. Where b is a loss's derivative by the scores z at x, its gradient at x is
 * that of the loss, exactly; but it has none of the loss's own curvature, and where the network is
 * piecewise linear so is it. The outputs come in the function's own arithmetic, which is where the
 * noise is.
 *
 * @param outputs the function
 * @param at its outputs at x
 * @param weights b, one for each output
 * @param errors how far the weights may be off
 * @param batch how many points are best evaluated at once
 * @param isParallel whether several batches may be evaluated at once
 */
public record WeightedOutputs(
    VectorFunction outputs,
    double[] at,
    double[] weights,
    WeightErrors errors,
    int batch,
    boolean isParallel)
    implements ScalarFunction.OfBatches {
  /** Of a function that says nothing of it. */
  private static final int BATCH = 64;

  /** How far weights may be off that are computed from outputs which are off themselves. */
  @FunctionalInterface
  public interface WeightErrors {
    /**
     * The errors.
     *
     * @param outputError how far each output may be off
     * @param unitRoundoff of the arithmetic that the weights are computed in
     * @return one for each weight
     */
    double[] of(double outputError, double unitRoundoff);
  }

  /**
   * Checks the lengths.
   *
   * @throws InvalidInputException if there is not one value and one weight for each output
   */
  public WeightedOutputs {
    outputs.outputs().requireLength("outputs at x", at);
    outputs.outputs().requireLength("weights", weights);
  }

  /**
   * A function of one output, whose weight is exactly one.
   *
   * @param function of one output
   * @param at its value at x
   * @param isParallel whether it may be called from several threads at once
   * @return the function itself, but for its value at x
   * @throws InvalidInputException if it has more than one output
   */
  public static WeightedOutputs ofOne(VectorFunction function, double at, boolean isParallel) {
    double[] one = {1};
    return new WeightedOutputs(
        function, new double[] {at}, one, (error, unit) -> new double[1], BATCH, isParallel);
  }

  @Override
  public Shape shape() {
    return outputs.shape();
  }

  @Override
  public Precision precision() {
    return outputs.precision();
  }

  @Override
  public void evaluate(double[] points, int count, double[] values) {
    double[] each = new double[count * at.length];
    outputs.evaluate(points, count, each);
    for (int row = 0; row < count; row++) {
      values[row] = weighted(each, row);
    }
  }

  /** The one number from the outputs of one of several points. */
  double weighted(double[] each, int row) {
    double sum = 0;
    for (int k = 0; k < at.length; k++) {
      sum += weights[k] == 0 ? 0 : weights[k] * (each[row * at.length + k] - at[k]);
    }
    return sum;
  }
}
