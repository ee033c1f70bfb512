package io.plumbline.evaluate;

/**
 * The derivative by one parameter's elements, by central differences.
 *
 * @param name the parameter's
 * @param differences one estimate for each of its elements, in its own order
 */
public record ParameterDifferences(String name, Differences differences) {
  ParameterDifferences plus(ParameterDifferences other) {
    return new ParameterDifferences(name, differences.plus(other.differences));
  }
}
