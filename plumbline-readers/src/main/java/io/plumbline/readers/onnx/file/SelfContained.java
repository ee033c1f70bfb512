package io.plumbline.readers.onnx.file;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataLocation;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.UnknownFieldSet;
import io.plumbline.core.InvalidInputException;
import io.plumbline.graph.InvalidModelException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A model with everything inside: tensors kept in files beside it are read, by the rules for such
 * files, and put where they belong, wherever that is, in a branch or a function too. What is left
 * names no file, and has no field that is not known here; whoever loads it reads nothing else.
 */
public final class SelfContained {
  /** Half of what a message may hold. */
  private static final long MOST_BYTES = 1L << 30;

  private final String source;
  private final ExternalData external;
  private long bytes;

  private SelfContained(Path path) {
    this.source = path.getFileName().toString();
    this.external = new ExternalData(path);
  }

  /**
   * Reads what lies outside.
   *
   * @throws InvalidInputException if that is not inside the model's folder, or cannot be read
   */
  public static ModelProto of(ModelProto model, Path path) {
    return (ModelProto) new SelfContained(path).whole(model);
  }

  private Message whole(Message message) {
    Message.Builder builder = message.toBuilder();
    builder.setUnknownFields(UnknownFieldSet.getDefaultInstance());
    for (Map.Entry<FieldDescriptor, Object> field : message.getAllFields().entrySet()) {
      if (field.getKey().getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
        builder.setField(field.getKey(), whole(field.getValue()));
      }
    }
    return builder instanceof TensorProto.Builder tensor ? tensor(tensor) : builder.build();
  }

  private Object whole(Object value) {
    if (value instanceof List<?> list) {
      List<Object> messages = new ArrayList<>(list.size());
      list.forEach(each -> messages.add(whole((Message) each)));
      return messages;
    }
    return whole((Message) value);
  }

  private TensorProto tensor(TensorProto.Builder tensor) {
    if (tensor.getDataLocation() == DataLocation.EXTERNAL) {
      ByteBuffer data = external.read(tensor.build(), tensor.getName(), length(tensor));
      tensor.setRawData(ByteString.copyFrom(data));
    }
    return tensor.clearDataLocation().clearExternalData().build();
  }

  private long length(TensorProto.Builder tensor) {
    ElementType type = ElementType.of(tensor.getDataType());
    if (type == null || type.bits() == 0) {
      throw error(
          tensor,
          "type (" + tensor.getDataType() + ") must be one of numbers to lie in another file");
    }
    double bits = type.bits();
    for (long extent : tensor.getDimsList()) {
      if (extent < 0) {
        throw error(tensor, "extent (" + extent + ") must be at least 0");
      }
      bits *= extent;
    }
    double length = Math.ceil(bits / Byte.SIZE);
    if (bytes + length > MOST_BYTES) {
      throw error(tensor, "brings the data in other files to more than " + MOST_BYTES + " bytes");
    }
    bytes += (long) length;
    return (long) length;
  }

  private InvalidInputException error(TensorProto.Builder tensor, String line) {
    return new InvalidModelException(
        source + ": tensor " + ExternalData.printable(tensor.getName()) + ": " + line);
  }
}
