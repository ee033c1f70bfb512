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
import java.util.function.Function;
import java.util.zip.Deflater;

/**
 * Arrays as a page carries them: a JSON text that lists them and, behind it, their numbers, all
 * deflated. The highest bytes of an array's numbers come first, then the next ones: signs and
 * exponents, which are much alike, stand together.
 *
 * <p>A page shows few digits. Few numbers are kept in float32 as they are; of many, float32's
 * highest bits as far as those digits need them.
 */
final class PackedArrays {
  /** Up to here float32 is kept whole. */
  private static final int FEW = 1 << 14;

  private static final int MANTISSA = 23;
  private final Map<Values, Integer> places = new HashMap<>();
  private final List<Packed> arrays = new ArrayList<>();

  /** What is kept of each number. */
  private enum Kind {
    U8(Byte.BYTES),
    U32(Integer.BYTES),
    F32(Float.BYTES),
    F64(Double.BYTES);

    private final int bytes;

    Kind(int bytes) {
      this.bytes = bytes;
    }

    /** With the highest byte first. */
    private void put(ByteBuffer to, double value, int mask) {
      switch (this) {
        case U8 -> to.put((byte) value);
        case U32 -> to.putInt((int) value);
        case F32 -> to.putInt(rounded((float) value, mask));
        case F64 -> to.putDouble(value);
      }
    }
  }

  /** An array, and how many of the highest bytes of its numbers are kept. */
  private record Packed(Kind kind, int count, int kept, byte[] bytes) {
    /** Long arrays of numbers repeat nothing: to look for it takes seconds. */
    boolean isNoise() {
      return kind == Kind.F32 && count > FEW;
    }
  }

  /** Adds an array where it is not there yet; its place. Who comes first says how many digits. */
  int place(Values values, int digits) {
    Integer known = places.get(values);
    if (known != null) {
      return known;
    }
    arrays.add(packed(values.toArray(), digits));
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
    boolean whole = kind != Kind.F32 || values.length <= FEW;
    int dropped = whole ? 0 : MANTISSA - bits(digits);
    int kept = kind.bytes - dropped / Byte.SIZE;
    ByteBuffer numbers = ByteBuffer.allocate(Math.multiplyExact(values.length, kind.bytes));
    for (double value : values) {
      kind.put(numbers, value, (1 << dropped) - 1);
    }
    byte[] bytes = new byte[values.length * kept];
    for (int at = 0; at < kept; at++) {
      for (int k = 0; k < values.length; k++) {
        bytes[at * values.length + k] = numbers.get(k * kind.bytes + at);
      }
    }
    return new Packed(kind, values.length, kept, bytes);
  }

  /** Of a mantissa, for an error of at most a third of the last digit. */
  private static int bits(int digits) {
    return Math.min(MANTISSA, (int) Math.ceil(digits * Math.log(10) / Math.log(2)));
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

  /** To the nearest number without the masked bits; a carry into the exponent is right too. */
  private static int rounded(float value, int mask) {
    int bits = Float.floatToIntBits(value);
    return Float.isFinite(value) ? bits + (mask + 1) / 2 & ~mask : bits;
  }

  /**
   * A text and the arrays behind it.
   *
   * @param text given the arrays' descriptions in their order: kind, count, how many bytes are
   *     kept, and where the first is, counted from the end of the text
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
    stored.subList(0, alike).forEach(each -> out.write(each.bytes));
    out.seekNothing();
    stored.subList(alike, stored.size()).forEach(each -> out.write(each.bytes));
    return Base64.getEncoder().encodeToString(out.end());
  }

  private static Map<String, Object> described(Packed array, int at) {
    return Map.of(
        "kind",
        array.kind.name().toLowerCase(Locale.ROOT),
        "count",
        array.count,
        "kept",
        array.kept,
        "at",
        at);
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
