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
  private final Map<PointKey, double[]> kept = new ConcurrentHashMap<>();

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

  /** One output of each point. */
  void take(int output, double[] points, int count, double[] values) {
    if (outputs == 1) {
      System.arraycopy(source.outputs(points, count), 0, values, 0, count);
      return;
    }
    double[][] all = new double[count][];
    int[] unknown = new int[count];
    int missing = 0;
    for (int i = 0; i < count; i++) {
      all[i] = kept.get(point(points, i));
      unknown[missing] = i;
      missing += all[i] == null ? 1 : 0;
    }
    if (missing > 0) {
      ask(points, Arrays.copyOf(unknown, missing), all);
    }
    for (int i = 0; i < count; i++) {
      values[i] = all[i][output];
    }
  }

  private PointKey point(double[] points, int i) {
    return new PointKey(Arrays.copyOfRange(points, i * size, (i + 1) * size));
  }

  /** The points that nothing is known of, as one batch. */
  private void ask(double[] points, int[] which, double[][] all) {
    double[] asked = new double[which.length * size];
    for (int a = 0; a < which.length; a++) {
      System.arraycopy(points, which[a] * size, asked, a * size, size);
    }
    double[] answers = source.outputs(asked, which.length);
    for (int a = 0; a < which.length; a++) {
      double[] own = Arrays.copyOfRange(answers, a * outputs, (a + 1) * outputs);
      all[which[a]] = own;
      if ((long) kept.size() * (size + outputs) < MOST_KEPT) {
        kept.put(point(points, which[a]), own);
      }
    }
  }
}
