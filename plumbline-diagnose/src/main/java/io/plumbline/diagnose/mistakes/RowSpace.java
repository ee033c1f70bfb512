package io.plumbline.diagnose.mistakes;

import io.plumbline.core.Euclidean;

/** All combinations of some rows, by an orthonormal basis (modified Gram-Schmidt). */
final class RowSpace {
  /** What the rows before it leave of a row that adds nothing, relative to its length. */
  private static final double DEPENDENT = 1e-9;

  private final double[][] basis;
  private final int rank;

  private RowSpace(double[][] basis, int rank) {
    this.basis = basis;
    this.rank = rank;
  }

  /**
   * The space of some rows.
   *
   * @param rows of one length; overwritten
   * @param most the rank from which on it is of no interest
   * @return the space, or that of the first rows, of this rank, if it is larger
   */
  static RowSpace of(double[][] rows, int most) {
    double[][] basis = new double[most][];
    int rank = 0;
    for (int k = 0; k < rows.length && rank < most; k++) {
      double[] row = rows[k];
      double length = Euclidean.norm(row);
      for (int j = 0; j < rank; j++) {
        subtract(row, basis[j], Euclidean.dot(row, basis[j]));
      }
      double left = Euclidean.norm(row);
      if (left > DEPENDENT * length) {
        for (int i = 0; i < row.length; i++) {
          row[i] /= left;
        }
        basis[rank++] = row;
      }
    }
    return new RowSpace(basis, rank);
  }

  int rank() {
    return rank;
  }

  /** What the nearest combination leaves of a vector. */
  double[] left(double[] vector) {
    double[] left = vector.clone();
    for (int j = 0; j < rank; j++) {
      subtract(left, basis[j], Euclidean.dot(left, basis[j]));
    }
    return left;
  }

  private static void subtract(double[] from, double[] direction, double factor) {
    for (int i = 0; i < from.length; i++) {
      from[i] -= factor * direction[i];
    }
  }
}
