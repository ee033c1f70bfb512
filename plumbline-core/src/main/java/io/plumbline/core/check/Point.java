package io.plumbline.core.check;

import java.util.Arrays;

/**
 * Numbers that something is known for.
 *
 * @param x not written to any more
 */
record Point(double[] x) {
  @Override
  public boolean equals(Object other) {
    return other instanceof Point point && Arrays.equals(x, point.x);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(x);
  }
}
