package io.plumbline.core.check;

import java.util.Arrays;

/**
 * Numbers that something is known for.
 *
 * @param x not written to any more
 */
record PointKey(double[] x) {
  @Override
  public boolean equals(Object other) {
    return other instanceof PointKey point && Arrays.equals(x, point.x);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(x);
  }
}
