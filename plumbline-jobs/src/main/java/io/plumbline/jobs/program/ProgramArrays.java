package io.plumbline.jobs.program;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.check.Inputs;
import io.plumbline.core.function.Precision;
import io.plumbline.core.function.Shape;
import io.plumbline.data.npy.NamedArrays;
import io.plumbline.data.npy.Npy;
import io.plumbline.data.npy.NpyArray;
import io.plumbline.jobs.input.GradientArrays;
import io.plumbline.jobs.input.SampleArrays;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Arrays by the names of a function's inputs. */
final class ProgramArrays {
  /** What a single array is called. */
  private static final String ONE = "x";

  private ProgramArrays() {}

  /**
   * The point to differentiate at.
   *
   * @throws InvalidInputException if it cannot be read, or is not of floating-point numbers
   */
  static Inputs inputs(Path file) {
    Optional<Inputs> inputs = Optional.empty();
    for (Map.Entry<String, NpyArray> each : read(file).entrySet()) {
      String name = each.getKey();
      double[] values = each.getValue().toDoubles();
      SampleArrays.requireFinite(name(file), values, "");
      Shape shape = Shape.of(each.getValue().shape());
      inputs =
          Optional.of(
              inputs
                  .map(before -> before.and(name, shape, values))
                  .orElseGet(() -> Inputs.of(name, shape, values)));
    }
    return inputs.orElseThrow();
  }

  /**
   * A gradient there, one input behind the other.
   *
   * @param precision of the coarsest of its arrays
   */
  record Given(double[] values, Precision precision) {}

  /**
   * A gradient there: an array for each input, of exactly its shape.
   *
   * @throws InvalidInputException if it does not fit
   */
  static Given gradient(Path file, Inputs at) {
    Map<String, NpyArray> arrays = read(file);
    List<String> names = at.names();
    if (names.size() == 1 && arrays.size() == 1) {
      arrays = Map.of(names.get(0), arrays.values().iterator().next());
    }
    if (!arrays.keySet().equals(Set.copyOf(names))) {
      throw new InvalidInputException(
          name(file) + ": arrays (" + arrays.keySet() + ") must be those of " + names);
    }
    List<double[]> parts = new ArrayList<>();
    for (String name : names) {
      NpyArray array = Objects.requireNonNull(arrays.get(name));
      Shape shape = Shape.of(array.shape());
      if (!shape.equals(at.shape(name))) {
        throw new InvalidInputException(
            name(file)
                + ": gradient shape "
                + shape
                + " must be that of the input, "
                + at.shape(name));
      }
      parts.add(array.toDoubles());
    }
    return new Given(
        parts.stream().flatMapToDouble(Arrays::stream).toArray(),
        arrays.values().stream()
            .map(array -> GradientArrays.stored(array.type()))
            .max(Comparator.comparing(Precision::unitRoundoff))
            .orElseThrow());
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName());
  }

  private static Map<String, NpyArray> read(Path file) {
    Map<String, NpyArray> arrays =
        NamedArrays.isCollection(file)
            ? NamedArrays.read(file)
            : new LinkedHashMap<>(Map.of(ONE, Npy.read(file)));
    arrays.values().forEach(array -> SampleArrays.requireFloat(name(file), array));
    return arrays;
  }
}
