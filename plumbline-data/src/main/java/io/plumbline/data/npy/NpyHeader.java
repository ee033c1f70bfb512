package io.plumbline.data.npy;

import io.plumbline.data.Source;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The header of a {@code .npy} file: six magic bytes, the version, the length of the text in two
 * bytes (version 1) or four, little-endian, then a Python dictionary, padded with spaces and ended
 * by a newline so that the data starts at a multiple of 64 (NumPy Enhancement Proposal 1 and the
 * documentation of {@code numpy.lib.format}). The text is Latin-1, in version 3 UTF-8.
 *
 * @param type the type of the elements
 * @param layout their version, order and byte order
 * @param shape the dimensions
 */
record NpyHeader(NpyType type, NpyLayout layout, int[] shape) {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final int ALIGNMENT = 64;

  /** Plain numbers need some hundred characters; a forged length is not worth its memory. */
  private static final int LONGEST_TEXT = 65_535;

  /** NumPy leaves room for the first dimension to grow to this many digits. */
  private static final int GROWTH_DIGITS = 21;

  /**
   * A header that was read.
   *
   * @param header what it says
   * @param length of it in bytes: where the data starts
   */
  record Read(NpyHeader header, int length) {}

  static Read read(Source source, InputStream in) throws IOException {
    byte[] magic = in.readNBytes(MAGIC.length);
    if (magic.length == 0) {
      throw source.invalid("size (0 bytes) must be that of a .npy file: the file is empty");
    }
    if (!Arrays.equals(magic, 0, magic.length, MAGIC, 0, magic.length)) {
      HexFormat hex = HexFormat.ofDelimiter(" ");
      String reason = "magic (%s) must be %s, the first bytes of a .npy file";
      throw source.invalid(reason.formatted(hex.formatHex(magic), hex.formatHex(MAGIC)));
    }
    byte[] version = in.readNBytes(2);
    if (version.length < 2) {
      throw cutShort(source, magic.length + version.length, MAGIC.length + 4);
    }
    if (version[0] < 1 || version[0] > 3 || version[1] != 0) {
      String given = (version[0] & 0xff) + "." + (version[1] & 0xff);
      throw source.invalid("version (" + given + ") must be 1.0, 2.0 or 3.0");
    }
    byte[] text = readText(source, in, version[0]);
    return new Read(
        new HeaderParser(source, new String(text, charset(version[0]))).parse(version[0]),
        MAGIC.length + 2 + lengthBytes(version[0]) + text.length);
  }

  private static byte[] readText(Source source, InputStream in, int version) throws IOException {
    int lengthBytes = lengthBytes(version);
    int before = MAGIC.length + 2;
    byte[] prefix = in.readNBytes(lengthBytes);
    if (prefix.length < lengthBytes) {
      throw cutShort(source, before + prefix.length, before + lengthBytes);
    }
    long length = 0;
    for (int i = lengthBytes - 1; i >= 0; i--) {
      length = length << 8 | prefix[i] & 0xff;
    }
    if (length > LONGEST_TEXT) {
      throw source.invalid(
          "header length (" + length + " bytes) must be at most " + LONGEST_TEXT + " bytes");
    }
    byte[] text = in.readNBytes((int) length);
    if (text.length < length) {
      int start = before + lengthBytes;
      throw cutShort(source, start + text.length, start + (int) length);
    }
    return text;
  }

  private static RuntimeException cutShort(Source source, int present, int wanted) {
    String reason = "size (%d bytes) must be at least %d bytes: the header is cut short";
    return source.invalid(reason.formatted(present, wanted));
  }

  private static int lengthBytes(int version) {
    return version == 1 ? 2 : 4;
  }

  private static Charset charset(int version) {
    return version == 3 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1;
  }

  /** The header's bytes, the same that NumPy writes for this array. */
  byte[] bytes() {
    int version = layout.version();
    String dictionary =
        "{'descr': '%s', 'fortran_order': %s, 'shape': %s, }"
            .formatted(descr(), layout.fortranOrder() ? "True" : "False", ArrayBytes.text(shape));
    int growth = 0;
    if (shape.length > 0) {
      int growing = shape[layout.fortranOrder() ? shape.length - 1 : 0];
      growth = GROWTH_DIGITS - String.valueOf(growing).length();
    }
    int start = MAGIC.length + 2 + lengthBytes(version);
    int used = start + dictionary.length() + growth + 1;
    // NumPy adds a whole block of padding, rather than none, where the text happens to fit exactly.
    int padding = ALIGNMENT - used % ALIGNMENT;
    String text = dictionary + " ".repeat(growth + padding) + "\n";
    ByteArrayOutputStream out = new ByteArrayOutputStream(start + text.length());
    out.writeBytes(MAGIC);
    out.write(version);
    out.write(0);
    for (int i = 0; i < lengthBytes(version); i++) {
      out.write(text.length() >> 8 * i);
    }
    out.writeBytes(text.getBytes(charset(version)));
    return out.toByteArray();
  }

  private String descr() {
    String order = layout.byteOrder() == ByteOrder.LITTLE_ENDIAN ? "<" : ">";
    return (type.bytes() == 1 ? "|" : order) + type.code();
  }
}
