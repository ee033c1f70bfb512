package io.plumbline.graph;

import io.plumbline.core.function.Shape;

/**
 * From images whose channels stand first, (N, C, …), to images whose channels stand last, (N, …,
 * C), and back: permutations as {@link Transpose} takes them, and what is given by axis.
 */
public final class ChannelsLast {
  private ChannelsLast() {}

  /**
   * From (N, C, …) to (N, …, C).
   *
   * @param rank batch axis included
   * @return a permutation
   */
  public static int[] permutation(int rank) {
    int[] permutation = new int[rank];
    for (int axis = 1; axis < rank; axis++) {
      permutation[axis] = axis == rank - 1 ? 1 : axis + 1;
    }
    return permutation;
  }

  /**
   * From (N, …, C) to (N, C, …).
   *
   * @param rank batch axis included
   * @return a permutation
   */
  public static int[] inverse(int rank) {
    int[] permutation = new int[rank];
    for (int axis = 1; axis < rank; axis++) {
      permutation[axis] = axis == 1 ? rank - 1 : axis - 1;
    }
    return permutation;
  }

  /** Where an axis of (N, C, …) stands in (N, …, C). */
  static int axis(int axis, int rank) {
    return axis == 0 ? 0 : axis == 1 ? rank - 1 : axis - 1;
  }

  /** What is given for each axis of (N, C, …), for each of (N, …, C). */
  static int[] byAxis(int[] numbers) {
    int[] permutation = permutation(numbers.length);
    int[] out = new int[numbers.length];
    for (int axis = 0; axis < out.length; axis++) {
      out[axis] = numbers[permutation[axis]];
    }
    return out;
  }

  /**
   * Whether a constant operand's values are in the same order in both layouts.
   *
   * @param constant broadcastable to images with their channels first
   * @param rank of the images, batch axis included
   * @return whether {@link #of} keeps its values as they are
   */
  public static boolean keepsOrder(Parameter constant, int rank) {
    return of(constant, rank).tensor().values() == constant.tensor().values();
  }

  /**
   * A constant operand of channels-first images, for the same images with their channels last.
   *
   * @param constant broadcastable to the former
   * @param rank of the images, batch axis included
   * @return the same under {@code rank} axes; its values are the same array where their order is
   */
  public static Parameter of(Parameter constant, int rank) {
    Shape given = constant.tensor().shape();
    int[] extents = new int[rank];
    for (int k = 1; k <= rank; k++) {
      extents[rank - k] = k <= given.rank() ? given.extent(-k) : 1;
    }
    Shape from = Tensor.shapeOf(extents);
    Shape to = Tensor.shapeOf(byAxis(extents));
    double[] values = constant.tensor().values();
    // Where only the channels, or only the pixels, are many, the order of the values is the same.
    if (Math.max(from.extent(1), 1) != from.size() && from.extent(1) != 1) {
      int[] sources = new Transpose(permutation(rank)).sources(from);
      double[] moved = new double[sources.length];
      for (int k = 0; k < moved.length; k++) {
        moved[k] = values[sources[k]];
      }
      values = moved;
    }
    return new Parameter(constant.name(), new Tensor(to, values), constant.trainable());
  }
}
