package io.plumbline.jobs.input;

import io.plumbline.core.function.Shape;
import io.plumbline.core.tile.Image;
import io.plumbline.core.tile.ImageLayout;
import java.util.Arrays;
import java.util.Locale;

/**
 * Moves the channels of images to where a model has them.
 *
 * @param from the layout that arrays are stored in, with an axis for the channels
 * @param to the model's
 */
public record Turn(ImageLayout from, ImageLayout to) {
  /** Whether nothing is moved. */
  boolean isNone() {
    return from == to;
  }

  /** Whether an array has the axes that are moved, and pixels along them. */
  boolean takes(int[] stored) {
    int channels = stored.length - (from == ImageLayout.HWC ? 1 : 3);
    return stored.length >= 3
        && Arrays.stream(stored, stored.length - 3, stored.length).allMatch(extent -> extent > 0)
        && (to != ImageLayout.HW || stored[channels] == 1);
  }

  /** The shape of what is made of an array that it takes; its leading axes stay. */
  int[] shape(int[] stored) {
    int[] batch = Arrays.copyOf(stored, stored.length - 3);
    int[] image = of(Image.of(imageShape(stored), from)).shape().extents();
    int[] shape = Arrays.copyOf(batch, batch.length + image.length);
    System.arraycopy(image, 0, shape, batch.length, image.length);
    return shape;
  }

  /** What is made of an array's values. */
  double[] values(double[] stored, int[] shape) {
    Image before = Image.of(imageShape(shape), from);
    Image after = of(before);
    double[] turned = new double[stored.length];
    int size = before.size();
    for (int start = 0; start < stored.length; start += size) {
      for (int k = 0; k < size; k++) {
        turned[start + after.flat(before.row(k), before.column(k), before.channel(k))] =
            stored[start + k];
      }
    }
    return turned;
  }

  private static Shape imageShape(int[] shape) {
    return Shape.upTo(Integer.MAX_VALUE, Arrays.copyOfRange(shape, shape.length - 3, shape.length));
  }

  private Image of(Image image) {
    return new Image(image.rows(), image.columns(), image.channels(), to);
  }

  /**
   * A layout as options and results write it.
   *
   * @param layout which
   * @return for example hwc
   */
  static String word(ImageLayout layout) {
    return layout.name().toLowerCase(Locale.ROOT);
  }
}
