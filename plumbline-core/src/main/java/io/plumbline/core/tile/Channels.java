package io.plumbline.core.tile;

/** What a tile of an image with several channels contains. */
public enum Channels {
  /** All channels of its pixels: they are moved together and their gradients summed together. */
  TOGETHER,
  /** One channel of its pixels: there are as many tiles in a place as there are channels. */
  SEPARATE
}
