package io.plumbline.graph;

import io.plumbline.core.function.Shape;
import java.util.List;

/**
 * An operation that puts each element elsewhere, leaves some out or repeats them: no arithmetic.
 */
public interface Movement extends Affine {

  /** What {@link #source} says of an element that is no element of the input. */
  int NONE = -1;

  /**
   * Which element of the input stands at a place of the output.
   *
   * @param at coordinates in the output, one for each axis
   * @param x the input's shape
   * @return its position in C order; {@link #NONE} where a constant stands
   */
  int source(int[] at, Shape x);

  /**
   * Which element of the input stands at each place of the output.
   *
   * @param x the input's shape
   * @return positions in C order, by position in C order; {@link #NONE} where a constant stands
   */
  default int[] sources(Shape x) {
    Shape y = infer(List.of(x));
    int[] sources = new int[y.size()];
    for (int k = 0; k < sources.length; k++) {
      sources[k] = source(y.coordinates(k), x);
    }
    return sources;
  }

  /**
   * What stands where no element of the input does.
   *
   * @return the constant
   */
  default double fill() {
    return 0;
  }

  /** A batch that is still first behind it, with extent 1 for one sample, has not been moved. */
  @Override
  default boolean keepsBatch(List<Shape> inputs, boolean[] batched) {
    return true;
  }
}
