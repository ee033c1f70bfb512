package io.plumbline.data.npy;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.plumbline.core.InvalidInputException;
import io.plumbline.data.Source;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads {@code .safetensors} files: the length of a header, the header as JSON, and the arrays'
 * bytes, little-endian in C order. bfloat16 becomes float32, which holds it exactly.
 */
final class Safetensors {
  private static final int LENGTH_BYTES = 8;
  private static final long MOST_HEADER = 1L << 24;
  private static final String BFLOAT16 = "BF16";
  private static final String METADATA = "__metadata__";
  private static final Map<String, NpyType> TYPES =
      Map.ofEntries(
          Map.entry("BOOL", NpyType.BOOL),
          Map.entry("U8", NpyType.UINT8),
          Map.entry("I8", NpyType.INT8),
          Map.entry("I16", NpyType.INT16),
          Map.entry("U16", NpyType.UINT16),
          Map.entry("I32", NpyType.INT32),
          Map.entry("U32", NpyType.UINT32),
          Map.entry("I64", NpyType.INT64),
          Map.entry("U64", NpyType.UINT64),
          Map.entry("F16", NpyType.FLOAT16),
          Map.entry("F32", NpyType.FLOAT32),
          Map.entry("F64", NpyType.FLOAT64));

  private final String name;
  private final FileChannel file;
  private final long start;
  private long taken;

  private Safetensors(String name, FileChannel file, long start) {
    this.name = name;
    this.file = file;
    this.start = start;
  }

  static Map<String, NpyArray> read(Path path) {
    String name = path.getFileName().toString();
    try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
      ByteBuffer length = bytes(name, file, 0, LENGTH_BYTES);
      long header = length.getLong();
      if (header < 2 || header > MOST_HEADER || header > file.size() - LENGTH_BYTES) {
        throw new InvalidInputException(
            name
                + ": header ("
                + Long.toUnsignedString(header)
                + " bytes) must be at least 2, at most "
                + MOST_HEADER
                + " and within the file: this is no safetensors file, or it is damaged");
      }
      JsonObject description = parse(name, bytes(name, file, LENGTH_BYTES, (int) header));
      NamedArrays.requireFew(name, description.size());
      Safetensors reader = new Safetensors(name, file, LENGTH_BYTES + header);
      Map<String, NpyArray> arrays = new LinkedHashMap<>();
      for (Map.Entry<String, JsonElement> each : description.entrySet()) {
        if (!each.getKey().equals(METADATA)) {
          arrays.put(each.getKey(), reader.array(each.getKey(), each.getValue()));
        }
      }
      return arrays;
    } catch (IOException e) {
      throw new InvalidInputException(name + ": must be a readable file", e);
    }
  }

  private static JsonObject parse(String name, ByteBuffer header) {
    try {
      return JsonParser.parseString(StandardCharsets.UTF_8.decode(header).toString())
          .getAsJsonObject();
    } catch (JsonParseException | IllegalStateException | StackOverflowError e) {
      throw new InvalidInputException(name + ": header must be a JSON object", e);
    }
  }

  private NpyArray array(String array, JsonElement element) throws IOException {
    String type;
    int[] shape;
    long[] range = new long[2];
    try {
      JsonObject facts = element.getAsJsonObject();
      type = facts.get("dtype").getAsString();
      shape =
          facts.getAsJsonArray("shape").asList().stream()
              .mapToInt(each -> Math.toIntExact(each.getAsLong()))
              .toArray();
      for (int k = 0; k < 2; k++) {
        range[k] = facts.getAsJsonArray("data_offsets").get(k).getAsLong();
      }
    } catch (RuntimeException e) {
      throw error(array, "must have dtype, shape and data_offsets");
    }
    boolean brain = type.equals(BFLOAT16);
    NpyType stored = brain ? NpyType.UINT16 : TYPES.get(type);
    if (stored == null) {
      throw error(
          array,
          "dtype ("
              + Source.excerpt(type)
              + ") must be one of BF16, "
              + String.join(", ", sorted()));
    }
    for (int extent : shape) {
      if (extent < 0) {
        throw error(
            array, "shape " + Source.excerpt(ArrayBytes.text(shape)) + " must not be negative");
      }
    }
    int bytes = ArrayBytes.bytes(shape, stored.bytes());
    boolean fits =
        shape.length <= ArrayBytes.MOST_DIMENSIONS
            && bytes >= 0
            && range[0] >= 0
            && range[1] - range[0] == bytes
            && range[1] <= file.size() - start;
    if (!fits) {
      throw error(array, "bytes must be as many as its shape takes, and within the file");
    }
    // Many arrays could be named in the same bytes; together they are as many as the file has.
    taken += bytes;
    if (taken > file.size() - start) {
      throw error(array, "bytes must be its own, and no other array's");
    }
    byte[] data = new byte[bytes];
    bytes(name, file, start + range[0], bytes).get(data);
    NpyArray read = new NpyArray(stored, shape, data);
    return brain ? widened(read) : read;
  }

  private static NpyArray widened(NpyArray halves) {
    long[] bits = halves.toLongs();
    float[] values = new float[bits.length];
    for (int k = 0; k < values.length; k++) {
      values[k] = Float.intBitsToFloat((int) bits[k] << 16);
    }
    return NpyArray.of(values, halves.shape());
  }

  private static ByteBuffer bytes(String name, FileChannel file, long at, int count)
      throws IOException {
    if (at + count > file.size()) {
      throw new InvalidInputException(
          name + ": size (" + file.size() + " bytes) must be at least " + (at + count));
    }
    ByteBuffer buffer = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
    while (buffer.hasRemaining() && file.read(buffer, at + buffer.position()) >= 0) {
      // Reads on where the last read ended.
    }
    return buffer.flip();
  }

  private static Iterable<String> sorted() {
    return TYPES.keySet().stream().sorted().toList();
  }

  private InvalidInputException error(String array, String line) {
    return new InvalidInputException(name + ": " + Source.excerpt(array) + ": " + line);
  }
}
