package io.plumbline.diagnose.mistakes;

import io.plumbline.core.Euclidean;
import java.util.Arrays;

/** A matrix of which each row has few entries, and combinations of its rows. */
final class SparseRows {
  private final int[][] indices;
  private final double[][] values;
  private final int columns;
  private final boolean[] reached;
  private final int[] origins;

  private SparseRows(
      int[][] indices, double[][] values, int columns, boolean[] reached, int[] origins) {
    this.origins = origins;
    this.indices = indices;
    this.values = values;
    this.columns = columns;
    this.reached = reached;
  }

  /** The rows of a matrix given by its columns, those left out that are zero. */
  static SparseRows transposed(double[][] byColumn, int rowCount) {
    int[] counts = new int[rowCount];
    boolean[] reached = new boolean[byColumn.length];
    for (int at = 0; at < byColumn.length; at++) {
      double[] column = byColumn[at];
      for (int row = 0; row < rowCount; row++) {
        counts[row] += column[row] != 0 ? 1 : 0;
        reached[at] |= column[row] != 0;
      }
    }
    int kept = (int) Arrays.stream(counts).filter(count -> count > 0).count();
    int[][] indices = new int[kept][];
    double[][] values = new double[kept][];
    int[] origins = new int[kept];
    int next = 0;
    for (int row = 0; row < rowCount; row++) {
      if (counts[row] > 0) {
        indices[next] = new int[counts[row]];
        values[next] = new double[counts[row]];
        origins[next] = row;
        int at = 0;
        for (int column = 0; column < byColumn.length; column++) {
          if (byColumn[column][row] != 0) {
            indices[next][at] = column;
            values[next][at++] = byColumn[column][row];
          }
        }
        next++;
      }
    }
    return new SparseRows(indices, values, byColumn.length, reached, origins);
  }

  /** Which row of the matrix the kept one is. */
  int origin(int row) {
    return origins[row];
  }

  /** The product of a row and a vector. */
  double product(int row, double[] vector) {
    double sum = 0;
    for (int k = 0; k < indices[row].length; k++) {
      sum += values[row][k] * vector[indices[row][k]];
    }
    return sum;
  }

  /** Adds a multiple of a row to a vector. */
  void add(int row, double factor, double[] vector) {
    for (int k = 0; k < indices[row].length; k++) {
      vector[indices[row][k]] += factor * values[row][k];
    }
  }

  /** The square of a row's length. */
  double square(int row) {
    return Euclidean.dot(values[row], values[row]);
  }

  /** How many rows are not zero. */
  int count() {
    return indices.length;
  }

  /** How many columns there are. */
  int columns() {
    return columns;
  }

  /** Whether a column is not zero. */
  boolean reaches(int column) {
    return reached[column];
  }

  /** The rows with all their zeros, at some columns. */
  double[][] dense(int[] chosen) {
    int[] places = new int[columns];
    Arrays.fill(places, -1);
    for (int k = 0; k < chosen.length; k++) {
      places[chosen[k]] = k;
    }
    double[][] dense = new double[count()][chosen.length];
    for (int row = 0; row < dense.length; row++) {
      for (int k = 0; k < indices[row].length; k++) {
        int place = places[indices[row][k]];
        if (place >= 0) {
          dense[row][place] = values[row][k];
        }
      }
    }
    return dense;
  }

  /**
   * The combination nearest to a vector.
   *
   * @param residual what it leaves, relative to the vector
   */
  record Fit(double[] coefficients, double residual) {}

  /** Conjugate gradients on the normal equations, the rows scaled to length 1. */
  Fit fit(double[] vector, int iterations, double enough) {
    return fit(vector, iterations, enough, true);
  }

  /** The same, the rows scaled or as they are: of many combinations, that of least coefficients. */
  Fit fit(double[] vector, int iterations, double enough, boolean scaled) {
    double[] lengths = new double[count()];
    Arrays.fill(lengths, 1);
    for (int row = 0; scaled && row < lengths.length; row++) {
      lengths[row] = Math.sqrt(Euclidean.dot(values[row], values[row]));
    }
    double[] coefficients = new double[count()];
    double[] left = vector.clone();
    double[] slope = products(left, lengths);
    double[] direction = slope.clone();
    double size = Euclidean.dot(vector, vector);
    double steep = Euclidean.dot(slope, slope);
    for (int k = 0; k < iterations && steep > 0; k++) {
      double[] moved = combination(direction, lengths);
      double step = steep / Euclidean.dot(moved, moved);
      for (int row = 0; row < coefficients.length; row++) {
        coefficients[row] += step * direction[row];
      }
      for (int column = 0; column < columns; column++) {
        left[column] -= step * moved[column];
      }
      if (Euclidean.dot(left, left) <= enough * enough * size && k >= iterations / 2) {
        break;
      }
      slope = products(left, lengths);
      double next = Euclidean.dot(slope, slope);
      for (int row = 0; row < direction.length; row++) {
        direction[row] = slope[row] + next / steep * direction[row];
      }
      steep = next;
    }
    for (int row = 0; row < coefficients.length; row++) {
      coefficients[row] /= lengths[row];
    }
    return new Fit(coefficients, Math.sqrt(Euclidean.dot(left, left) / size));
  }

  private double[] products(double[] vector, double[] lengths) {
    double[] products = new double[count()];
    for (int row = 0; row < products.length; row++) {
      double sum = 0;
      for (int k = 0; k < indices[row].length; k++) {
        sum += values[row][k] * vector[indices[row][k]];
      }
      products[row] = sum / lengths[row];
    }
    return products;
  }

  private double[] combination(double[] coefficients, double[] lengths) {
    double[] sum = new double[columns];
    for (int row = 0; row < coefficients.length; row++) {
      double factor = coefficients[row] / lengths[row];
      for (int k = 0; k < indices[row].length; k++) {
        sum[indices[row][k]] += factor * values[row][k];
      }
    }
    return sum;
  }
}
