package io.plumbline.readers.onnx.file;

import ai.onnx.proto.OnnxMl.ModelProto;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.WireFormat;
import io.plumbline.core.InvalidInputException;
import io.plumbline.graph.InvalidModelException;
import java.io.IOException;

/**
 * Counts what a file would become in memory before any of it is made: two bytes of a file may be a
 * message of a hundred. Weights in raw bytes take what they take in the file, and are passed over.
 */
public final class Census {
  /** A part is about 64 bytes in memory. */
  private static final int PART = 64;

  private static final int PARTS_OF_A_MESSAGE = 3;

  /** A quarter of a gigabyte; the largest models have some hundred thousand parts. */
  private static final long MOST_PARTS = 1L << 22;

  private final String source;
  private final int deepest;
  private long parts;

  private Census(String source, int deepest) {
    this.source = source;
    this.deepest = deepest;
  }

  /**
   * Counts.
   *
   * @param deepest what lies deeper is passed over
   * @throws InvalidInputException if there are too many parts
   * @throws IOException if the file is damaged or cannot be read
   */
  public static void of(String source, CodedInputStream input, int deepest) throws IOException {
    new Census(source, deepest).message(input, ModelProto.getDescriptor(), 0);
  }

  private void message(CodedInputStream input, Descriptor type, int depth) throws IOException {
    count(PARTS_OF_A_MESSAGE);
    for (int tag = input.readTag(); tag != 0; tag = input.readTag()) {
      FieldDescriptor field = type.findFieldByNumber(WireFormat.getTagFieldNumber(tag));
      if (WireFormat.getTagWireType(tag) != WireFormat.WIRETYPE_LENGTH_DELIMITED) {
        // A number that is not packed, or a group, which no model has.
        count(field != null && field.isRepeated() ? 1 : 0);
        input.skipField(tag);
        continue;
      }
      int length = input.readRawVarint32();
      if (field != null && field.getJavaType() == JavaType.MESSAGE && depth < deepest) {
        int outer = input.pushLimit(length);
        message(input, field.getMessageType(), depth + 1);
        input.popLimit(outer);
      } else {
        count(parts(field, length));
        input.skipRawBytes(length);
      }
    }
  }

  private static long parts(FieldDescriptor field, int length) {
    if (field == null || field.getJavaType() == JavaType.BYTE_STRING && !field.isRepeated()) {
      return 1;
    }
    return switch (field.getJavaType()) {
      // Eight bytes each, of one in the file.
      case INT, LONG, ENUM, BOOLEAN -> 1 + length / (PART / Long.BYTES);
      case FLOAT, DOUBLE -> 1 + length / (2 * PART);
      default -> 1 + length / PART;
    };
  }

  private void count(long more) {
    parts += more;
    if (parts > MOST_PARTS) {
      throw new InvalidModelException(
          source
              + ": parts ("
              + parts
              + " so far: nodes, attributes, names, numbers) must be at most "
              + MOST_PARTS);
    }
  }
}
