package io.plumbline.jobs.input;

import io.plumbline.core.InvalidInputException;
import io.plumbline.graph.Graph;
import io.plumbline.graph.loss.Loss;
import io.plumbline.graph.loss.OutputKind;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What gradients are of, and where.
 *
 * @param model an .onnx or .keras file
 * @param choices what the model's file leaves open
 * @param input samples as .npy; with a label
 * @param label a class, or labels as .npy
 * @param image a test image in place of input and label
 * @param data where the image is from; MNIST where absent
 * @param loss which scalar
 * @param clipProbabilities as Keras does
 * @param kind what the model's output is; its last layer says so where absent
 */
public record ModelAndSamples(
    Path model,
    ModelChoices choices,
    Optional<Path> input,
    Optional<String> label,
    OptionalInt image,
    Optional<Path> data,
    LossChoice loss,
    boolean clipProbabilities,
    Optional<OutputKind> kind) {
  /**
   * Checks that the options go together.
   *
   * @throws InvalidInputException if they contradict each other
   */
  public ModelAndSamples {
    if (image.isPresent()) {
      String alone = "--image (" + image.getAsInt() + ") must be alone: it brings its own ";
      require(input.isEmpty(), alone + "input, so --input cannot be given too");
      require(label.isEmpty(), alone + "label, so --label cannot be given too");
    } else {
      require(data.isEmpty(), "--data (" + data.orElse(null) + ") must be given with --image");
      require(
          input.isPresent() || label.isPresent(),
          "--input and --label (missing) must be given, or --image in their place");
      require(
          label.isPresent(),
          "--label (missing) must be given with --input: a class or a .npy file");
      require(
          input.isPresent(),
          "--input (missing) must be given with --label: samples as a .npy file");
    }
    require(
        !clipProbabilities || loss == LossChoice.CROSS_ENTROPY,
        "--clip-probabilities (given) must be with --loss cross-entropy, not " + loss);
  }

  /**
   * Reads the model.
   *
   * @return the graph, for one sample
   * @throws InvalidInputException if it cannot be read, or leaves open what is not said
   */
  public Graph read() {
    return choices.read(model, input);
  }

  /**
   * The loss.
   *
   * @return as chosen, clipped or not
   */
  public Loss scalar() {
    return loss.loss(clipProbabilities);
  }

  /**
   * What the model's output is.
   *
   * @param graph the model
   * @return as said, or as its last layer says
   * @throws InvalidInputException if it is said to be probabilities and no softmax gives them
   */
  public OutputKind kindOf(Graph graph) {
    OutputKind found = OutputKind.of(graph);
    OutputKind said = kind.orElse(found);
    if (said == OutputKind.PROBABILITIES && found != OutputKind.PROBABILITIES) {
      String last = graph.nodes().get(graph.nodes().size() - 1).type();
      throw new InvalidInputException(
          "--probabilities (given) must be for a model that ends in a softmax, and "
              + graph.source()
              + " ends in "
              + last);
    }
    return said;
  }

  private static void require(boolean holds, String line) {
    if (!holds) {
      throw new InvalidInputException(line);
    }
  }
}
