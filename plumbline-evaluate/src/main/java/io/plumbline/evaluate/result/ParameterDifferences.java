package io.plumbline.evaluate.result;

/**
 * The derivative by one parameter's elements, by central differences.
 *
 * @param name the parameter's
 * @param differences one estimate for each of its elements, in its own order
 */
public record ParameterDifferences(String name, Differences differences) {
  /**
   * The sum of two derivatives by the same parameter, which enters the network twice.
   *
   * @param other of the same parameter
   * @return the sums
   */
  public ParameterDifferences plus(ParameterDifferences other) {
    return new ParameterDifferences(name, differences.plus(other.differences));
  }
}
