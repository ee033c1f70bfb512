package io.plumbline.jobs.audit;

import io.plumbline.core.InvalidInputException;
import io.plumbline.data.Source;
import io.plumbline.jobs.audit.rows.AuditPlan.Fingerprint;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** Tells files and arrays from others by their contents. */
final class Fingerprints {
  private static final int BUFFER = 1 << 16;
  private static final int SHORT = 8;

  private Fingerprints() {}

  /**
   * What tells files from others.
   *
   * @param name what the user calls them
   * @param files in an order that depends on their names alone
   * @throws InvalidInputException if one cannot be read
   */
  static Fingerprint of(String name, List<Path> files) {
    if (files.size() == 1) {
      MessageDigest sha = sha();
      return new Fingerprint(name, add(sha, files.get(0)), hex(sha.digest()));
    }
    MessageDigest all = sha();
    long bytes = 0;
    for (Path file : files) {
      MessageDigest one = sha();
      bytes += add(one, file);
      all.update(String.valueOf(file.getFileName()).getBytes(StandardCharsets.UTF_8));
      all.update(one.digest());
    }
    return new Fingerprint(name, bytes, hex(all.digest()));
  }

  private static long add(MessageDigest sha, Path file) {
    return Source.of(file).read(in -> add(sha, in));
  }

  private static long add(MessageDigest sha, InputStream in) throws IOException {
    byte[] buffer = new byte[BUFFER];
    long bytes = 0;
    for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
      sha.update(buffer, 0, read);
      bytes += read;
    }
    return bytes;
  }

  /** The beginning of what tells an array from others, 16 hexadecimal digits. */
  static String of(double[] values) {
    ByteBuffer bytes = ByteBuffer.allocate(Double.BYTES * values.length);
    bytes.order(ByteOrder.LITTLE_ENDIAN).asDoubleBuffer().put(values);
    return HexFormat.of().formatHex(sha().digest(bytes.array()), 0, SHORT);
  }

  private static String hex(byte[] digest) {
    return HexFormat.of().formatHex(digest);
  }

  private static MessageDigest sha() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
