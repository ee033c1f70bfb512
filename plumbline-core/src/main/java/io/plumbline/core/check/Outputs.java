package io.plumbline.core.check;

import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The outputs of one function at many points. The rows of a Jacobian are differenced one after the
 * other at much the same points: what was computed for one serves the others.
 */
final class Outputs {
  /** So many numbers are kept at most; beyond that the function is asked again. */
  private static final long MOST_KEPT = 1L << 22;

  /** The function: points one after another, how many, and all their outputs. */
  @FunctionalInterface
  interface Source {
    double[] outputs(double[] points, int count);
  }

  private final Source source;
  private final int size;
  private final int outputs;
  private final Map<Point, double[]> kept = new ConcurrentHashMap<>();

  /**
   * A table.
   *
   * @param size of a point
   * @param outputs of the function
   */
  Outputs(Source source, int size, int outputs) {
    this.source = source;
    this.size = size;
    this.outputs = outputs;
  }

  private record Point(double[] x) {
    @Override
    public boolean equals(Object other) {
      return other instanceof Point point && Arrays.equals(x, point.x);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(x);
    }
  }

  /** One output of each point. */
  void take(int output, double[] points, int count, double[] values) {
    if (outputs == 1) {
      System.arraycopy(source.outputs(points, count), 0, values, 0, count);
      return;
    }
    for (int i = 0; i < count; i++) {
      Point point = new Point(Arrays.copyOfRange(points, i * size, (i + 1) * size));
      double[] all = kept.get(point);
      if (all == null) {
        all = source.outputs(point.x, 1);
        if ((long) kept.size() * (size + outputs) < MOST_KEPT) {
          kept.put(point, all);
        }
      }
      values[i] = all[output];
    }
  }
}
