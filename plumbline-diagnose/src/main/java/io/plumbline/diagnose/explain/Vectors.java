package io.plumbline.diagnose.explain;

/** Arrays as vectors. What is not a number is left out of sums: nothing is known there. */
final class Vectors {
  private Vectors() {}

  static double[] minus(double[] a, double[] b) {
    double[] difference = new double[a.length];
    for (int k = 0; k < a.length; k++) {
      difference[k] = a[k] - b[k];
    }
    return difference;
  }

  static double[] plus(double[] a, double[] b) {
    double[] sum = new double[a.length];
    for (int k = 0; k < a.length; k++) {
      sum[k] = a[k] + b[k];
    }
    return sum;
  }

  static double[] times(double factor, double[] a) {
    double[] product = new double[a.length];
    for (int k = 0; k < a.length; k++) {
      product[k] = factor * a[k];
    }
    return product;
  }

  static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int k = 0; k < a.length; k++) {
      double product = a[k] * b[k];
      sum += Double.isNaN(product) ? 0 : product;
    }
    return sum;
  }

  static double norm(double[] a) {
    return Math.sqrt(dot(a, a));
  }

  /** How far one goes along with another, whatever the sign; 0 where one is nothing. */
  static double cosine(double[] a, double[] b) {
    double norms = norm(a) * norm(b);
    return norms > 0 ? Math.abs(dot(a, b)) / norms : 0;
  }

  static double distance(double[] a, double[] b) {
    return norm(minus(a, b));
  }
}
