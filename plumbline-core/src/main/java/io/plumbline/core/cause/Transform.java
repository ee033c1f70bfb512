package io.plumbline.core.cause;

import io.plumbline.core.tile.Image;
import io.plumbline.core.tile.ImageLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;

/**
 * A rearrangement of an image's elements: of a derivative, of difference quotients, or of the input
 * that they are taken at.
 *
 * @param name of it
 * @param source for each element of the result, which element of the original stands there
 */
public record Transform(String name, int[] source) {

  /**
   * Those that turn, mirror, transpose or permute whole axes.
   *
   * @param image how the elements stand
   * @return each once
   */
  public static List<Transform> ofAxes(Image image) {
    List<Transform> all = new ArrayList<>();
    int bottom = image.rows() - 1;
    int right = image.columns() - 1;
    if (image.rows() > 1 && image.columns() > 1) {
      all.add(turned("transpose", image, false, false));
      all.add(turned("anti-transpose", image, true, true));
      all.add(turned("rotate 90", image, false, true));
      all.add(turned("rotate 270", image, true, false));
      all.add(placed("rotate 180", image, (r, c, k) -> image.flat(bottom - r, right - c, k)));
    }
    if (image.rows() > 1) {
      all.add(placed("flip up-down", image, (r, c, k) -> image.flat(bottom - r, c, k)));
    }
    if (image.columns() > 1) {
      all.add(placed("flip left-right", image, (r, c, k) -> image.flat(r, right - c, k)));
    }
    int channels = image.channels();
    if (channels > 1) {
      all.add(placed("channels reversed", image, (r, c, k) -> image.flat(r, c, channels - 1 - k)));
      ImageLayout swapped = image.channelsFirst() ? ImageLayout.HWC : ImageLayout.CHW;
      Image other = new Image(image.rows(), image.columns(), channels, swapped);
      int[] read =
          sources(image.size(), k -> image.flat(other.row(k), other.column(k), other.channel(k)));
      String here = image.channelsFirst() ? "NCHW" : "NHWC";
      String there = image.channelsFirst() ? "NHWC" : "NCHW";
      all.add(new Transform(there + " read as " + here, read));
      all.add(new Transform(here + " read as " + there + " and turned back", inverse(read)));
      int[] reversed = sources(image.size(), k -> reversed(image, k));
      all.add(new Transform("all axes reversed (Fortran order)", reversed));
      all.add(new Transform("all axes reversed (C order read as Fortran)", inverse(reversed)));
      if (channels == 3) {
        all.add(swapped("channels in the order GRB", image, 0, 1));
        all.add(swapped("channels in the order RBG", image, 1, 2));
      }
      for (int channel = 1; channel < Math.min(channels, 8); channel++) {
        int by = channel;
        all.add(
            placed(
                "channels rolled by " + by,
                image,
                (r, c, k) -> image.flat(r, c, Math.floorMod(k - by, channels))));
      }
    }
    return all;
  }

  /** Two channels have changed places. */
  private static Transform swapped(String name, Image image, int one, int other) {
    return placed(
        name, image, (r, c, k) -> image.flat(r, c, k == one ? other : k == other ? one : k));
  }

  /**
   * The rearrangement that undoes this one.
   *
   * @return its inverse
   */
  public Transform inverse() {
    return new Transform(name + ", undone", inverse(source));
  }

  private static int[] inverse(int[] source) {
    int[] inverse = new int[source.length];
    for (int k = 0; k < source.length; k++) {
      inverse[source[k]] = k;
    }
    return inverse;
  }

  private interface Place {
    int of(int row, int column, int channel);
  }

  private static Transform placed(String name, Image image, Place place) {
    return new Transform(
        name,
        sources(image.size(), k -> place.of(image.row(k), image.column(k), image.channel(k))));
  }

  /**
   * Rows become columns. Where there are not as many, the result has another shape, and is read as
   * if it had the first.
   */
  private static Transform turned(String name, Image image, boolean upwards, boolean leftwards) {
    Image turned =
        new Image(
            /* rows= */ image.columns(),
            /* columns= */ image.rows(),
            image.channels(),
            image.layout());
    return new Transform(
        name,
        sources(
            image.size(),
            k -> {
              int row = turned.column(k);
              int column = turned.row(k);
              return image.flat(
                  leftwards ? image.rows() - 1 - row : row,
                  upwards ? image.columns() - 1 - column : column,
                  turned.channel(k));
            }));
  }

  /** The element at flat position k of the array whose axes stand in the opposite order. */
  private static int reversed(Image image, int k) {
    if (image.channelsFirst()) {
      int channel = k % image.channels();
      int row = k / image.channels() % image.rows();
      return image.flat(row, k / image.channels() / image.rows(), channel);
    }
    int row = k % image.rows();
    int column = k / image.rows() % image.columns();
    return image.flat(row, column, k / image.rows() / image.columns());
  }

  private static int[] sources(int size, IntUnaryOperator of) {
    int[] source = new int[size];
    for (int k = 0; k < size; k++) {
      source[k] = of.applyAsInt(k);
    }
    return source;
  }

  /**
   * The original rearranged.
   *
   * @param original one value for each element
   * @return a new array
   */
  public double[] apply(double[] original) {
    double[] result = new double[source.length];
    for (int k = 0; k < result.length; k++) {
      result[k] = original[source[k]];
    }
    return result;
  }
}
