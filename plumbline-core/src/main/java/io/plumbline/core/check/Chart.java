package io.plumbline.core.check;

import io.plumbline.core.function.ScalarFunction;
import java.util.Optional;
import java.util.function.IntFunction;

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
 */
record Chart(
    ScalarFunction function,
    double[] x,
    double[] units,
    int[] places,
    IntFunction<Optional<Boolean>> toTheRight,
    Optional<Chart> singly,
    boolean isWhole) {
  int size() {
    return places.length;
  }

  Chart far() {
    return singly.orElse(this);
  }
}
