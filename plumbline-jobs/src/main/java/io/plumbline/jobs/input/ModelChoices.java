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
import java.util.function.Function;

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
   * @param samples what will be fed, whose shape says what the file leaves free
   * @return the graph, for one sample
   * @throws InvalidInputException if a file cannot be read, or leaves open what is not said
   */
  public Graph read(Path model, Optional<Path> samples) {
    return read(
        samples.map(file -> InputArray.read(file, Optional.empty())),
        options -> Models.read(model, options),
        graph -> graph);
  }

  /** The same, where the samples may have their channels elsewhere. */
  <T> T read(
      Optional<InputArray> samples, Function<ReadOptions, T> reading, Function<T, Graph> graphOf) {
    if (samples.isEmpty()) {
      return reading.apply(options());
    }
    InputArray given = samples.get();
    for (InputArray each : given.turned()) {
      try {
        T read = reading.apply(options().withGiven(Tensor.shapeOf(each.shape())));
        if (each.isOf(graphOf.apply(read).input().shape().withoutFirst().extents())) {
          return read;
        }
      } catch (InvalidInputException e) {
        // Nor does it read what is turned so: what is stored is tried last, and says why.
      }
    }
    return reading.apply(options().withGiven(Tensor.shapeOf(given.shape())));
  }

  private ReadOptions options() {
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
    return options;
  }
}
