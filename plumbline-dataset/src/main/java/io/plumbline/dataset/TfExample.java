package io.plumbline.dataset;

import com.google.protobuf.CodedInputStream;
import io.plumbline.core.InvalidInputException;
import io.plumbline.data.npy.NpyArray;
import io.plumbline.data.npy.NpyType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A {@code tf.train.Example} (TensorFlow's {@code example.proto}, {@code feature.proto}): features
 * by name, each a list of byte strings, of floats or of integers.
 *
 * @param features in the order of the record
 */
record TfExample(Map<String, Feature> features) {
  // Tags: the number of a field, times eight, and how it is stored.
  private static final int FIRST = 10;
  private static final int SECOND = 18;
  private static final int THIRD = 26;
  private static final int ONE_FLOAT = 13;
  private static final int ONE_INTEGER = 8;

  /**
   * A list.
   *
   * @param strings of bytes; none where it is of numbers
   * @param numbers of {@code float32} or {@code int64}, (n,); of size 0 where it is of strings
   */
  record Feature(List<byte[]> strings, NpyArray numbers) {
    /** The number of a list of one integer. */
    OptionalLong integer() {
      return numbers.size() == 1 && !numbers.type().isFloat()
          ? OptionalLong.of(numbers.toLongs()[0])
          : OptionalLong.empty();
    }
  }

  /**
   * Reads a record.
   *
   * @throws InvalidInputException if it is none
   */
  static TfExample read(byte[] record) {
    Map<String, Feature> features = new LinkedHashMap<>();
    try {
      CodedInputStream in = CodedInputStream.newInstance(record);
      message(in, FIRST, () -> message(in, FIRST, () -> entry(in, features)));
    } catch (IOException e) {
      throw new InvalidInputException("record must be a tf.train.Example", e);
    }
    if (features.isEmpty()) {
      throw new InvalidInputException("record must be a tf.train.Example with features");
    }
    return new TfExample(features);
  }

  /** What is done with a field. */
  @FunctionalInterface
  private interface Field {
    void read() throws IOException;
  }

  /** Reads the messages of one field, and goes over others. */
  private static void message(CodedInputStream in, int wanted, Field field) throws IOException {
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (tag == wanted) {
        within(in, field);
      } else {
        in.skipField(tag);
      }
    }
  }

  private static void within(CodedInputStream in, Field field) throws IOException {
    int outer = in.pushLimit(in.readRawVarint32());
    field.read();
    in.popLimit(outer);
  }

  private static void entry(CodedInputStream in, Map<String, Feature> features) throws IOException {
    String name = "";
    Feature feature = new Feature(List.of(), NpyArray.of(new long[0], 0));
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (tag == FIRST) {
        name = in.readStringRequireUtf8();
      } else if (tag == SECOND) {
        int outer = in.pushLimit(in.readRawVarint32());
        feature = feature(in, feature);
        in.popLimit(outer);
      } else {
        in.skipField(tag);
      }
    }
    features.put(name, feature);
  }

  private static Feature feature(CodedInputStream in, Feature before) throws IOException {
    Feature feature = before;
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (tag != FIRST && tag != SECOND && tag != THIRD) {
        in.skipField(tag);
        continue;
      }
      int outer = in.pushLimit(in.readRawVarint32());
      feature =
          switch (tag) {
            case FIRST -> strings(in);
            case SECOND -> floats(in);
            default -> integers(in);
          };
      in.popLimit(outer);
    }
    return feature;
  }

  private static Feature strings(CodedInputStream in) throws IOException {
    List<byte[]> strings = new ArrayList<>();
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (tag == FIRST) {
        strings.add(in.readByteArray());
      } else {
        in.skipField(tag);
      }
    }
    return new Feature(strings, NpyArray.of(new long[0], 0));
  }

  private static Feature floats(CodedInputStream in) throws IOException {
    ByteArrayOutputStream numbers = new ByteArrayOutputStream();
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (tag) {
        case FIRST -> numbers.writeBytes(in.readByteArray());
        case ONE_FLOAT -> numbers.writeBytes(in.readRawBytes(Float.BYTES));
        default -> in.skipField(tag);
      }
    }
    if (numbers.size() % Float.BYTES != 0) {
      throw new IOException("floats must be whole");
    }
    return new Feature(List.of(), array(NpyType.FLOAT32, numbers));
  }

  private static Feature integers(CodedInputStream in) throws IOException {
    ByteArrayOutputStream numbers = new ByteArrayOutputStream();
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (tag) {
        case FIRST ->
            within(
                in,
                () -> {
                  while (!in.isAtEnd()) {
                    put(numbers, in.readInt64());
                  }
                });
        case ONE_INTEGER -> put(numbers, in.readInt64());
        default -> in.skipField(tag);
      }
    }
    return new Feature(List.of(), array(NpyType.INT64, numbers));
  }

  private static void put(ByteArrayOutputStream numbers, long number) {
    numbers.writeBytes(
        ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(number).array());
  }

  private static NpyArray array(NpyType type, ByteArrayOutputStream numbers) {
    return NpyArray.ofBytes(type, numbers.toByteArray(), numbers.size() / type.bytes());
  }

  /** The feature of a name. */
  Feature get(String name) {
    @Nullable Feature feature = features.get(name);
    if (feature == null) {
      throw UsualNames.missing("feature", name, features.keySet());
    }
    return feature;
  }

  /** The one integer of a feature, where there is such a feature. */
  OptionalLong integer(String name) {
    return Optional.ofNullable(features.get(name))
        .map(Feature::integer)
        .orElse(OptionalLong.empty());
  }
}
