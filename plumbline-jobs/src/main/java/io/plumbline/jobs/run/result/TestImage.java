package io.plumbline.jobs.run.result;

import io.plumbline.report.Values;

/**
 * The image whose gradient is estimated.
 *
 * @param index its place in the test set, from 0
 * @param label its own label
 * @param rows the height in pixels
 * @param columns the width in pixels
 * @param channels 1, or 3 for colour
 * @param pixels channels last, scaled to [0, 1]
 */
public record TestImage(int index, int label, int rows, int columns, int channels, Values pixels) {
  /** Checks the count of pixels. */
  public TestImage {
    int size = rows * columns * channels;
    if (pixels.size() != size) {
      throw new IllegalArgumentException(
          "pixels (" + pixels.size() + ") must be rows x columns x channels = " + size);
    }
  }
}
