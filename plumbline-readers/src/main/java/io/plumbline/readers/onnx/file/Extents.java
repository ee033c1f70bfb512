package io.plumbline.readers.onnx.file;

import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto.Dimension;
import io.plumbline.core.function.Shape;
import java.util.ArrayList;
import java.util.List;

/** A shape as a file declares it: along each axis a number, a symbol, or nothing. */
final class Extents {
  private static final long FREE = -1;

  private final long[] extents;
  private final String[] symbols;

  Extents(TensorShapeProto shape) {
    List<Dimension> dimensions = shape.getDimList();
    extents = new long[dimensions.size()];
    symbols = new String[extents.length];
    for (int axis = 0; axis < extents.length; axis++) {
      Dimension dimension = dimensions.get(axis);
      boolean known = dimension.hasDimValue() && dimension.getDimValue() > 0;
      extents[axis] = known ? dimension.getDimValue() : FREE;
      symbols[axis] = known ? "" : dimension.getDimParam();
    }
  }

  Extents(Shape shape) {
    extents = new long[shape.rank()];
    symbols = new String[extents.length];
    for (int axis = 0; axis < extents.length; axis++) {
      extents[axis] = shape.extent(axis);
      symbols[axis] = "";
    }
  }

  int rank() {
    return extents.length;
  }

  boolean free(int axis) {
    return extents[axis] == FREE;
  }

  /** A number larger than 1 stands there. */
  boolean manyAlong(int axis) {
    return extents[axis] > 1;
  }

  long extent(int axis) {
    return extents[axis];
  }

  /** The file's word for an extent; empty where it has none. */
  String symbol(int axis) {
    return symbols[axis];
  }

  @Override
  public String toString() {
    List<String> words = new ArrayList<>();
    for (int axis = 0; axis < extents.length; axis++) {
      String symbol = symbols[axis].isEmpty() ? "?" : ExternalData.printable(symbols[axis]);
      words.add(free(axis) ? symbol : Long.toString(extents[axis]));
    }
    return "(" + String.join(", ", words) + (words.size() == 1 ? ",)" : ")");
  }
}
