package io.plumbline.report;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.zip.Deflater;

/**
 * Arrays as a page carries them: a JSON text that lists them and, behind it, their numbers, all
 * deflated. The highest bytes of an array's numbers come first, then the next ones: signs and
 * exponents, which are much alike, stand together.
 *
 * <p>A page shows few digits. Few numbers are kept in float32 as they are, or in float64 where
 * float32 has no such number; of many, the highest bits as far as those digits need them. Where
 * most of those are an earlier array's, as those of two gradients that agree, what differs is kept.
 */
final class PackedArrays {
  /** Up to here numbers are kept whole. */
  private static final int FEW = 1 << 14;

  /** Of the bytes of two arrays that are compared, how far apart those looked at are. */
  private static final int SAMPLED = 61;

  private final Map<Values, Integer> places = new HashMap<>();
  private final List<Packed> arrays = new ArrayList<>();

  /** What is kept of each number. */
  private enum Kind {
    U8(Byte.BYTES, 0),
    U32(Integer.BYTES, 0),
    F32(Float.BYTES, 23),
    F64(Double.BYTES, 52);

    private final int bytes;
    private final int mantissa;

    Kind(int bytes, int mantissa) {
      this.bytes = bytes;
      this.mantissa = mantissa;
    }

    /** How many bits of a mantissa may go for an error of at most a third of the last digit. */
    private int spare(int digits) {
      return Math.max(0, mantissa - (int) Math.ceil(digits * Math.log(10) / Math.log(2)));
    }

    /** With the highest byte first, and without the lowest bits of a mantissa. */
    private void put(ByteBuffer to, double value, int dropped) {
      switch (this) {
        case U8 -> to.put((byte) value);
        case U32 -> to.putInt((int) value);
        case F32 -> to.putInt((int) rounded(value, Float.floatToIntBits((float) value), dropped));
        case F64 -> to.putLong(rounded(value, Double.doubleToLongBits(value), dropped));
      }
    }

    /** To the nearest number without those bits; a carry into the exponent is right too. */
    private static long rounded(double value, long bits, int dropped) {
      long unit = 1L << dropped;
      return Double.isFinite(value) ? bits + unit / 2 & -unit : bits;
    }
  }

  /** An array, how many of the highest bytes of its numbers are kept, and an earlier one alike. */
  private record Packed(Kind kind, int count, int kept, byte[] bytes, Optional<Packed> like) {
    boolean isLong() {
      return kind.mantissa > 0 && count > FEW;
    }

    /** Long arrays of numbers repeat nothing: to look for it takes seconds. */
    boolean isNoise() {
      return isLong() && like.isEmpty();
    }

    Packed likeOneOf(List<Packed> others) {
      return isLong()
          ? new Packed(kind, count, kept, bytes, others.stream().filter(this::isLike).findFirst())
          : this;
    }

    private boolean isLike(Packed other) {
      if (kind != other.kind || count != other.count || kept != other.kept) {
        return false;
      }
      int same = 0;
      for (int k = 0; k < bytes.length; k += SAMPLED) {
        same += bytes[k] == other.bytes[k] ? 1 : 0;
      }
      return same > bytes.length / SAMPLED / 2;
    }

    /** Its bytes, or which of their bits differ from those of the one alike. */
    byte[] written() {
      byte[] written = bytes.clone();
      for (int k = 0; like.isPresent() && k < written.length; k++) {
        written[k] ^= like.get().bytes[k];
      }
      return written;
    }
  }

  /** Adds an array where it is not there yet; its place. Who comes first says how many digits. */
  int place(Values values, int digits) {
    Integer known = places.get(values);
    if (known != null) {
      return known;
    }
    arrays.add(packed(values.toArray(), digits).likeOneOf(arrays));
    places.put(values, arrays.size() - 1);
    return arrays.size() - 1;
  }

  /** Adds whole numbers from zero on; their place. */
  int place(int[] indices) {
    double[] numbers = new double[indices.length];
    for (int k = 0; k < numbers.length; k++) {
      numbers[k] = indices[k];
    }
    return place(Values.of(numbers), 0);
  }

