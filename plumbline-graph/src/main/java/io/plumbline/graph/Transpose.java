package io.plumbline.graph;

import io.plumbline.core.function.Shape;
import java.util.Arrays;
import java.util.List;

/**
 * Axes in another order.
 *
 * @param permutation output axis i is input axis permutation[i]
 */
public record Transpose(int[] permutation) implements Movement {

  @Override
  public Shape infer(List<Shape> inputs) {
    Shape x = Fit.only(inputs);
    int[] sorted = permutation.clone();
    Arrays.sort(sorted);
    boolean once = sorted.length == x.rank();
    for (int axis = 0; axis < sorted.length && once; axis++) {
      once = sorted[axis] == axis;
    }
    Fit.require(
        once,
        "permutation (" + Arrays.toString(permutation) + ") must name each axis of " + x + " once");
    return Tensor.shapeOf(Arrays.stream(permutation).map(x::extent).toArray());
  }

  @Override
  public int source(int[] at, Shape x) {
    int[] from = new int[at.length];
    for (int axis = 0; axis < at.length; axis++) {
      from[permutation[axis]] = at[axis];
    }
    return x.flat(from);
  }

  @Override
  public boolean keepsBatch(List<Shape> inputs, boolean[] batched) {
    return permutation[0] == 0;
  }

  @Override
  public boolean rearranges() {
    return true;
  }

  @Override
  public <R> R accept(OpVisitor<R> visitor) {
    return visitor.visit(this);
  }
}
