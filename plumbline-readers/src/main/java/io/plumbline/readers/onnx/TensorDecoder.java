package io.plumbline.readers.onnx;

import ai.onnx.proto.OnnxMl.SparseTensorProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
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
  private final Map<double[], DataType> types = new IdentityHashMap<>();
  private long elements;

  TensorDecoder(String source, ExternalData external) {
    this.source = source;
    this.external = external;
  }

  Operand.Constant decode(TensorProto tensor, String name, boolean weight) {
    DataType type = DataType.forNumber(tensor.getDataType());
    int width = type == null ? 0 : width(type);
    if (width == 0) {
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
    if (tensor.getDataLocation() == TensorProto.DataLocation.EXTERNAL) {
      fill(values, type, external.read(tensor, name, (long) width * values.length));
    } else if (tensor.hasRawData()) {
      ByteString raw = tensor.getRawData();
      if (raw.size() != (long) width * values.length) {
        throw error(
            name,
            "data (" + raw.size() + " bytes) must be " + (long) width * values.length + " bytes");
      }
      fill(values, type, raw.asReadOnlyByteBuffer());
    } else {
      fillTyped(values, tensor, type, name);
    }
    types.put(values, type);
    return new Operand.Constant(name, shape, values, isInteger(type), weight);
  }

  /** The type that the file gives a tensor; int64 or float32 for what was computed from others. */
  DataType type(Operand.Constant constant) {
    DataType known = types.get(constant.values());
    return known != null ? known : constant.integer() ? DataType.INT64 : DataType.FLOAT;
  }

  /** The same numbers as another type holds them. */
  Operand.Constant typed(Operand.Constant constant, DataType type) {
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

  private void fillTyped(double[] values, TensorProto tensor, DataType type, String name) {
    List<? extends Number> field =
        switch (type) {
          case FLOAT -> tensor.getFloatDataList();
          case DOUBLE -> tensor.getDoubleDataList();
          case INT64 -> tensor.getInt64DataList();
          case UINT32, UINT64 -> tensor.getUint64DataList();
          default -> tensor.getInt32DataList();
        };
    if (field.size() != values.length) {
      throw error(name, "data (" + field.size() + ") must be " + values.length + " values");
    }
    for (int k = 0; k < values.length; k++) {
      values[k] =
          switch (type) {
            case FLOAT16 -> half(field.get(k).shortValue());
            case BFLOAT16 -> Float.intBitsToFloat(field.get(k).intValue() << 16);
            default -> field.get(k).doubleValue();
          };
    }
  }

  private static void fill(double[] values, DataType type, ByteBuffer bytes) {
    ByteBuffer data = bytes.order(ByteOrder.LITTLE_ENDIAN);
    for (int k = 0; k < values.length; k++) {
      values[k] =
          switch (type) {
            case FLOAT -> data.getFloat();
            case DOUBLE -> data.getDouble();
            case FLOAT16 -> half(data.getShort());
            case BFLOAT16 -> Float.intBitsToFloat(data.getShort() << 16);
            case INT64, UINT64 -> data.getLong();
            case INT32 -> data.getInt();
            case UINT32 -> Integer.toUnsignedLong(data.getInt());
            case INT16 -> data.getShort();
            case UINT16 -> Short.toUnsignedInt(data.getShort());
            case INT8 -> data.get();
            default -> Byte.toUnsignedInt(data.get());
          };
    }
  }

  /** IEEE 754 binary16; {@code Float.float16ToFloat} came with Java 20. */
  static double half(short bits) {
    int exponent = bits >> 10 & 0x1f;
    int fraction = bits & 0x3ff;
    double magnitude =
        exponent == 0
            ? fraction * 0x1p-24
            : exponent == 31
                ? fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN
                : Math.scalb(1 + fraction * 0x1p-10, exponent - 15);
    return bits < 0 ? -magnitude : magnitude;
  }

  /** Bytes of one number; 0 for types that are not read. */
  static int width(DataType type) {
    return switch (type) {
      case DOUBLE, INT64, UINT64 -> 8;
      case FLOAT, INT32, UINT32 -> 4;
      case FLOAT16, BFLOAT16, INT16, UINT16 -> 2;
      case INT8, UINT8, BOOL -> 1;
      default -> 0;
    };
  }

  static boolean isInteger(DataType type) {
    return switch (type) {
      case FLOAT, DOUBLE, FLOAT16, BFLOAT16 -> false;
      default -> true;
    };
  }

  private InvalidInputException error(String name, String line) {
    return new InvalidInputException(source + ": tensor " + name + ": " + line);
  }
}