  private static Packed packed(double[] values, int digits) {
    Kind kind = kind(values);
    int dropped = values.length <= FEW ? 0 : kind.spare(digits);
    int kept = kind.bytes - dropped / Byte.SIZE;
    ByteBuffer numbers = ByteBuffer.allocate(Math.multiplyExact(values.length, kind.bytes));
    for (double value : values) {
      kind.put(numbers, value, dropped);
    }
    byte[] bytes = new byte[values.length * kept];
    for (int at = 0; at < kept; at++) {
      for (int k = 0; k < values.length; k++) {
        bytes[at * values.length + k] = numbers.get(k * kind.bytes + at);
      }
    }
    return new Packed(kind, values.length, kept, bytes, Optional.empty());
  }

  private static Kind kind(double[] values) {
    boolean bytes = true;
    boolean whole = true;
    boolean single = true;
    for (double value : values) {
      whole &= value >= 0 && value <= Integer.MAX_VALUE && value == Math.rint(value);
      bytes &= whole && value <= 255;
      single &= value == 0 || !Double.isFinite(value) || isOfFloat32(Math.abs(value));
    }
    return bytes ? Kind.U8 : whole ? Kind.U32 : single ? Kind.F32 : Kind.F64;
  }

  private static boolean isOfFloat32(double size) {
    return size >= Float.MIN_NORMAL && size <= Float.MAX_VALUE / 2;
  }

  /**
   * A text and the arrays behind it.
   *
   * @param text given the arrays' descriptions in their order: kind, count, how many bytes are
   *     kept, where the first is, counted from the end of the text, and the place of the one alike
   * @return base64
   */
  String packed(Function<List<Map<String, Object>>, String> text) {
    List<Packed> stored = new ArrayList<>(arrays.stream().filter(each -> !each.isNoise()).toList());
    int alike = stored.size();
    stored.addAll(arrays.stream().filter(Packed::isNoise).toList());
    Map<Packed, Integer> starts = new IdentityHashMap<>();
    int at = 0;
    for (Packed each : stored) {
      starts.put(each, at);
      at += each.bytes.length;
    }
    List<Map<String, Object>> descriptions =
        arrays.stream().map(each -> described(each, starts.getOrDefault(each, 0))).toList();
    byte[] json = text.apply(descriptions).getBytes(StandardCharsets.UTF_8);
    Deflation out = new Deflation();
    out.write(
        ByteBuffer.allocate(Integer.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putInt(json.length)
            .array());
    out.write(json);
    stored.subList(0, alike).forEach(each -> out.write(each.written()));
    out.seekNothing();
    stored.subList(alike, stored.size()).forEach(each -> out.write(each.written()));
    return Base64.getEncoder().encodeToString(out.end());
  }

  private Map<String, Object> described(Packed array, int at) {
    Map<String, Object> fields = new HashMap<>();
    fields.put("kind", array.kind.name().toLowerCase(Locale.ROOT));
    fields.put("count", array.count);
    fields.put("kept", array.kept);
    fields.put("at", at);
    array.like.ifPresent(other -> fields.put("like", arrays.indexOf(other)));
    return fields;
  }

  /** Raw deflation, as the page's {@code deflate-raw} reads it. */
  private static final class Deflation {
    private final Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final byte[] buffer = new byte[1 << 16];

    /** From here on bytes are counted alone. */
    void seekNothing() {
      deflater.setStrategy(Deflater.HUFFMAN_ONLY);
    }

    void write(byte[] bytes) {
      deflater.setInput(bytes);
      while (!deflater.needsInput()) {
        out.write(buffer, 0, deflater.deflate(buffer));
      }
    }

    byte[] end() {
      deflater.finish();
      while (!deflater.finished()) {
        out.write(buffer, 0, deflater.deflate(buffer));
      }
      deflater.end();
      return out.toByteArray();
    }
  }
}
