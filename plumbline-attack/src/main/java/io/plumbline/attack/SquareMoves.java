package io.plumbline.attack;

import io.plumbline.core.tile.Image;
import java.util.SplittableRandom;

/** What the square attack tries in one norm: where its search begins, and how it goes on. */
interface SquareMoves {
  /**
   * Where to begin, inside the ball.
   *
   * @param ball around the clean input
   * @param random where the numbers come from
   * @return a new input
   */
  float[] start(Ball ball, SplittableRandom random);

  /**
   * The best so far with one random square changed, inside the ball.
   *
   * @param best not written to
   * @param ball around the clean input
   * @param share of the image that the square shall cover, above 0 and at most 1
   * @param random where the numbers come from
   * @return a new input
   */
  float[] move(float[] best, Ball ball, double share, SplittableRandom random);

  /** The side of a square that covers a share of an image, at least 1 and inside it. */
  static int side(Image grid, double share) {
    int side = (int) Math.round(Math.sqrt(share * grid.rows() * grid.columns()));
    return Math.max(1, Math.min(side, Math.min(grid.rows(), grid.columns())));
  }
}
