package io.plumbline.core.survey;

import io.plumbline.core.function.Precision;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Central difference quotients of some coordinates at points beside the sample: for every jitter d
 * at x + t d, x - t d, x + 2t d and x - 2t d, with steps t and 2t.
 *
 * @param coordinates which were differenced
 * @param values by jitter, then by place (+t, -t, +2t, -2t), then by coordinate
 * @param weights for each coordinate the mean of sum_k w_k |difference quotient of output k|
 * @param step t
 */
record Quotients(int[] coordinates, double[][][] values, double[] weights, double step) {
  static final int PLACES = 4;

  /** Is told how many evaluations were done, by several threads. */
  @FunctionalInterface
  interface Ticks {
    void done(long evaluations);
  }

  /** How many evaluations the quotients of so many coordinates take. */
  static long cost(int coordinates, int jitters) {
    return 2L * PLACES * coordinates * jitters;
  }

  static Quotients of(
      WeightedOutputs function,
      double[] x,
      double step,
      List<double[]> jitters,
      int[] coordinates,
      double[] outputWeights,
      Ticks ticks) {
    double[][][] values = new double[jitters.size()][PLACES][coordinates.length];
    double[] weights = new double[coordinates.length];
    for (int j = 0; j < jitters.size(); j++) {
      for (int place = 0; place < PLACES; place++) {
        double scale = (place < 2 ? step : 2 * step) * (place % 2 == 0 ? 1 : -1);
        double[] base = moved(x, jitters.get(j), scale, function.precision());
        new Pass(function, base, Math.abs(scale), coordinates, outputWeights)
            .run(values[j][place], weights, ticks);
      }
    }
    for (int i = 0; i < weights.length; i++) {
      weights[i] /= PLACES * jitters.size();
    }
    return new Quotients(coordinates, values, weights, step);
  }

  private static double[] moved(double[] x, double[] jitter, double by, Precision precision) {
    double[] moved = new double[x.length];
    for (int i = 0; i < moved.length; i++) {
      moved[i] = precision.round(x[i] + by * jitter[i]);
    }
    return moved;
  }

  /** All coordinates at one place. */
  private record Pass(
      WeightedOutputs function,
      double[] base,
      double step,
      int[] coordinates,
      double[] outputWeights) {
    void run(double[] quotients, double[] weights, Ticks ticks) {
      int each = Math.max(1, function.batch() / 2);
      IntStream pieces = IntStream.range(0, (coordinates.length + each - 1) / each);
      (function.isParallel() ? pieces.parallel() : pieces)
          .forEach(
              piece -> {
                int from = piece * each;
                int count = Math.min(each, coordinates.length - from);
                part(from, count, quotients, weights);
                ticks.done(2L * count);
              });
    }

    private void part(int from, int count, double[] quotients, double[] weights) {
      int size = base.length;
      int width = function.at().length;
      double[] points = new double[2 * count * size];
      double[] widths = new double[count];
      for (int k = 0; k < count; k++) {
        int i = coordinates[from + k];
        System.arraycopy(base, 0, points, 2 * k * size, size);
        System.arraycopy(base, 0, points, (2 * k + 1) * size, size);
        double above = function.precision().round(base[i] + step);
        double below = function.precision().round(base[i] - step);
        points[2 * k * size + i] = above;
        points[(2 * k + 1) * size + i] = below;
        widths[k] = above - below;
      }
      double[] outputs = new double[2 * count * width];
      function.outputs().evaluate(points, 2 * count, outputs);
      for (int k = 0; k < count; k++) {
        double difference =
            function.weighted(outputs, 2 * k) - function.weighted(outputs, 2 * k + 1);
        quotients[from + k] = difference / widths[k];
        double weight = 0;
        for (int output = 0; output < width; output++) {
          double change = outputs[2 * k * width + output] - outputs[(2 * k + 1) * width + output];
          weight += outputWeights[output] * Math.abs(change);
        }
        weights[from + k] += weight / widths[k];
      }
    }
  }
}
