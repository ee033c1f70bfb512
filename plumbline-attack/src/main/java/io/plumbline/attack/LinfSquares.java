package io.plumbline.attack;

import io.plumbline.core.tile.Image;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * L-infinity (Andriushchenko et al. 2020, algorithm 2): vertical stripes of ±epsilon at first; then
 * the pixels of a square go to ±epsilon, channel by channel.
 *
 * @param grid how inputs lie in images
 * @param epsilon the largest change
 */
record LinfSquares(Image grid, double epsilon) implements SquareMoves {
  /** How often another square is drawn in place of one that is as it should become already. */
  private static final int TRIES = 10;

  @Override
  public float[] start(Ball ball, SplittableRandom random) {
    float[] x = ball.center().clone();
    for (int channel = 0; channel < grid.channels(); channel++) {
      for (int column = 0; column < grid.columns(); column++) {
        double change = random.nextBoolean() ? epsilon : -epsilon;
        for (int row = 0; row < grid.rows(); row++) {
          x[grid.flat(row, column, channel)] += (float) change;
        }
      }
    }
    ball.project(x);
    return x;
  }

  @Override
  public float[] move(float[] best, Ball ball, double share, SplittableRandom random) {
    float[] x = best;
    for (int k = 0; k < TRIES && Arrays.equals(x, best); k++) {
      x = squared(best, ball, SquareMoves.side(grid, share), random);
    }
    return x;
  }

  private float[] squared(float[] best, Ball ball, int side, SplittableRandom random) {
    int top = random.nextInt(grid.rows() - side + 1);
    int left = random.nextInt(grid.columns() - side + 1);
    float[] x = best.clone();
    for (int channel = 0; channel < grid.channels(); channel++) {
      float change = (float) (random.nextBoolean() ? epsilon : -epsilon);
      for (int row = top; row < top + side; row++) {
        for (int column = left; column < left + side; column++) {
          int i = grid.flat(row, column, channel);
          x[i] = ball.center()[i] + change;
        }
      }
    }
    ball.project(x);
    return x;
  }
}
