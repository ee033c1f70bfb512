package io.plumbline.data.mnist;

import io.plumbline.data.Source;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.zip.GZIPInputStream;

/** The files of MNIST as they stand in this module, checked against their published MD5 sums. */
final class EmbeddedFile {
  private static final Map<String, String> MD5 =
      Map.of(
          "train-images-idx3-ubyte", "6bbc9ace898e44ae57da46a324031adb",
          "train-labels-idx1-ubyte", "a25bea736e30d166cdddb491f175f624",
          "t10k-images-idx3-ubyte", "2646ac647ad5339dbf082846283269ea",
          "t10k-labels-idx1-ubyte", "27ae3e4e09519cfbb04c329615203637");

  private EmbeddedFile() {}

  static Source source(String file) {
    return Source.of(
        "embedded " + file,
        () -> verified(file, open(file), Objects.requireNonNull(MD5.get(file), file)));
  }

  private static InputStream open(String file) throws IOException {
    InputStream resource = EmbeddedFile.class.getResourceAsStream(file + ".gz");
    if (resource == null) {
      throw new IllegalStateException("resource (" + file + ".gz) must be in the data module");
    }
    return new GZIPInputStream(resource, 1 << 16);
  }

  /** A stream that fails at its end unless it was all there; a bad sum is a broken build. */
  static InputStream verified(String file, InputStream in, String md5) {
    DigestInputStream digested = new DigestInputStream(in, md5());
    return new FilterInputStream(digested) {
      private boolean checked;

      @Override
      public int read() throws IOException {
        return checked(super.read());
      }

      @Override
      public int read(byte[] into, int offset, int length) throws IOException {
        return checked(super.read(into, offset, length));
      }

      private int checked(int result) {
        if (result < 0 && !checked) {
          checked = true;
          String sum = HexFormat.of().formatHex(digested.getMessageDigest().digest());
          if (!sum.equals(md5)) {
            throw new IllegalStateException(
                "embedded " + file + ": MD5 (" + sum + ") must be " + md5);
          }
        }
        return result;
      }
    };
  }

  private static MessageDigest md5() {
    try {
      return MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("MD5 must be provided by every Java platform", e);
    }
  }
}
