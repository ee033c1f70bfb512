package io.plumbline.jobs.audit;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.Sha256;
import io.plumbline.data.Source;
import io.plumbline.jobs.audit.rows.AuditPlan.Fingerprint;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** Tells files and arrays from others by their contents. */
final class Fingerprints {
  private static final int DIGITS = 16;

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
      Sha256 one = new Sha256();
      return new Fingerprint(name, add(one, files.get(0)), one.hex());
    }
    Sha256 all = new Sha256();
    long bytes = 0;
    for (Path file : files) {
      Sha256 one = new Sha256();
      bytes += add(one, file);
      all.add(String.valueOf(file.getFileName()).getBytes(StandardCharsets.UTF_8)).add(one.bytes());
    }
    return new Fingerprint(name, bytes, all.hex());
  }

  private static long add(Sha256 sha, Path file) {
    return Source.of(file).read(sha::add);
  }

  /** The beginning of what tells an array from others, 16 hexadecimal digits. */
  static String of(double[] values) {
    ByteBuffer bytes = ByteBuffer.allocate(Double.BYTES * values.length);
    bytes.order(ByteOrder.LITTLE_ENDIAN).asDoubleBuffer().put(values);
    return new Sha256().add(bytes.array()).hex().substring(0, DIGITS);
  }
}
