package io.plumbline.graph.by;

import java.util.Arrays;

/**
 * How a parameter of a graph is made of a tensor of the model's file: element by element, moved and
 * multiplied by constants. Readers transpose kernels, split gates and scale queries; all of that is
 * a placement.
 *
 * @param sources for each element of the parameter the tensor's element it is made of, in C order;
 *     {@link #FIXED} where it is made of none
 * @param factors what the tensor's element is multiplied by
 */
public record Placement(int[] sources, double[] factors) {
  /** In {@link #sources}: the element does not depend on the tensor. */
  public static final int FIXED = -1;

  /**
   * Every element where the tensor has it.
   *
   * @param size how many there are
   * @return the placement of a parameter that is the tensor itself
   */
  public static Placement identity(int size) {
    int[] sources = new int[size];
    double[] factors = new double[size];
    Arrays.setAll(sources, k -> k);
    Arrays.fill(factors, 1);
    return new Placement(sources, factors);
  }

  /** Whether every element of the parameter is the tensor's element of the same place. */
  boolean isIdentity(int size) {
    boolean identity = sources.length == size;
    for (int k = 0; identity && k < size; k++) {
      identity = sources[k] == k && factors[k] == 1;
    }
    return identity;
  }
}
