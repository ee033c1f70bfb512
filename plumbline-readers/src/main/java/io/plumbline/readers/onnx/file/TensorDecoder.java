package io.plumbline.readers.onnx.file;

import ai.onnx.proto.OnnxMl.SparseTensorProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import io.plumbline.core.InvalidInputException;
import io.plumbline.core.function.Shape;
import io.plumbline.graph.InvalidModelException;
import io.plumbline.graph.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** ONNX tensors of every number type, from typed fields, raw bytes or a file beside the model. */
public final class TensorDecoder {
  private static final int MOST_AXES = 16;

  private final String source;
  private final ExternalData external;
  private final Map<double[], ElementType> types = new IdentityHashMap<>();
  private final Budget budget;

  public TensorDecoder(String source, ExternalData external, Budget budget) {
    this.source = source;
    this.external = external;
    this.budget = budget;
  }

  public Budget budget() {
    return budget;
  }

  public Operand.Constant decode(TensorProto tensor, String name, boolean weight) {
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
    double[] values = values(tensor, type, shape.size(), name);
    types.put(values, type);
    Operand.Constant made = new Operand.Constant(name, shape, values, type.integer(), weight);
    budget.arrived(made);
    return made;
  }

  /** Room is made only for what the file really has. */
  private double[] values(TensorProto tensor, ElementType type, int size, String name) {
    long bytes = type.bytes(size);
    if (tensor.getDataLocation() == TensorProto.DataLocation.EXTERNAL) {
      ByteBuffer data = external.read(tensor, name, bytes);
      return fill(room(size, bytes, name), type, data);
    }
    if (tensor.hasRawData()) {
      ByteString raw = tensor.getRawData();
      if (raw.size() != bytes) {
        throw error(name, "data (" + raw.size() + " bytes) must be " + bytes + " bytes");
      }
      return fill(room(size, bytes, name), type, raw.asReadOnlyByteBuffer());
    }
    return fillTyped(tensor, type, size, name);
  }

  private double[] room(int size, long bytes, String name) {
    budget.found(bytes);
    count(size, name);
    return new double[size];
  }

  /** The type that the file gives a tensor; int64 or float32 for what was computed from others. */
  public ElementType type(Operand.Constant constant) {
    ElementType known = types.get(constant.values());
    // What was cast shares its numbers with what it was cast from.
    if (known != null && known.integer() == constant.integer()) {
      return known;
    }
    return constant.integer() ? ElementType.INT64 : ElementType.FLOAT;
  }

  /** The same numbers as another type holds them. */
  public Operand.Constant typed(Operand.Constant constant, ElementType type) {
    count(constant.values().length, constant.name());
    Operand.Constant copy = constant.withValues(constant.shape(), constant.values().clone());
    types.put(copy.values(), type);
    return copy;
  }

  /** A tensor of which the file has the elements that are not 0, and their places. */
  public Operand.Constant decodeSparse(SparseTensorProto tensor, String name, boolean weight) {
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
  public void count(long more, String name) {
    budget.elements(more, name);
  }

  private Shape shape(List<Long> dims, String name) {
    if (dims.size() > MOST_AXES) {
      throw error(name, "axes (" + dims.size() + ") must be at most " + MOST_AXES);
    }
    int[] extents = new int[dims.size()];
    for (int axis = 0; axis < extents.length; axis++) {
      long extent = dims.get(axis);
      if (extent < 0 || extent > Tensor.MOST_ELEMENTS) {
        throw error(name, "extent (" + extent + ") must be from 0 to " + Tensor.MOST_ELEMENTS);
      }
      extents[axis] = (int) extent;
    }
    try {
      return Tensor.shapeOf(extents);
    } catch (InvalidInputException e) {
      throw error(name, e.getMessage());
    }
  }

  private double[] fillTyped(TensorProto tensor, ElementType type, int size, String name) {
    List<? extends Number> field =
        switch (type) {
          case FLOAT -> tensor.getFloatDataList();
          case DOUBLE -> tensor.getDoubleDataList();
          case INT64 -> tensor.getInt64DataList();
          case UINT32, UINT64 -> tensor.getUint64DataList();
          default -> tensor.getInt32DataList();
        };
    int perEntry = Math.max(1, 8 / type.bits());
    int entries = (size + perEntry - 1) / perEntry;
    if (field.size() != entries) {
      throw error(name, "data (" + field.size() + ") must be " + entries + " values");
    }
    double[] values = room(size, entries, name);
    for (int k = 0; k < values.length; k++) {
      Number entry = field.get(k / perEntry);
      values[k] =
          switch (type) {
            case FLOAT, DOUBLE, INT64, UINT64, UINT32, INT32 -> entry.doubleValue();
            default -> type.decode(bits(entry.longValue(), type, k % perEntry));
          };
    }
    return values;
  }

  /** One of the elements that share a byte, the first in its lowest bits. */
  private static long bits(long shared, ElementType type, int place) {
    return shared >> place * type.bits() & (1L << type.bits()) - 1;
  }

  private static double[] fill(double[] values, ElementType type, ByteBuffer bytes) {
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
    return values;
  }

  private InvalidInputException error(String name, String line) {
    return new InvalidModelException(source + ": tensor " + name + ": " + line);
  }
}
