package io.plumbline.jobs.attack;

import io.plumbline.core.InvalidInputException;
import io.plumbline.data.mnist.Dataset;
import io.plumbline.data.mnist.Mnist;
import io.plumbline.graph.Graph;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * Images to attack.
 *
 * @param data what they are of
 * @param rows their height
 * @param columns their width
 * @param indices their places in the test set
 * @param images (N, pixels)
 * @param labels N classes
 */
public record TestImages(
    String data, int rows, int columns, int[] indices, float[][] images, int[] labels) {
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
  public static TestImages read(
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
    return new TestImages(
        mnist.name(), test.rows(), test.columns(), indices, pixels, test.labels(indices));
  }

  /**
   * Checks that a model can look at them.
   *
   * @param graph the model
   * @throws InvalidInputException if it has another number of inputs, or too few classes
   */
  public void requireFit(Graph graph) {
    if (graph.input().shape().size() != rows * columns) {
      throw new InvalidInputException(
          graph.source()
              + ": input "
              + graph.input().shape()
              + " must have as many values as an image, "
              + rows
              + " x "
              + columns
              + " = "
              + rows * columns);
    }
  }
}
