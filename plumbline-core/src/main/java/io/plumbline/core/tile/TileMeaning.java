package io.plumbline.core.tile;

/**
 * The two numbers that go by the name of a tile's gradient. They differ by the number of its
 * pixels.
 */
public enum TileMeaning {
  /**
   * The derivative when all pixels of the tile are moved by the same amount: the sum of their
   * gradients. This is what a difference quotient of the whole tile estimates.
   */
  ALONG_TILE,
  /**
   * The mean gradient of the tile's pixels: the derivative along the tile divided by the number of
   * pixels in that tile, which is smaller at an edge that the tile's size does not divide. Channels
   * moved together are not counted: the sum over the channels of a pixel is that pixel's.
   */
  MEAN_PER_PIXEL
}
