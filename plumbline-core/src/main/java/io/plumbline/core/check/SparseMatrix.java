package io.plumbline.core.check;

import java.util.Arrays;
import java.util.function.IntFunction;

/**
 * A matrix by the entries of each row that may be other than zero.
 *
 * @param columnCount how many columns there are
 * @param places the columns of a row's entries, ascending
 * @param values of those, row by row
 */
record SparseMatrix(int columnCount, IntFunction<int[]> places, double[][] values) {
  /** A matrix of all entries. */
  static SparseMatrix full(int columns, double[][] rows) {
    int[] all = new int[columns];
    Arrays.setAll(all, k -> k);
    return new SparseMatrix(columns, i -> all, rows);
  }

  int rows() {
    return values.length;
  }

  int column(int row, int place) {
    return places.apply(row)[place];
  }

  double at(int row, int column) {
    int place = Arrays.binarySearch(places.apply(row), column);
    return place < 0 ? 0 : values[row][place];
  }

  /** What the transposed matrix makes of a vector. */
  double[] transposedTimes(double[] u) {
    double[] product = new double[columnCount];
    for (int i = 0; i < values.length; i++) {
      int[] own = places.apply(i);
      for (int a = 0; u[i] != 0 && a < own.length; a++) {
        product[own[a]] += u[i] * values[i][a];
      }
    }
    return product;
  }
}
