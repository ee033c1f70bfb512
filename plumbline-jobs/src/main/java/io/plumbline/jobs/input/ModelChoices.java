package io.plumbline.jobs.input;

import io.plumbline.core.InvalidInputException;
import io.plumbline.data.npy.Npy;
import io.plumbline.data.npy.NpyArray;
import io.plumbline.graph.Graph;
import io.plumbline.graph.Tensor;
import io.plumbline.readers.Models;
import io.plumbline.readers.options.ReadOptions;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a model's file leaves open, as the command line says it.
 *
 * @param input the input to differentiate by, by name
 * @param output the output, by name
 * @param held what the other inputs hold, as .npy, by name
 * @param batchAxis the input's axis that counts samples, or {@link ReadOptions#NO_BATCH}
 */
public record ModelChoices(
    Optional<String> input,
    Optional<String> output,
    Map<String, Path> held,
    OptionalInt batchAxis) {
  /** Nothing is said. */
  public static final ModelChoices NONE =
      new ModelChoices(Optional.empty(), Optional.empty(), Map.of(), OptionalInt.empty());

  /**
   * Reads a model.
   *
   * @param model an .onnx or .keras file
   * @param samples .npy with what will be fed, whose shape says what the file leaves free
   * @return the graph, for one sample
   * @throws InvalidInputException if a file cannot be read, or leaves open what is not said
   */
  public Graph read(Path model, Optional<Path> samples) {
    return Models.read(model, options(samples));
  }

  /**
   * What a reader is told.
   *
   * @param samples .npy with what will be fed, whose shape says what the file leaves free
   * @return the options
   * @throws InvalidInputException if a file cannot be read
   */
  public ReadOptions options(Optional<Path> samples) {
    ReadOptions options = ReadOptions.NONE;
    options = input.isPresent() ? options.withInput(input.get()) : options;
    options = output.isPresent() ? options.withOutput(output.get()) : options;
    options = batchAxis.isPresent() ? options.withBatchAxis(batchAxis.getAsInt()) : options;
    for (Map.Entry<String, Path> one : held.entrySet()) {
      NpyArray array = Npy.read(one.getValue());
      options =
          options.withHeld(
              one.getKey(), new Tensor(Tensor.shapeOf(array.shape()), array.toDoubles()));
    }
    return samples.isPresent()
        ? options.withGiven(Tensor.shapeOf(Npy.read(samples.get()).shape()))
        : options;
  }
}
