package io.plumbline.jobs.input;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.function.Shape;
import io.plumbline.data.npy.Npy;
import io.plumbline.data.npy.NpyArray;
import io.plumbline.graph.Composition;
import io.plumbline.graph.Graph;
import io.plumbline.graph.Tensor;
import io.plumbline.readers.Models;
import io.plumbline.readers.options.ReadOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A loss of the user's own: an .onnx file that reads the model's output, and the target, which is
 * held constant.
 */
final class LossModel {
  private static final String OUTPUT = "output";
  private static final String TARGET = "target";

  private final Path file;
  private final String output;
  private final Optional<String> target;
  private final Optional<Tensor> label;

  /**
   * Opens a loss.
   *
   * @param file .onnx
   * @param label a number, or a .npy file of one target, or of one for each sample
   * @throws InvalidInputException if the file is no such loss, or a target is missing or of no use
   */
  LossModel(Path file, Optional<String> label) {
    this.file = file;
    List<String> inputs = new ArrayList<>(Models.inputs(file));
    if (inputs.isEmpty() || inputs.size() > 2) {
      throw error("inputs (" + String.join(", ", inputs) + ") must be output and target");
    }
    output = inputs.contains(OUTPUT) || inputs.indexOf(TARGET) == 0 ? OUTPUT : inputs.get(0);
    if (!inputs.remove(output)) {
      throw error("inputs (" + String.join(", ", inputs) + ") must have one for the output");
    }
    target = inputs.stream().findFirst();
    this.label = label.map(LossModel::read);
    if (target.isPresent() != label.isPresent()) {
      throw new InvalidInputException(
          target.isPresent()
              ? "--label (missing) must be given with --input: "
                  + name()
                  + " takes it as "
                  + target.get()
              : "--label ("
                  + label.get()
                  + ") must not be given with --loss-model "
                  + name()
                  + ", which has one input");
    }
  }

  private static Tensor read(String label) {
    if (label.matches("[+-]?\\d{1,9}")) {
      return new Tensor(Shape.of(1), new double[] {Integer.parseInt(label)});
    } else if (!Npy.isNamedBy(label)) {
      throw new InvalidInputException(
          "--label (" + label + ") must be a class, a whole number, or a .npy file");
    }
    NpyArray array = Npy.read(Path.of(label));
    double[] values = array.toDoubles();
    for (int k = 0; k < values.length; k++) {
      if (!Double.isFinite(values[k])) {
        throw new InvalidInputException(
            Path.of(label).getFileName() + ": value " + k + " (" + values[k] + ") must be finite");
      }
    }
    return new Tensor(Tensor.shapeOf(array.shape()), values);
  }

  /**
   * The loss behind a model.
   *
   * @param model what gives the output
   * @param k which sample
   * @param count how many samples there are
   * @return one graph, whose one output is the loss
   * @throws InvalidInputException if the two do not fit
   */
  Graph behind(Graph model, int k, int count) {
    Optional<Tensor> own = label.map(all -> sample(all, k, count));
    Graph loss = read(model, own);
    Graph both = Composition.of(model, loss);
    if (both.output().shape().size() != 1) {
      throw error(
          "output "
              + loss.output().shape()
              + " must be one number for a sample: the loss, not one for each output");
    }
    return both;
  }

  /** As it takes a batch of one, or else as it takes the sample alone. */
  private Graph read(Graph model, Optional<Tensor> own) {
    Shape shape = model.output().shape();
    Optional<Graph> batched = Optional.empty();
    try {
      batched = Optional.of(read(own, shape, 0));
    } catch (InvalidInputException e) {
      // Read for the sample alone it may fit; where it does not, that says why.
    }
    if (batched.isPresent() && batched.get().input().shape().equals(shape)) {
      return batched.get();
    }
    Graph alone = alone(shape.withoutFirst(), own.map(LossModel::withoutFirst));
    return alone.input().shape().equals(shape) ? alone : batched.orElse(alone);
  }

  private Graph alone(Shape shape, Optional<Tensor> own) {
    try {
      return read(own, shape, ReadOptions.NO_BATCH);
    } catch (InvalidInputException e) {
      String line = e.getMessage().replace(name() + ": ", "").replace("--hold ", "input ");
      String targets = own.map(tensor -> " and the target " + tensor.shape()).orElse("");
      throw new InvalidInputException(
          name() + ": behind the output " + shape + targets + ": " + line, e);
    }
  }

  private Graph read(Optional<Tensor> own, Shape given, int batchAxis) {
    ReadOptions options =
        ReadOptions.NONE.withInput(output).withGiven(given).withBatchAxis(batchAxis);
    return Models.read(
        file, own.map(tensor -> options.withHeld(target.orElseThrow(), tensor)).orElse(options));
  }

  /** One target with a batch axis of one, where it is one of several. */
  private static Tensor sample(Tensor all, int k, int count) {
    Shape shape = all.shape();
    if (shape.rank() == 0 || shape.extent(0) != count || count == 1) {
      return all;
    }
    int size = all.values().length / count;
    int[] extents = shape.extents();
    extents[0] = 1;
    return new Tensor(
        Tensor.shapeOf(extents), Arrays.copyOfRange(all.values(), k * size, (k + 1) * size));
  }

  private static Tensor withoutFirst(Tensor tensor) {
    boolean one = tensor.shape().rank() > 0 && tensor.shape().extent(0) == 1;
    return one ? new Tensor(tensor.shape().withoutFirst(), tensor.values()) : tensor;
  }

  private String name() {
    return String.valueOf(file.getFileName());
  }

  private InvalidInputException error(String line) {
    return new InvalidInputException(name() + ": " + line);
  }
}
