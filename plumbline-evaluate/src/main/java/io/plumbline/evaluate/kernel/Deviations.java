package io.plumbline.evaluate.kernel;

/**
 * How large random errors are, element by element, in half of float64's room: deviations need no
 * more digits. They are held relative to a power of two, so that small ones do not vanish, and
 * rounded up.
 */
public final class Deviations {
  private static final Deviations NONE = new Deviations(0, new float[0][]);

  private final double unit;
  private final float[][] rows;

  private Deviations(double unit, float[][] rows) {
    this.unit = unit;
    this.rows = rows;
  }

  /** The deviations of rows. */
  public static Deviations of(double[][] rows) {
    double most = 0;
    for (double[] row : rows) {
      for (double each : row) {
        // What is no number stays one.
        most = each <= most ? most : each;
      }
    }
    if (most == 0) {
      return NONE;
    }
    double unit = most <= Double.MAX_VALUE ? Math.scalb(1.0, Math.getExponent(most)) : 1;
    unit = Math.max(unit, Double.MIN_NORMAL);
    float[][] parts = new float[rows.length][];
    for (int q = 0; q < rows.length; q++) {
      parts[q] = new float[rows[q].length];
      for (int c = 0; c < rows[q].length; c++) {
        double part = rows[q][c] / unit;
        parts[q][c] = part == 0 ? 0 : Math.nextUp((float) part);
      }
    }
    return new Deviations(unit, parts);
  }

  /** Whether nothing is off. */
  public boolean isNone() {
    return rows.length == 0;
  }

  /** How many rows are off. */
  public int rows() {
    return rows.length;
  }

  /** How many elements each of them has. */
  public int channels() {
    return rows.length == 0 ? 0 : rows[0].length;
  }

  /** Of one element. */
  public double of(int row, int channel) {
    return isNone() ? 0 : unit * rows[row][channel];
  }

  /** Of the elements of a row, in {@link #unit}s. */
  float[] row(int q) {
    return rows[q];
  }

  double unit() {
    return unit;
  }

  /** The sum over all elements of |one - other| times their deviation. */
  public double weigh(double[][] one, double[][] other) {
    double sum = 0;
    for (int q = 0; q < rows.length; q++) {
      double[] plus = one[q];
      double[] minus = other[q];
      float[] parts = rows[q];
      for (int c = 0; c < parts.length; c++) {
        sum += Math.abs(plus[c] - minus[c]) * parts[c];
      }
    }
    return unit * sum;
  }
}
