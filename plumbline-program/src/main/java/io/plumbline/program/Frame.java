package io.plumbline.program;

import com.google.gson.JsonPrimitive;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What a program is sent: one line of JSON, then the numbers, little-endian. */
final class Frame {
  /** The version of the protocol. */
  static final int PROTOCOL = 1;

  /** A frame has no more bytes behind its line. */
  static final long MOST_BYTES = 1 << 28;

  private Frame() {}

  /** The question what a program serves. */
  static byte[] describe(long id) {
    return ("{\"id\":" + id + ",\"op\":\"describe\",\"protocol\":" + PROTOCOL)
        .concat(",\"points\":0,\"bytes\":0,\"inputs\":[]}\n")
        .getBytes(StandardCharsets.UTF_8);
  }

  /**
   * A question. Its keys have a fixed order and there is no space between them, so that a program
   * finds its way without a library for JSON.
   *
   * @throws ProgramException if it is too long
   */
  static byte[] of(
      long id, ProgramOp op, int points, List<NamedArray> inputs, List<NamedArray> vectors) {
    long bytes = bytes(inputs) + bytes(vectors);
    if (bytes > MOST_BYTES) {
      throw new ProgramException(
          "question (" + bytes + " bytes) must have at most " + MOST_BYTES, null);
    }
    StringBuilder line = new StringBuilder("{\"id\":").append(id);
    line.append(",\"op\":\"").append(op.word()).append("\",\"points\":").append(points);
    line.append(",\"bytes\":").append(bytes).append(",\"inputs\":").append(heads(inputs));
    if (!vectors.isEmpty()) {
      line.append(",\"vectors\":").append(heads(vectors));
    }
    byte[] head = line.append("}\n").toString().getBytes(StandardCharsets.UTF_8);
    ByteBuffer frame =
        ByteBuffer.allocate(head.length + (int) bytes).order(ByteOrder.LITTLE_ENDIAN).put(head);
    inputs.forEach(each -> each.put(frame));
    vectors.forEach(each -> each.put(frame));
    return frame.array();
  }

  private static long bytes(List<NamedArray> tensors) {
    return tensors.stream().mapToLong(NamedArray::bytes).sum();
  }

  private static String heads(List<NamedArray> tensors) {
    return tensors.stream().map(Frame::head).collect(Collectors.joining(",", "[", "]"));
  }

  private static String head(NamedArray tensor) {
    String shape =
        IntStream.of(tensor.shape().extents())
            .mapToObj(Integer::toString)
            .collect(Collectors.joining(","));
    return "{\"name\":"
        + new JsonPrimitive(tensor.name())
        + ",\"shape\":["
        + shape
        + "],\"datatype\":\""
        + tensor.datatype()
        + "\",\"parameters\":{\"binary_data_size\":"
        + tensor.bytes()
        + "}}";
  }
}
