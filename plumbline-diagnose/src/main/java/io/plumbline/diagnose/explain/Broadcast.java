package io.plumbline.diagnose.explain;

import io.plumbline.core.function.Shape;
import java.util.Optional;

/** What subtracting arrays of two shapes gives, by NumPy's rules. */
final class Broadcast {
  private Broadcast() {}

  /** The shape of the result; empty where there is none. */
  static Optional<Shape> of(Shape a, Shape b) {
    int rank = Math.max(a.rank(), b.rank());
    int[] sizes = new int[rank];
    long count = 1;
    for (int back = 1; back <= rank; back++) {
      int one = back <= a.rank() ? a.extent(a.rank() - back) : 1;
      int other = back <= b.rank() ? b.extent(b.rank() - back) : 1;
      if (one != other && one != 1 && other != 1) {
        return Optional.empty();
      }
      sizes[rank - back] = Math.max(one, other);
      count *= sizes[rank - back];
    }
    return count > Integer.MAX_VALUE ? Optional.empty() : Optional.of(Shape.of(sizes));
  }
}
