package io.plumbline.attack;

import io.plumbline.core.tile.Image;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * L2 (Andriushchenko et al. 2020, algorithm 3): a grid of bumps with random signs at first; then
 * the change in one random window is taken back, and its length, with what the bounds left unused,
 * spent in another window on a pair of bumps of opposite sign.
 *
 * @param grid how inputs lie in images
 * @param epsilon the length of the change
 */
record L2Squares(Image grid, double epsilon) implements SquareMoves {
  /** Of so many bumps along a side is the first change made. */
  private static final int FIRST_BUMPS = 5;

  private static final int LEAST_SIDE = 3;

  @Override
  public float[] start(Ball ball, SplittableRandom random) {
    int side = Math.max(1, Math.min(grid.rows(), grid.columns()) / FIRST_BUMPS);
    int down = grid.rows() / side;
    int across = grid.columns() / side;
    double[][] bump = bump(side, side);
    double[] change = new double[grid.size()];
    for (int channel = 0; channel < grid.channels(); channel++) {
      for (int k = 0; k < down * across; k++) {
        int top = (grid.rows() - down * side) / 2 + k / across * side;
        int left = (grid.columns() - across * side) / 2 + k % across * side;
        new Window(top, left, side, channel).put(change, bump, random.nextBoolean() ? 1 : -1);
      }
    }
    return moved(ball, change);
  }

  @Override
  public float[] move(float[] best, Ball ball, double share, SplittableRandom random) {
    double[] change = new double[best.length];
    double used = 0;
    for (int i = 0; i < change.length; i++) {
      change[i] = (double) best[i] - ball.center()[i];
      used += change[i] * change[i];
    }
    double unused = Math.max(0, epsilon * epsilon - used) / grid.channels();
    int side = oddSide(share);
    int[] to = {random.nextInt(grid.rows() - side + 1), random.nextInt(grid.columns() - side + 1)};
    int[] from = {
      random.nextInt(grid.rows() - side + 1), random.nextInt(grid.columns() - side + 1)
    };
    double[][] pair = pair(side, random.nextBoolean());
    for (int channel = 0; channel < grid.channels(); channel++) {
      Window gains = new Window(to[0], to[1], side, channel);
      Window loses = new Window(from[0], from[1], side, channel);
      double before = gains.length(change);
      double both = loses.lengthOfUnion(change, gains);
      double[][] next = gains.mixed(change, before, pair, random.nextBoolean() ? 1 : -1);
      loses.put(change, new double[side][side], 0);
      gains.put(change, next, Math.sqrt(unused + both * both));
    }
    return moved(ball, change);
  }

  private int oddSide(double share) {
    int side = Math.max(LEAST_SIDE, SquareMoves.side(grid, share)) | 1;
    int most = Math.min(grid.rows(), grid.columns());
    return side <= most ? side : most - (most + 1) % 2;
  }

  /** The clean input changed along a direction, as far as the ball and the bounds let it. */
  private float[] moved(Ball ball, double[] change) {
    double squares = 0;
    for (double value : change) {
      squares += value * value;
    }
    double factor = squares > 0 ? epsilon / Math.sqrt(squares) : 0;
    float[] x = ball.center().clone();
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) (x[i] + factor * change[i]);
    }
    ball.project(x);
    return x;
  }

  /**
   * A bump of length 1: at distance m from the middle, the larger of the distances along both axes,
   * the sum of 1 / (j + 1)² for j from m to half the longer side.
   */
  static double[][] bump(int rows, int columns) {
    double[][] values = new double[rows][columns];
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        int middle = Math.max(Math.abs(row - rows / 2), Math.abs(column - columns / 2));
        for (int j = middle; j <= Math.max(rows, columns) / 2; j++) {
          values[row][column] += 1.0 / ((j + 1) * (j + 1));
        }
      }
    }
    return normalized(values);
  }

  /** Two bumps of opposite sign that fill a square, one above the other or side by side. */
  static double[][] pair(int side, boolean above) {
    double[][] values = new double[side][side];
    int half = side / 2;
    double[][] first = half > 0 ? bump(half, side) : new double[0][side];
    double[][] second = bump(side - half, side);
    for (int row = 0; row < side; row++) {
      for (int column = 0; column < side; column++) {
        double value = row < half ? first[row][column] : -second[row - half][column];
        values[above ? row : column][above ? column : row] = value;
      }
    }
    return normalized(values);
  }

  private static double[][] normalized(double[][] values) {
    double squares = 0;
    for (double[] row : values) {
      for (double value : row) {
        squares += value * value;
      }
    }
    double length = Math.sqrt(squares);
    for (double[] row : values) {
      for (int k = 0; k < row.length; k++) {
        row[k] = length > 0 ? row[k] / length : 0;
      }
    }
    return values;
  }

  /** A square of one channel. */
  private final class Window {
    private final int top;
    private final int left;
    private final int side;
    private final int channel;

    Window(int top, int left, int side, int channel) {
      this.top = top;
      this.left = left;
      this.side = side;
      this.channel = channel;
    }

    private boolean holds(int row, int column) {
      return row >= top && row < top + side && column >= left && column < left + side;
    }

    private int index(int row, int column) {
      return grid.flat(top + row, left + column, channel);
    }

    void put(double[] change, double[][] values, double factor) {
      for (int row = 0; row < side; row++) {
        for (int column = 0; column < side; column++) {
          change[index(row, column)] = factor * values[row][column];
        }
      }
    }

    double length(double[] change) {
      return lengthOfUnion(change, null);
    }

    /** The length of the change in this window and another of the same channel together. */
    double lengthOfUnion(double[] change, @Nullable Window other) {
      double squares = other == null ? 0 : Math.pow(other.length(change), 2);
      for (int row = 0; row < side; row++) {
        for (int column = 0; column < side; column++) {
          if (other == null || !other.holds(top + row, left + column)) {
            squares += Math.pow(change[index(row, column)], 2);
          }
        }
      }
      return Math.sqrt(squares);
    }

    /** The direction of a pair of bumps plus that of the change so far, of length 1. */
    double[][] mixed(double[] change, double length, double[][] pair, int sign) {
      double[][] values = new double[side][side];
      for (int row = 0; row < side; row++) {
        for (int column = 0; column < side; column++) {
          double old = length > 0 ? change[index(row, column)] / length : 0;
          values[row][column] = sign * pair[row][column] + old;
        }
      }
      return normalized(values);
    }
  }
}
