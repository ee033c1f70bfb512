package io.plumbline.jobs.input;

import io.plumbline.blackbox.BlackBox;
import io.plumbline.blackbox.BlackBoxes;
import io.plumbline.blackbox.Given;
import io.plumbline.core.InvalidInputException;
import io.plumbline.core.tile.ImageLayout;
import io.plumbline.data.mnist.Dataset;
import io.plumbline.data.mnist.Mnist;
import io.plumbline.graph.InputLayout;
import io.plumbline.graph.UnsupportedModelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A model that is evaluated and not read.
 *
 * @param of it and its samples, with the loss that is meant
 * @param box the model, opened
 */
public record BlackBoxModel(ModelAndSamples of, BlackBox box) implements AutoCloseable {
  /**
   * Opens a model.
   *
   * @param of it and its samples
   * @return to be closed
   * @throws InvalidInputException if it cannot be evaluated at a sample, or the loss is a graph
   */
  public static BlackBoxModel open(ModelAndSamples of) {
    BlackBox box = box(of);
    try {
      ModelAndSamples meant = of.of(box.outputs());
      if (meant.loss().isGraph()) {
        throw new InvalidInputException(
            "--loss ("
                + meant.loss().meant()
                + ") must not be with --black-box: it is a graph on top of a model that is read");
      }
      return new BlackBoxModel(meant, box);
    } catch (InvalidInputException e) {
      box.close();
      throw e;
    }
  }

  /**
   * Refuses what asks for a model that is read.
   *
   * @param choices of what the model takes and gives
   * @param byInput whether gradients are by the input
   * @throws InvalidInputException if there is anything to be chosen
   */
  public static void requirePlain(ModelChoices choices, boolean byInput) {
    if (!choices.equals(ModelChoices.NONE)) {
      throw new InvalidInputException(
          "--input-name, --output, --hold and --batch-axis (given) must not be with --black-box,"
              + " which takes the model as it is");
    }
    if (!byInput) {
      throw new InvalidInputException(
          "--by and --inner (given) must not be with --black-box, which sees the input alone");
    }
  }

  /**
   * Reads a model that is not to be a black box. What cannot be read may still be evaluated, and
   * whoever is refused should know.
   *
   * @param path the model's file
   * @param reading of it
   * @param <T> what is read
   * @return what was read
   * @throws InvalidInputException if it cannot be read
   */
  public static <T> T orElseRead(Path path, Supplier<T> reading) {
    if (Files.isRegularFile(path) && BlackBoxes.isTorchScript(path)) {
      throw new InvalidInputException(
          path.getFileName()
              + ": TorchScript is not read; with --black-box it is evaluated, and gradients by its"
              + " input are checked and explained all the same");
    }
    try {
      return reading.get();
    } catch (UnsupportedModelException e) {
      if (!String.valueOf(path.getFileName()).endsWith(".onnx")) {
        throw e;
      }
      throw new InvalidInputException(
          e.getMessage() + "; with --black-box the model is evaluated without being read", e);
    }
  }

  private static BlackBox box(ModelAndSamples of) {
    if (of.image().isPresent()) {
      Dataset test = of.data().map(Mnist::fromDirectory).orElseGet(Mnist::embedded).test();
      int[] shape = {test.rows(), test.columns()};
      return open(of, new Given("image", shape, true, test.imageAsDoubles(of.image().getAsInt())));
    }
    InputArray stored = of.array();
    for (InputArray each : stored.turned()) {
      try {
        return open(of, given(each));
      } catch (InvalidInputException e) {
        // Nor does it take what is turned so: what is stored is tried last, and says why.
      }
    }
    return open(of, given(stored));
  }

  private static BlackBox open(ModelAndSamples of, Given given) {
    return BlackBoxes.open(of.model(), of.loss().kind(), given);
  }

  private static Given given(InputArray array) {
    return new Given(array.name(), array.shape(), false, array.values());
  }

  /**
   * How a sample is laid out in rows and columns.
   *
   * @return empty where it is in none
   */
  public Optional<ImageLayout> layout() {
    return InputLayout.of(box.shape());
  }

  @Override
  public void close() {
    box.close();
  }
}
