package io.plumbline.program;

import java.util.List;
import java.util.Set;

/**
 * What a program says of itself.
 *
 * @param serves what it may be asked for
 * @param inputs what it takes; none where it takes one array of any shape, in float64
 */
record Declared(Set<ProgramOp> serves, List<Input> inputs) {
  /** The extent of an axis that may have any. */
  static final int ANY = -1;

  /**
   * One of the inputs.
   *
   * @param extents of one point, each {@link #ANY} where it is not fixed
   * @param countsPoints whether the first of them counts points, where an array has the others
   *     alone
   */
  record Input(String name, Datatype datatype, int[] extents, boolean countsPoints) {
    boolean takes(int[] shape) {
      return fits(shape, 0) || (countsPoints && fits(shape, 1));
    }

    private boolean fits(int[] shape, int from) {
      boolean fits = shape.length == extents.length - from;
      for (int axis = 0; fits && axis < shape.length; axis++) {
        int extent = extents[from + axis];
        fits = extent == ANY || extent == shape[axis];
      }
      return fits;
    }
  }
}
