package io.plumbline.core;

/** Products, norms and distances of vectors; NaN goes through them all. */
public final class Euclidean {
  /** Below it a sum of squares may have lost some to underflow. */
  private static final double LEAST = 0x1p-900;

  private Euclidean() {}

  /**
   * The scalar product.
   *
   * @param a a vector
   * @param b as long
   * @return the sum of a_k b_k
   */
  public static double dot(double[] a, double[] b) {
    // Two sums, which do not wait for each other.
    double even = 0;
    double odd = 0;
    int k = 0;
    for (; k + 1 < a.length; k += 2) {
      even += a[k] * b[k];
      odd += a[k + 1] * b[k + 1];
    }
    return k < a.length ? even + odd + a[k] * b[k] : even + odd;
  }

  /**
   * The Euclidean norm.
   *
   * @param a a vector
   * @return the root of the sum of its squares
   */
  public static double norm(double[] a) {
    double square = dot(a, a);
    return square > LEAST && square < Double.POSITIVE_INFINITY || Double.isNaN(square)
        ? Math.sqrt(square)
        : scaledNorm(a);
  }

  /** Where squares overflow or fall below the normal numbers: in units of the largest element. */
  private static double scaledNorm(double[] a) {
    double largest = 0;
    for (double each : a) {
      largest = Math.max(largest, Math.abs(each));
    }
    if (largest == 0 || largest == Double.POSITIVE_INFINITY) {
      return largest;
    }
    // By a power of two, so that nothing rounds.
    int exponent = Math.getExponent(largest);
    double[] scaled = new double[a.length];
    for (int k = 0; k < scaled.length; k++) {
      scaled[k] = Math.scalb(a[k], -exponent);
    }
    return Math.scalb(Math.sqrt(dot(scaled, scaled)), exponent);
  }

  /**
   * The Euclidean distance.
   *
   * @param a a vector
   * @param b as long
   * @return the norm of a - b
   */
  public static double distance(double[] a, double[] b) {
    double sum = 0;
    for (int k = 0; k < a.length; k++) {
      sum += (a[k] - b[k]) * (a[k] - b[k]);
    }
    return Math.sqrt(sum);
  }

  /**
   * The cosine of the angle between two vectors.
   *
   * @param a a vector
   * @param b as long
   * @return from -1 to 1; NaN where one of them is zero
   */
  public static double cosine(double[] a, double[] b) {
    return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
  }
}
