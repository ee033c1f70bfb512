package io.plumbline.readers.keras;

import io.jhdf.HdfFile;
import io.jhdf.api.Attribute;
import io.jhdf.api.Dataset;
import io.plumbline.core.InvalidInputException;
import io.plumbline.core.function.Shape;
import io.plumbline.data.hdf5.BoundedInflation;
import io.plumbline.data.hdf5.Hdf5;
import io.plumbline.graph.InvalidModelException;
import io.plumbline.graph.Tensor;
import io.plumbline.readers.options.WeightReplacement;
import java.util.Arrays;
import java.util.function.Supplier;

/** The variables in {@code model.weights.h5}. */
final class WeightFile implements AutoCloseable {
  private static final long MOST_ELEMENTS = 1L << 26;
  private final String source;
  private final HdfFile file;
  private final Hdf5 sets;
  private final WeightReplacement weights;
  private long elements;

  WeightFile(String source, byte[] bytes, WeightReplacement weights) {
    this.weights = weights;
    this.source = source;
    this.file = guarded("model.weights.h5", () -> HdfFile.fromBytes(bytes));
    this.sets = new Hdf5(file, "model.weights.h5");
  }

  /** One variable, of exactly the shape its layer has; {@code -1} stands for any extent. */
  Tensor read(String path, int index, String name, boolean trainable, int... shape) {
    Dataset dataset =
        guarded(name, () -> sets.dataset(path + "/vars/" + index, line -> error(name, line)));
    int[] extents = guarded(name, dataset::getDimensions);
    boolean fits = extents.length == shape.length;
    for (int axis = 0; fits && axis < shape.length; axis++) {
      fits = shape[axis] == -1 || shape[axis] == extents[axis];
    }
    if (!fits) {
      throw error(
          name,
          "shape "
              + Arrays.toString(extents)
              + " must be "
              + Arrays.toString(shape).replace("-1", "?"));
    }
    Shape checked;
    try {
      checked = Tensor.shapeOf(extents);
    } catch (InvalidInputException e) {
      throw error(name, e.getMessage());
    }
    elements += checked.size();
    if (elements > MOST_ELEMENTS) {
      throw error(name, "brings the model to more than " + MOST_ELEMENTS + " numbers");
    }
    double[] values = guarded(name, () -> values(dataset, checked.size(), name));
    for (int k = 0; k < values.length; k++) {
      if (!Double.isFinite(values[k])) {
        throw error(name, "element " + k + " (" + values[k] + ") must be finite");
      }
    }
    return weights.read(name, new Tensor(checked, values), trainable);
  }

  private double[] values(Dataset dataset, int count, String name) {
    if (count == 0) {
      return new double[0];
    }
    Object data = dataset.getDataFlat();
    if (data instanceof Number number) {
      return new double[] {number.doubleValue()};
    } else if (data instanceof float[] floats && floats.length == count) {
      double[] wide = new double[count];
      Arrays.setAll(wide, k -> floats[k]);
      return wide;
    } else if (data instanceof double[] doubles && doubles.length == count) {
      return doubles;
    }
    Attribute type = dataset.getAttribute("dtype");
    throw error(
        name,
        "type ("
            + (type == null ? dataset.getJavaType().getSimpleName() : type.getData())
            + ") must be float16, float32 or float64");
  }

  /** Whatever a damaged file makes the HDF5 library do, it becomes one line. */
  private <T> T guarded(String name, Supplier<T> action) {
    try {
      return action.get();
    } catch (InvalidInputException e) {
      throw e;
    } catch (BoundedInflation.TooLargeException e) {
      throw error(name, "chunk must unpack to at most " + BoundedInflation.MOST_BYTES + " bytes");
    } catch (RuntimeException | StackOverflowError e) {
      throw new InvalidModelException(
          source
              + ": weight "
              + name
              + ": model.weights.h5 must be an undamaged HDF5 file of float16, float32 or float64",
          e);
    }
  }

  private InvalidInputException error(String name, String line) {
    return new InvalidModelException(source + ": weight " + name + ": " + line);
  }

  @Override
  public void close() {
    file.close();
  }
}
