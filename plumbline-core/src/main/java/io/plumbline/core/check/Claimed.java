package io.plumbline.core.check;

import io.plumbline.core.Euclidean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A matrix of derivatives that was claimed, of one row for each output, as far as random directions
 * ask for it.
 */
interface Claimed {
  /** How many rows. */
  int rows();

  /** What is claimed of the change of a mixture of outputs. */
  Slope of(double[] mixture);

  /** Some entries of a row. */
  double[] entries(int row, int[] columns);

  /** Places of entries that are no numbers, a few of them: row and column. */
  default List<int[]> notFinite(int most) {
    return List.of();
  }

  /** A claimed slope of one mixture of outputs. */
  interface Slope {
    /** How much it changes over a step along a line. */
    double over(Line line, double t);

    /** What it is made of along a line: the norm of its parts. */
    double size(Line line);

    /** The norm of the slopes, each over the size of its entry; at a random line at least. */
    double norm(Line random, double[] sizes);
  }

  /** A slope by its number for each entry of the argument. */
  static Slope slope(double[] gradient) {
    return new Slope() {
      @Override
      public double over(Line line, double t) {
        return Euclidean.dot(gradient, line.move(t));
      }

      @Override
      public double size(Line line) {
        return Claimed.norm(gradient, line.direction());
      }

      @Override
      public double norm(Line random, double[] sizes) {
        return Claimed.norm(gradient, sizes);
      }
    };
  }

  private static double norm(double[] a, double[] b) {
    double[] parts = new double[a.length];
    Arrays.setAll(parts, k -> a[k] * b[k]);
    return Euclidean.norm(parts);
  }

  /** A matrix of which some entries of each row are there, and the others are zero. */
  static Claimed of(SparseMatrix matrix) {
    return new Claimed() {
      @Override
      public int rows() {
        return matrix.rows();
      }

      @Override
      public Slope of(double[] mixture) {
        return slope(matrix.transposedTimes(mixture));
      }

      @Override
      public double[] entries(int row, int[] columns) {
        return Arrays.stream(columns).mapToDouble(k -> matrix.at(row, k)).toArray();
      }

      @Override
      public List<int[]> notFinite(int most) {
        List<int[]> places = new ArrayList<>();
        for (int i = 0; i < matrix.rows(); i++) {
          for (int a = 0; a < matrix.values()[i].length && places.size() < most; a++) {
            if (!Double.isFinite(matrix.values()[i][a])) {
              places.add(new int[] {i, matrix.column(i, a)});
            }
          }
        }
        return places;
      }
    };
  }

  /**
   * A matrix by what its transpose does.
   *
   * @param product with a vector of one number for each row
   */
  static Claimed byRows(int rows, UnaryOperator<double[]> product) {
    return new Claimed() {
      @Override
      public int rows() {
        return rows;
      }

      @Override
      public Slope of(double[] mixture) {
        return slope(product.apply(mixture));
      }

      @Override
      public double[] entries(int row, int[] columns) {
        double[] all = product.apply(Products.unit(rows, row));
        return Arrays.stream(columns).mapToDouble(k -> all[k]).toArray();
      }
    };
  }

  /**
   * A matrix by what it does.
   *
   * @param product with a vector of one number for each column
   */
  static Claimed byColumns(int rows, int columns, UnaryOperator<double[]> product) {
    return new Claimed() {
      @Override
      public int rows() {
        return rows;
      }

      @Override
      public Slope of(double[] mixture) {
        return new Slope() {
          @Override
          public double over(Line line, double t) {
            return Euclidean.dot(mixture, line.image(t, product));
          }

          @Override
          public double size(Line line) {
            return Claimed.norm(mixture, product.apply(line.direction()));
          }

          @Override
          public double norm(Line random, double[] sizes) {
            return size(random);
          }
        };
      }

      @Override
      public double[] entries(int row, int[] places) {
        return Arrays.stream(places)
            .mapToDouble(k -> product.apply(Products.unit(columns, k))[row])
            .toArray();
      }
    };
  }
}
