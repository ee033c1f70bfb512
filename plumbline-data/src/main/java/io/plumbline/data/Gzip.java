package io.plumbline.data;

import io.plumbline.core.InvalidInputException;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Files that may be packed by gzip, whatever their names say, and may come from strangers: what
 * they unpack to is bounded, and damage is one line.
 */
public final class Gzip {
  private static final int MAGIC = 0x1f8b;
  private static final int MAGIC_BYTES = 2;
  private static final int BUFFER = 1 << 16;
  private static final long FREE_BYTES = 64 << 20;
  private static final int MOST_RATIO = 100;

  private Gzip() {}

  /**
   * Reads a value of what a source holds, unpacked where it is packed; then the stream is a {@link
   * GZIPInputStream}, which is not bounded.
   *
   * @param <T> the value
   * @param source the file, packed or not
   * @param reading makes the value
   * @return the value
   * @throws InvalidInputException if it cannot be read, or is packed and damaged
   */
  public static <T> T read(Source source, Source.Reading<T> reading) {
    return source.read(
        raw -> {
          try {
            return reading.read(unpacking(raw));
          } catch (ZipException e) {
            throw source.invalid(
                "gzip data must be intact: " + Source.excerpt(String.valueOf(e.getMessage())));
          } catch (EOFException e) {
            throw source.invalid("gzip data must be complete: the file is cut short");
          }
        });
  }

  private static InputStream unpacking(InputStream raw) throws IOException {
    BufferedInputStream in = new BufferedInputStream(raw, BUFFER);
    in.mark(MAGIC_BYTES);
    byte[] head = in.readNBytes(MAGIC_BYTES);
    in.reset();
    return isPacked(head) ? new GZIPInputStream(in, BUFFER) : in;
  }

  /**
   * Whether a file is packed.
   *
   * @param head its first bytes: two or more, fewer where it has no more
   * @return what its magic number says
   */
  public static boolean isPacked(byte[] head) {
    return head.length >= MAGIC_BYTES && ((head[0] & 0xff) << 8 | head[1] & 0xff) == MAGIC;
  }

  /**
   * The most that a packed file may unpack to.
   *
   * @param source the packed file
   * @return 64 MiB, or a hundred times its size where that is more
   */
  public static long most(Source source) {
    return Math.max(FREE_BYTES, MOST_RATIO * source.size().orElse(0));
  }

  /**
   * Unpacks a file whose size unpacked is not known before.
   *
   * @param source the file, packed or not
   * @return what it holds, to be closed; empty where it is not packed
   * @throws InvalidInputException if it is damaged, or unpacks to more than {@link #most}
   */
  public static Optional<Unpacked> unpacked(Source source) {
    return read(
        source,
        in -> in instanceof GZIPInputStream ? Optional.of(bounded(source, in)) : Optional.empty());
  }

  private static Unpacked bounded(Source source, InputStream in) throws IOException {
    long most = most(source);
    Unpacked unpacked = Unpacked.of(in, most);
    try {
      if (in.read() >= 0) {
        throw source.invalid(
            "unpacked size (over %s bytes) must be at most %s bytes for a gzip file of this length"
                .formatted(most, most));
      }
      return unpacked;
    } catch (IOException | RuntimeException e) {
      unpacked.close();
      throw e;
    }
  }
}
