package io.plumbline.data.mnist;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.Sha256;
import io.plumbline.data.idx.Idx;
import io.plumbline.data.idx.IdxImages;
import io.plumbline.data.idx.IdxLabels;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.OptionalInt;

/**
 * Labelled grey images, of shape (N, rows, columns, 1). Pixels are kept as bytes and become numbers
 * in [0, 1] when asked for: a byte v is the binary32 nearest to v/255, bit for bit what NumPy's
 * {@code astype("float32") / 255} gives. Immutable and safe for use by several threads.
 */
public final class Dataset {
  private static final int DIGEST_DIGITS = 16;
  private static final float[] SCALED = new float[256];

  static {
    for (int v = 0; v < SCALED.length; v++) {
      SCALED[v] = v / 255f;
    }
  }

  private final IdxImages images;
  private final IdxLabels labels;
  private final int from;
  private final int size;

  private Dataset(IdxImages images, IdxLabels labels, int from, int size) {
    this.images = images;
    this.labels = labels;
    this.from = from;
    this.size = size;
  }

  /**
   * Joins images and their labels.
   *
   * @param images the images, of any size
   * @param labels as many labels
   * @return the dataset, which keeps both without copying them
   * @throws InvalidInputException if they differ in number
   */
  static Dataset of(IdxImages images, IdxLabels labels) {
    if (images.count() != labels.values().length) {
      throw new InvalidInputException(
          labels.name()
              + ": count ("
              + labels.values().length
              + ") must be "
              + images.count()
              + ", the number of images in "
              + images.name());
    }
    return new Dataset(images, labels, 0, images.count());
  }

  /**
   * The number of images.
   *
   * @return N
   */
  public int size() {
    return size;
  }

  /**
   * The height of the images.
   *
   * @return the number of rows of pixels
   */
  public int rows() {
    return images.rows();
  }

  /**
   * The width of the images.
   *
   * @return the number of columns of pixels
   */
  public int columns() {
    return images.columns();
  }

  /**
   * The number of pixels of one image.
   *
   * @return rows times columns
   */
  public int pixels() {
    return images.rows() * images.columns();
  }

  /**
   * The number of classes a label may name.
   *
   * @return 10
   */
  public int classes() {
    return Idx.CLASSES;
  }

  /**
   * The shape of all images together, channels last.
   *
   * @return (N, rows, columns, 1)
   */
  public int[] shape() {
    return new int[] {size, rows(), columns(), 1};
  }

  /**
   * One image in binary32.
   *
   * @param image its index, from 0
   * @return the pixels in [0, 1], row by row
   * @throws InvalidInputException if there is no such image
   */
  public float[] image(int image) {
    float[] values = new float[pixels()];
    copyImage(image, values, 0);
    return values;
  }

  /**
   * One image in binary64: the same point as {@link #image(int)}, each binary32 widened, so that
   * results in both precisions speak of one input.
   *
   * @param image its index, from 0
   * @return the pixels in [0, 1], row by row
   * @throws InvalidInputException if there is no such image
   */
  public double[] imageAsDoubles(int image) {
    float[] values = image(image);
    double[] widened = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      widened[i] = values[i];
    }
    return widened;
  }

  /**
   * Copies one image into a batch.
   *
   * @param image its index, from 0
   * @param into receives {@link #pixels()} values in [0, 1]
   * @param offset where the first goes
   * @throws InvalidInputException if there is no such image
   */
  public void copyImage(int image, float[] into, int offset) {
    byte[] bytes = images.pixels();
    int start = position(image) * pixels();
    for (int i = 0; i < pixels(); i++) {
      into[offset + i] = SCALED[bytes[start + i] & 0xff];
    }
  }

  /**
   * A batch of images, chosen by index.
   *
   * @param chosen indices, each from 0, in any order
   * @return their pixels, image by image: (chosen.length, rows, columns, 1) in C order
   * @throws InvalidInputException if there is no such image
   */
  public float[] images(int[] chosen) {
    float[] batch = new float[Math.multiplyExact(chosen.length, pixels())];
    for (int i = 0; i < chosen.length; i++) {
      copyImage(chosen[i], batch, i * pixels());
    }
    return batch;
  }

  /**
   * The label of one image.
   *
   * @param image its index, from 0
   * @return its class, from 0 to 9
   * @throws InvalidInputException if there is no such image
   */
  public int label(int image) {
    return labels.values()[position(image)];
  }

  /**
   * The labels of a batch.
   *
   * @param chosen indices, each from 0, in any order
   * @return their classes
   * @throws InvalidInputException if there is no such image
   */
  public int[] labels(int[] chosen) {
    return Arrays.stream(chosen).map(this::label).toArray();
  }

  /**
   * All labels.
   *
   * @return N classes, a copy
   */
  public int[] labels() {
    int[] all = new int[size];
    for (int i = 0; i < size; i++) {
      all[i] = label(i);
    }
    return all;
  }

  /**
   * The labels of a batch, one-hot: 1 in the column of the class, 0 elsewhere.
   *
   * @param chosen indices, each from 0, in any order
   * @return (chosen.length, 10) in C order
   * @throws InvalidInputException if there is no such image
   */
  public float[] oneHot(int[] chosen) {
    float[] rows = new float[chosen.length * classes()];
    for (int i = 0; i < chosen.length; i++) {
      rows[i * classes() + label(chosen[i])] = 1;
    }
    return rows;
  }

  /**
   * Looks for an image by its pixels.
   *
   * @param pixels unsigned bytes, row by row
   * @return the first image that is the same at every pixel; empty where none is
   */
  public OptionalInt indexOf(byte[] pixels) {
    byte[] all = images.pixels();
    int length = pixels();
    for (int k = 0; k < size && pixels.length == length; k++) {
      int start = (from + k) * length;
      if (Arrays.equals(all, start, start + length, pixels, 0, length)) {
        return OptionalInt.of(k);
      }
    }
    return OptionalInt.empty();
  }

  /**
   * What tells these images and labels, in their order, from others.
   *
   * @return the beginning of their SHA-256, 16 hexadecimal digits
   */
  public String digest() {
    byte[] classes = new byte[size];
    for (int i = 0; i < size; i++) {
      classes[i] = (byte) label(i);
    }
    String shape = "%s x %s x %s".formatted(size, rows(), columns());
    return new Sha256()
        .add(shape.getBytes(StandardCharsets.UTF_8))
        .add(images.pixels(), from * pixels(), size * pixels())
        .add(classes)
        .hex()
        .substring(0, DIGEST_DIGITS);
  }

  /**
   * A part of the dataset, without copying it: the last tenth for validation, say.
   *
   * @param start the first image, from 0
   * @param end the image after the last, more than {@code start}
   * @return the images from {@code start} on, renumbered from 0
   * @throws InvalidInputException if the part is empty or reaches outside the dataset
   */
  public Dataset slice(int start, int end) {
    if (start < 0 || end > size || start >= end) {
      throw new InvalidInputException(
          "slice (" + start + " to " + end + ") must be a part of 0 to " + size);
    }
    return new Dataset(images, labels, from + start, end - start);
  }

  private int position(int image) {
    if (image < 0 || image >= size) {
      throw new InvalidInputException("image (" + image + ") must be between 0 and " + (size - 1));
    }
    return from + image;
  }
}
