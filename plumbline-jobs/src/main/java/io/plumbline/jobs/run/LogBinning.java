package io.plumbline.jobs.run;

import io.plumbline.jobs.run.result.GradientComparison.LogBins;
import io.plumbline.report.Values;

/** Counts relative errors in bins of a quarter decade, from 1e-8 to 1. */
final class LogBinning {
  /** The first edge. */
  static final double LOW = 1e-8;

  /** The last edge: no symmetric relative error is larger. */
  static final double HIGH = 1;

  private static final int BINS = 32;
  private static final int BINS_PER_DECADE = 4;
  private static final int LOWEST_EXPONENT = -8;

  private LogBinning() {}

  static LogBins of(double[] errors) {
    double[] edges = new double[BINS + 1];
    for (int k = 0; k <= BINS; k++) {
      edges[k] = Math.pow(10, LOWEST_EXPONENT + (double) k / BINS_PER_DECADE);
    }
    double[] counts = new double[BINS];
    long below = 0;
    long above = 0;
    long notFinite = 0;
    for (double error : errors) {
      if (!Double.isFinite(error)) {
        notFinite++;
      } else if (error < edges[0]) {
        below++;
      } else if (error > edges[BINS]) {
        above++;
      } else {
        counts[bin(error, edges)]++;
      }
    }
    return new LogBins(Values.of(edges), Values.of(counts), below, above, notFinite);
  }

  private static int bin(double error, double[] edges) {
    int bin = 0;
    while (bin < BINS - 1 && error >= edges[bin + 1]) {
      bin++;
    }
    return bin;
  }
}
