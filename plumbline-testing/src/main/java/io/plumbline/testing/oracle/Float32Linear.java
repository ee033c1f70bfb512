package io.plumbline.testing.oracle;

import io.plumbline.testing.oracle.Float32Network.Order;

/**
 * y = shift + sum of weight · x, by element of y.
 *
 * @param block how many results lie at one place
 * @param readers the transposed table
 */
record Float32Linear(
    int[][] from, float[][] weight, float[] shift, int block, Float32Linear readers) {
  Float32Linear(int[][] from, float[][] weight, float[] shift, int block, int inputs) {
    this(from, weight, shift, block, transposed(from, weight, inputs));
  }

  private static Float32Linear transposed(int[][] from, float[][] weight, int inputs) {
    int[] counts = new int[inputs];
    for (int[] row : from) {
      for (int k : row) {
        counts[k]++;
      }
    }
    int[][] to = new int[inputs][];
    float[][] back = new float[inputs][];
    for (int k = 0; k < inputs; k++) {
      to[k] = new int[counts[k]];
      back[k] = new float[counts[k]];
    }
    for (int o = from.length - 1; o >= 0; o--) {
      for (int k = from[o].length - 1; k >= 0; k--) {
        int in = from[o][k];
        to[in][--counts[in]] = o;
        back[in][counts[in]] = weight[o][k];
      }
    }
    return new Float32Linear(to, back, null, 1, null);
  }

  float[] apply(float[] x, Order order) {
    float[] y = new float[from.length];
    for (int o = 0; o < y.length; o++) {
      float[] read = new float[from[o].length];
      for (int k = 0; k < read.length; k++) {
        read[k] = x[from[o][k]];
      }
      y[o] = sum(read, weight[o], order.at(o / block));
      y[o] += shift == null ? 0 : shift[o];
    }
    return y;
  }

  private static float sum(float[] a, float[] b, Order order) {
    return switch (order) {
      case SEQUENTIAL -> range(a, b, 0, a.length);
      case PLACED -> throw new IllegalStateException("a sum is at one place");
      case PAIRWISE -> pairwise(a, b, 0, a.length);
      case FUSED -> {
        float sum = 0;
        for (int k = 0; k < a.length; k++) {
          sum = Math.fma(a[k], b[k], sum);
        }
        yield sum;
      }
      case BLOCKED -> {
        float[] lanes = new float[8];
        for (int k = 0; k < a.length; k++) {
          lanes[k % 8] += a[k] * b[k];
        }
        yield ((lanes[0] + lanes[4]) + (lanes[2] + lanes[6]))
            + ((lanes[1] + lanes[5]) + (lanes[3] + lanes[7]));
      }
    };
  }

  private static float range(float[] a, float[] b, int from, int to) {
    float sum = 0;
    for (int k = from; k < to; k++) {
      sum += a[k] * b[k];
    }
    return sum;
  }

  private static float pairwise(float[] a, float[] b, int from, int to) {
    int middle = (from + to) / 2;
    return to - from <= 4
        ? range(a, b, from, to)
        : pairwise(a, b, from, middle) + pairwise(a, b, middle, to);
  }
}
