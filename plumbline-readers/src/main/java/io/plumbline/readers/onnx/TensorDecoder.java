package io.plumbline.readers.onnx;

import ai.onnx.proto.OnnxMl.SparseTensorProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import io.plumbline.core.InvalidInputException;
import io.plumbline.graph.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** ONNX tensors of every number type, from typed fields, raw bytes or a file beside the model. */
final class TensorDecoder {
  /** All tensors of a model together: half a gigabyte in float64. */
  static final long MOST_ELEMENTS = 1L << 26;

  private static final int MOST_AXES = 16;

  private final String source;
  private final ExternalData external;
  private final Map<double[], ElementType> types = new IdentityHashMap<>();
  private long elements;

  TensorDecoder(String source, ExternalData external) {
    this.source = source;
    this.external = external;
  }

  Operand.Constant decode(TensorProto tensor, String name, boolean weight) {
    ElementType type = ElementType.of(tensor.getDataType());
    if (type == null || type.bits() == 0) {
      throw error(
          name,
          "type (" + (type == null ? tensor.getDataType() : type) + ") must be one of numbers");
    }
    if (tensor.hasSegment()) {
      throw error(name, "must not be segmented");
    }
    Shape shape = shape(tensor.getDimsList(), name);
    count(shape.size(), name);
    double[] values = new double[shape.size()];
    long bytes = type.bytes(values.length);
    if (tensor.getDataLocation() == TensorProto.DataLocation.EXTERNAL) {
      fill(values, type, external.read(tensor, name, bytes));
    } else if (tensor.hasRawData()) {
      ByteString raw = tensor.getRawData();
      if (raw.size() != bytes) {
        throw error(name, "data (" + raw.size() + " bytes) must be " + bytes + " bytes");
      }
      fill(values, type, raw.asReadOnlyByteBuffer());
    } else {
      fillTyped(values, tensor, type, name);
    }
    types.put(values, type);
    return new Operand.Constant(name, shape, values, type.integer(), weight);
  }

  /** The type that the file gives a tensor; int64 or float32 for what was computed from others. */
  ElementType type(Operand.Constant constant) {
    ElementType known = types.get(constant.values());
    return known != null ? known : constant.integer() ? ElementType.INT64 : ElementType.FLOAT;
  }

  /** The same numbers as another type holds them. */
  Operand.Constant typed(Operand.Constant constant, ElementType type) {
    Operand.Constant copy = constant.withValues(constant.shape(), constant.values().clone());
    types.put(copy.values(), type);
    return copy;
  }

  /** A tensor of which the file has the elements that are not 0, and their places. */
  Operand.Constant decodeSparse(SparseTensorProto tensor, String name, boolean weight) {
    Operand.Constant few = decode(tensor.getValues(), name, weight);
    Operand.Constant places = decode(tensor.getIndices(), name + " indices", false);
    Shape shape = shape(tensor.getDimsList(), name);
    int count = few.values().length;
    boolean flat = places.shape().rank() == 1;
    if (places.values().length != (flat ? count : (long) count * shape.rank())) {
      throw error(name, "indices " + places.shape() + " must be a place for each of " + count);
    }
    count(shape.size(), name);
    int[] strides = flat ? new int[] {1} : shape.strides();
    double[] values = new double[shape.size()];
    for (int k = 0; k < count; k++) {
      double at = 0;
      for (int axis = 0; axis < strides.length; axis++) {
        at += places.values()[k * strides.length + axis] * strides[axis];
      }
      if (!(at >= 0 && at < values.length)) {
        throw error(name, "index (" + at + ") must be within " + shape);
      }
      values[(int) at] = few.values()[k];
    }
    return new Operand.Constant(name, shape, values, few.integer(), weight);
  }

  /** Accounts for the elements of a constant that is about to be made. */
  void count(long more, String name) {
    elements += more;
    if (elements > MOST_ELEMENTS) {
      throw error(name, "brings the model's constants to more than " + MOST_ELEMENTS + " elements");
    }
  }

  private Shape shape(List<Long> dims, String name) {
    if (dims.size() > MOST_AXES) {
      throw error(name, "axes (" + dims.size() + ") must be at most " + MOST_AXES);
    }
    int[] extents = new int[dims.size()];
    for (int axis = 0; axis < extents.length; axis++) {
      long extent = dims.get(axis);
      if (extent < 0 || extent > Shape.MOST_ELEMENTS) {
        throw error(name, "extent (" + extent + ") must be from 0 to " + Shape.MOST_ELEMENTS);
      }
      extents[axis] = (int) extent;
    }
    try {
      return Shape.of(extents);
    } catch (InvalidInputException e) {
      throw error(name, e.getMessage());
    }
  }

  private void fillTyped(double[] values, TensorProto tensor, ElementType type, String name) {
    List<? extends Number> field =
        switch (type) {
          case FLOAT -> tensor.getFloatDataList();
          case DOUBLE -> tensor.getDoubleDataList();
          case INT64 -> tensor.getInt64DataList();
          case UINT32, UINT64 -> tensor.getUint64DataList();
          default -> tensor.getInt32DataList();
        };
    int perEntry = Math.max(1, 8 / type.bits());
    int entries = (values.length + perEntry - 1) / perEntry;
    if (field.size() != entries) {
      throw error(name, "data (" + field.size() + ") must be " + entries + " values");
    }
    for (int k = 0; k < values.length; k++) {
      Number entry = field.get(k / perEntry);
      values[k] =
          switch (type) {
            case FLOAT, DOUBLE, INT64, UINT64, UINT32, INT32 -> entry.doubleValue();
            default -> type.decode(bits(entry.longValue(), type, k % perEntry));
          };
    }
  }

  /** One of the elements that share a byte, the first in its lowest bits. */
  private static long bits(long shared, ElementType type, int place) {
    return shared >> place * type.bits() & (1L << type.bits()) - 1;
  }

  private static void fill(double[] values, ElementType type, ByteBuffer bytes) {
    ByteBuffer data = bytes.order(ByteOrder.LITTLE_ENDIAN);
    int start = data.position();
    int perByte = Math.max(1, 8 / type.bits());
    for (int k = 0; k < values.length; k++) {
      values[k] =
          type.decode(
              switch (type.bits()) {
                case 64 -> data.getLong();
                case 32 -> Integer.toUnsignedLong(data.getInt());
                case 16 -> Short.toUnsignedLong(data.getShort());
                case 8 -> Byte.toUnsignedLong(data.get());
                default -> bits(data.get(start + k / perByte), type, k % perByte);
              });
    }
  }

  private InvalidInputException error(String name, String line) {
    return new InvalidInputException(source + ": tensor " + name + ": " + line);
  }
}
