package io.plumbline.jobs.input;

import io.plumbline.core.tile.ImageLayout;
import java.util.Locale;

/** Where an array of images has its channels, as {@code --layout} says it. */
public enum ArrayLayout {
  /** One image, (H, W, C). */
  HWC(ImageLayout.HWC, 3),
  /** One image, (C, H, W). */
  CHW(ImageLayout.CHW, 3),
  /** Several images, (N, H, W, C). */
  NHWC(ImageLayout.HWC, 4),
  /** Several images, (N, C, H, W). */
  NCHW(ImageLayout.CHW, 4);

  private final ImageLayout image;
  private final int rank;

  ArrayLayout(ImageLayout image, int rank) {
    this.image = image;
    this.rank = rank;
  }

  /** The layout of each image. */
  ImageLayout image() {
    return image;
  }

  /** How many axes the array has. */
  int rank() {
    return rank;
  }

  /** As the option has it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
