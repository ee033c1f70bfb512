package io.plumbline.core.estimate;

import io.plumbline.core.function.Shape;
import java.util.List;

/**
 * The derivative along every coordinate (or group) asked for, and what they have in common.
 *
 * @param shape the shape of the function's argument
 * @param noise what the values show of their own errors
 * @param valueAtX f(x)
 * @param groups the flat positions moved together for each estimate; one each for a gradient
 * @param estimates one for each group, in order
 * @param evaluations function values computed, every one
 */
public record GradientEstimate(
    Shape shape,
    ValueNoise noise,
    double valueAtX,
    List<int[]> groups,
    List<Estimate> estimates,
    long evaluations) {

  /** The number of estimates. */
  public int size() {
    return estimates.size();
  }

  /** One estimate, by its position among those asked for. */
  public Estimate get(int i) {
    return estimates.get(i);
  }

  /** The values, one for each estimate. */
  public double[] values() {
    return estimates.stream().mapToDouble(Estimate::value).toArray();
  }

  /** The bounds, one for each estimate; infinite where there is none. */
  public double[] bounds() {
    return estimates.stream().mapToDouble(Estimate::bound).toArray();
  }

  /** The realised steps, one for each estimate. */
  public double[] steps() {
    return estimates.stream().mapToDouble(Estimate::step).toArray();
  }

  /** How many estimates are bounded. */
  public int boundedCount() {
    return (int) estimates.stream().filter(Estimate::isBounded).count();
  }
}
