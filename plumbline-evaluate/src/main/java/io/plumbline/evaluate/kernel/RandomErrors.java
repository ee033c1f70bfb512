package io.plumbline.evaluate.kernel;

/**
 * Reproducible errors of mean 0 and variance 1, each the sum of four uniform ones: what is drawn
 * depends on a seed, on what it is for and on its place, and not on who draws when.
 */
public final class RandomErrors {
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;
  private static final int PIECES = 4;
  private static final double MEAN = PIECES * 65535 / 2.0;
  private static final double DEVIATION = Math.sqrt(PIECES * (65536.0 * 65536 - 1) / 12);

  /** An error takes as long as so many multiply-adds. */
  private static final double COST = 8;

  private final long seed;

  public RandomErrors(long seed, int number) {
    this.seed = mix(seed * GOLDEN + number);
  }

  /**
   * The finalizer of Steele, Lea and Flood 2014, Fast splittable pseudorandom number generators.
   */
  private static long mix(long value) {
    long z = value;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  private static double error(long z) {
    long sum = (z & 0xFFFF) + (z >>> 16 & 0xFFFF) + (z >>> 32 & 0xFFFF) + (z >>> 48);
    return (sum - MEAN) / DEVIATION;
  }

  /** An error that belongs to a value and one of its channels or rows. */
  double common(int id, int index) {
    return error(mix(stream(-1 - id) + index * GOLDEN));
  }

  private long stream(int purpose) {
    return mix(seed + purpose * GOLDEN);
  }

  /**
   * Adds an error to every element.
   *
   * @param purpose tells uses apart that must not share their errors
   * @param deviations of the errors, row by row
   */
  public void add(double[][] rows, Deviations deviations, int purpose) {
    if (deviations.isNone()) {
      return;
    }
    long stream = stream(purpose);
    Parallel.ranges(
        rows.length,
        COST * rows.length * rows[0].length,
        (from, to) -> {
          for (int q = from; q < to; q++) {
            add(rows[q], deviations.row(q), deviations.unit(), mix(stream + q));
          }
        });
  }

  private static void add(double[] row, float[] deviations, double unit, long stream) {
    for (int c = 0; c < row.length; c++) {
      row[c] += unit * deviations[c] * error(mix(stream + (c + 1) * GOLDEN));
    }
  }

  /** Fills an array with errors. */
  public void fill(double[] values, int purpose) {
    long stream = stream(purpose);
    for (int k = 0; k < values.length; k++) {
      values[k] = error(mix(stream + (k + 1) * GOLDEN));
    }
  }
}
