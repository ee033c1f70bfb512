package io.plumbline.jobs.attack;

import io.plumbline.attack.Bounds;
import io.plumbline.core.InvalidInputException;
import io.plumbline.core.tile.Image;
import io.plumbline.data.mnist.Dataset;
import io.plumbline.data.mnist.Mnist;
import io.plumbline.graph.Graph;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * Images, or other inputs, and their classes.
 *
 * @param data what they are of
 * @param kind what one of them is called
 * @param grid how they lie in images
 * @param indices their places in the data
 * @param images (N, values)
 * @param labels N classes
 * @param bounds what their values may be, as far as is known
 */
public record LabelledImages(
    String data,
    String kind,
    Image grid,
    int[] indices,
    float[][] images,
    int[] labels,
    Bounds bounds) {
  /**
   * Reads test images.
   *
   * @param directory IDX files; MNIST where absent
   * @param image one image, or
   * @param count so many from the first; the usual number, or all if there are fewer, where both
   *     are absent
   * @param usual that number
   * @return the images
   * @throws InvalidInputException if there are no such images
   */
  public static LabelledImages ofTest(
      Optional<Path> directory, OptionalInt image, OptionalInt count, int usual) {
    Mnist mnist = directory.map(Mnist::fromDirectory).orElseGet(Mnist::embedded);
    Dataset test = mnist.test();
    int wanted = count.orElse(Math.min(usual, test.size()));
    if (wanted > test.size()) {
      throw new InvalidInputException(
          "count (" + wanted + ") must be at most the number of test images, " + test.size());
    }
    int[] indices =
        image.isPresent() ? new int[] {image.getAsInt()} : IntStream.range(0, wanted).toArray();
    float[][] pixels = Arrays.stream(indices).mapToObj(test::image).toArray(float[][]::new);
    return new LabelledImages(
        mnist.name(),
        "test image",
        Image.grey(test.rows(), test.columns()),
        indices,
        pixels,
        test.labels(indices),
        Bounds.UNIT);
  }

  /**
   * Checks that a model can look at them.
   *
   * @param graph the model
   * @throws InvalidInputException if it has another number of inputs
   */
  public void requireFit(Graph graph) {
    if (graph.input().shape().size() != grid.size()) {
      throw new InvalidInputException(
          graph.source()
              + ": input "
              + graph.input().shape()
              + " must have as many values as an image, "
              + grid.rows()
              + " x "
              + grid.columns()
              + " = "
              + grid.size());
    }
  }

  /** The same images, each value times a factor. */
  LabelledImages times(double factor) {
    if (factor == 1) {
      return this;
    }
    float[][] scaled = new float[images.length][];
    for (int k = 0; k < scaled.length; k++) {
      scaled[k] = new float[images[k].length];
      for (int i = 0; i < scaled[k].length; i++) {
        scaled[k][i] = (float) (images[k][i] * factor);
      }
    }
    return new LabelledImages(data, kind, grid, indices, scaled, labels, reach(factor));
  }

  /** From 0 to a number, whichever of the two is more. */
  static Bounds reach(double number) {
    return new Bounds((float) Math.min(0, number), (float) Math.max(0, number));
  }
}
