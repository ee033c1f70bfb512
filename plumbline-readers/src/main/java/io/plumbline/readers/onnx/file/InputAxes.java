package io.plumbline.readers.onnx.file;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.function.Shape;
import io.plumbline.graph.InvalidModelException;
import io.plumbline.graph.Tensor;
import io.plumbline.graph.UnsupportedModelException;
import io.plumbline.readers.options.ReadOptions;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;

/**
 * The axes of a file's input: which one counts samples, and how long the others are.
 *
 * @param name of the input, for messages
 * @param declared what the file says
 * @param symbols what its symbols stand for, by the inputs that are held
 */
public record InputAxes(
    String source,
    String name,
    Extents declared,
    Map<String, Integer> symbols,
    ReadOptions options) {

  /** The batch axis where the file or the user says it; empty where a fixed extent may be one. */
  public OptionalInt batch() {
    int rank = declared.rank();
    if (options.batchAxis().isPresent()) {
      int axis = options.batchAxis().getAsInt();
      if (axis >= rank) {
        throw error("--batch-axis (" + axis + ") must be an axis of " + declared);
      }
      return OptionalInt.of(axis);
    }
    if (rank == 0) {
      return OptionalInt.of(ReadOptions.NO_BATCH);
    }
    for (int axis = 0; axis < rank; axis++) {
      String symbol = declared.symbol(axis);
      if (symbol.equals("N") || symbol.toLowerCase(Locale.ROOT).contains("batch")) {
        return OptionalInt.of(axis);
      }
    }
    boolean samples =
        options
            .given()
            .map(g -> g.rank() == rank - 1 || g.rank() == rank && g.extent(0) != first())
            .orElse(false);
    return samples || !declared.manyAlong(0) ? OptionalInt.of(0) : OptionalInt.empty();
  }

  /** The number along the first axis; 1 where the file leaves it free. */
  public int first() {
    return declared.rank() == 0 || declared.free(0)
        ? 1
        : (int) Math.min(Tensor.MOST_ELEMENTS, declared.extent(0));
  }

  /** The shape for one sample, with extent 1 along the batch axis. */
  public Shape shape(int batch) {
    int[] extents = new int[declared.rank()];
    for (int axis = 0; axis < extents.length; axis++) {
      long extent = axis == batch ? 1 : extent(axis, batch);
      if (extent < 1 || extent > Tensor.MOST_ELEMENTS) {
        String symbol = ExternalData.printable(declared.symbol(axis));
        throw new UnsupportedModelException(
            at()
                + "axis "
                + axis
                + " ("
                + (symbol.isEmpty() ? "?" : symbol)
                + ") must have a known extent, which the array given to --input says");
      }
      extents[axis] = (int) extent;
    }
    try {
      return Tensor.shapeOf(extents);
    } catch (InvalidInputException e) {
      throw error(e.getMessage());
    }
  }

  private long extent(int axis, int batch) {
    if (!declared.free(axis)) {
      return declared.extent(axis);
    }
    Integer bound = declared.symbol(axis).isEmpty() ? null : symbols.get(declared.symbol(axis));
    if (bound != null) {
      return bound;
    }
    return options.given().map(shape -> along(shape, axis, batch)).orElse(-1L);
  }

  /** How long the given array is along an axis of the file: one sample, or several of them. */
  private long along(Shape array, int axis, int batch) {
    int before = batch == 0 ? 1 : 0;
    int rank = declared.rank() - before;
    int at = axis - before;
    if (array.rank() == rank + 1) {
      return array.extent(at + 1);
    }
    return array.rank() == rank ? array.extent(at) : -1;
  }

  private InvalidInputException error(String line) {
    return new InvalidModelException(at() + line);
  }

  private String at() {
    return source + ": input " + name + " ";
  }
}
