package io.plumbline.core.check;

import io.plumbline.core.function.ScalarFunction;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.function.IntToDoubleFunction;

/**
 * The coordinates that a row is differenced by: entries of the argument, several of them at once,
 * or steps along a manifold.
 *
 * @param function of the coordinates
 * @param x where they stand
 * @param units what one of each coordinate is, in the user's units
 * @param places what each coordinate is called by: its entry, or its own number
 * @param toTheRight to which side a coordinate must be differenced because the domain ends to the
 *     other one; empty where there is room to both
 * @param singly the same by single entries, where what lies far from x is looked at; empty where it
 *     is these coordinates themselves
 * @param isWhole whether the coordinates are all entries of the argument
 * @param nearby the same coordinates around points beside x
 */
record Chart(
    ScalarFunction function,
    double[] x,
    double[] units,
    int[] places,
    IntFunction<Optional<Boolean>> toTheRight,
    Optional<Chart> singly,
    boolean isWhole,
    Nearby nearby) {
  /** Other points of the argument. */
  @FunctionalInterface
  interface Nearby {
    /**
     * A chart around a point that is beside x in every entry, also in those that are no
     * coordinates.
     *
     * @param by how far at most, in sizes of the entries
     * @param parts what part of that each entry is moved by, asked for in order, from -1 to 1; less
     *     where there is no room
     */
    Chart at(double by, IntToDoubleFunction parts);

    /** A chart around a random point, each entry of which is moved by at least half of that. */
    default Chart at(double by, SplittableRandom random) {
      return at(
          by,
          k -> {
            double part = (1 + random.nextDouble()) / 2;
            return random.nextBoolean() ? part : -part;
          });
    }
  }

  int size() {
    return places.length;
  }

  Chart far() {
    return singly.orElse(this);
  }
}
