package io.plumbline.readers.options;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.function.Shape;
import io.plumbline.graph.Tensor;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What a model file leaves open: which of several inputs is differentiated and what the others
 * hold, which of several outputs is meant, which axis is the batch, and how large what the file
 * calls {@code height} is.
 *
 * @param input the input to differentiate by; the only one that is not held where absent
 * @param output the output, or any value of the file; the only output where absent
 * @param held the other inputs' values, by name
 * @param given the shape of the array that will be fed; free extents are taken from it
 * @param batchAxis the input's axis that counts samples, or {@link #NO_BATCH}; as the file says
 *     where absent
 * @param weights is shown each weight of the file
 * @param apart weights that the file may hold once for several layers, and that are to be read as
 *     one for each
 */
public record ReadOptions(
    Optional<String> input,
    Optional<String> output,
    Map<String, Tensor> held,
    Optional<Shape> given,
    OptionalInt batchAxis,
    WeightReplacement weights,
    Set<String> apart) {
  /** For {@link #batchAxis}: the whole input is one sample. */
  public static final int NO_BATCH = -1;

  /** Nothing is said. */
  public static final ReadOptions NONE =
      new ReadOptions(
          Optional.empty(),
          Optional.empty(),
          Map.of(),
          Optional.empty(),
          OptionalInt.empty(),
          WeightReplacement.AS_THEY_ARE,
          Set.of());

  /**
   * Copies the map.
   *
   * @throws InvalidInputException if the batch axis is below {@link #NO_BATCH}
   */
  public ReadOptions {
    held = Map.copyOf(held);
    apart = Set.copyOf(apart);
    if (batchAxis.isPresent() && batchAxis.getAsInt() < NO_BATCH) {
      throw new InvalidInputException(
          "--batch-axis (" + batchAxis.getAsInt() + ") must be none or an axis from 0");
    }
  }

  /**
   * These options for one input.
   *
   * @param name of the input to differentiate by
   * @return the options
   */
  public ReadOptions withInput(String name) {
    return new ReadOptions(Optional.of(name), output, held, given, batchAxis, weights, apart);
  }

  /**
   * These options for one output.
   *
   * @param name of the output
   * @return the options
   */
  public ReadOptions withOutput(String name) {
    return new ReadOptions(input, Optional.of(name), held, given, batchAxis, weights, apart);
  }

  /**
   * These options with one more input held fixed.
   *
   * @param name of the input
   * @param value what it holds
   * @return the options
   */
  public ReadOptions withHeld(String name, Tensor value) {
    Map<String, Tensor> more = new HashMap<>(held);
    more.put(name, value);
    return new ReadOptions(input, output, more, given, batchAxis, weights, apart);
  }

  /**
   * These options for an array of this shape.
   *
   * @param shape of the array that will be fed, with or without a batch axis
   * @return the options
   */
  public ReadOptions withGiven(Shape shape) {
    return new ReadOptions(input, output, held, Optional.of(shape), batchAxis, weights, apart);
  }

  /**
   * These options with the batch axis said.
   *
   * @param axis from 0, or {@link #NO_BATCH}
   * @return the options
   */
  public ReadOptions withBatchAxis(int axis) {
    return new ReadOptions(input, output, held, given, OptionalInt.of(axis), weights, apart);
  }

  /**
   * These options, and who is shown the weights.
   *
   * @param seen is shown each weight as it is read, and may give another
   * @return the options
   */
  public ReadOptions withWeights(WeightReplacement seen) {
    return new ReadOptions(input, output, held, given, batchAxis, seen, apart);
  }

  /**
   * These options, and weights to be told apart.
   *
   * @param names as PyTorch's modules have them
   * @return the options
   */
  public ReadOptions withApart(Set<String> names) {
    return new ReadOptions(input, output, held, given, batchAxis, weights, names);
  }
}
