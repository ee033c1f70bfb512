package io.plumbline.readers.onnx.lower;

import io.plumbline.core.function.Shape;
import io.plumbline.readers.onnx.file.Operand;
import java.util.Arrays;

/**
 * Interpolation: each output is a weighted sum of a few input elements, as many for each. Tap by
 * tap it is a choice by constant indices, times constant weights.
 *
 * @param indices of the elements, by tap and output
 * @param weights of the same
 */
public record Taps(int[][] indices, double[][] weights) {
  public static Taps of(int taps, int outputs) {
    return new Taps(new int[taps][outputs], new double[taps][outputs]);
  }

  public void set(int tap, int output, int index, double weight) {
    indices[tap][output] = index;
    weights[tap][output] = weight;
  }

  /**
   * Linear interpolation of an image at constant places, whose pixels stand in C order; beyond its
   * edge it fades to 0 within one pixel.
   */
  public static Taps linear(int[] extents, double[] rows, double[] columns) {
    Taps taps = of(4, rows.length);
    for (int point = 0; point < rows.length; point++) {
      for (int tap = 0; tap < 4; tap++) {
        double row = Math.floor(rows[point]) + (tap >> 1);
        double column = Math.floor(columns[point]) + (tap & 1);
        if (row >= 0 && row < extents[0] && column >= 0 && column < extents[1]) {
          double weight =
              (1 - Math.abs(rows[point] - row)) * (1 - Math.abs(columns[point] - column));
          taps.set(tap, point, (int) (row * extents[1] + column), weight);
        }
      }
    }
    return taps;
  }

  /** The weighted sums along an axis. */
  public Operand along(Call call, Operand x, int axis) {
    Algebra algebra = new Algebra(call);
    int outputs = indices[0].length;
    int[] extents = new int[x.shape().rank() - axis];
    Arrays.fill(extents, 1);
    extents[0] = outputs;
    Shape shape = call.shape(extents);
    Operand sum = null;
    for (int tap = 0; tap < indices.length; tap++) {
      double[] factors = weights[tap];
      if (Arrays.stream(factors).allMatch(w -> w == 0)) {
        continue;
      }
      Operand chosen = algebra.gather(x, axis, indices[tap]);
      boolean plain = Arrays.stream(factors).allMatch(w -> w == 1);
      Operand weighted =
          plain
              ? chosen
              : algebra.multiply(chosen, algebra.fixed("weights", shape, k -> factors[k]));
      sum = sum == null ? weighted : algebra.add(sum, weighted);
    }
    return sum == null
        ? algebra.multiply(algebra.gather(x, axis, indices[0]), algebra.number(0))
        : sum;
  }

  /** The cubic of Keys (1981) at distances -1-t, -t, 1-t and 2-t from a point between two. */
  public static double[] cubic(double t, double a) {
    return new double[] {
      cubicAt(1 + t, a), cubicAt(t, a), cubicAt(1 - t, a), cubicAt(2 - t, a),
    };
  }

  /** The same at one distance, at least 0. */
  public static double cubicAt(double distance, double a) {
    return distance <= 1 ? inner(distance, a) : distance < 2 ? outer(distance, a) : 0;
  }

  private static double inner(double d, double a) {
    return ((a + 2) * d - (a + 3)) * d * d + 1;
  }

  private static double outer(double d, double a) {
    return ((a * d - 5 * a) * d + 8 * a) * d - 4 * a;
  }
}
