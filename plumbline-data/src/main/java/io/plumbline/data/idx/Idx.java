package io.plumbline.data.idx;

import io.plumbline.core.InvalidInputException;
import io.plumbline.data.Source;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Reads IDX files of images and labels, gzipped or not, whatever their names say. The format (Y.
 * LeCun, C. Cortes, C. J. C. Burges, "The MNIST database of handwritten digits"): a magic number
 * (two zero bytes, the type of the elements, 8 for unsigned bytes, and the number of dimensions),
 * the dimensions, then the elements, every number in four bytes, big-endian.
 *
 * <p>A file may come from a stranger: the header's sizes are checked before the data is unpacked,
 * memory grows with the bytes that are there, and gzip data that would unpack to more than {@value
 * #FREE_BYTES} bytes and {@value #MOST_RATIO} times the file's size is refused.
 */
public final class Idx {
  private static final int LABELS_MAGIC = 0x801;
  private static final int IMAGES_MAGIC = 0x803;
  private static final int MOST_BYTES = Integer.MAX_VALUE - 8;
  private static final int GZIP_MAGIC = 0x1f8b;
  private static final int BUFFER = 1 << 16;

  /** The number of classes of MNIST and its drop-in successors. */
  public static final int CLASSES = 10;

  static final int FREE_BYTES = 64 << 20;
  static final int MOST_RATIO = 100;

  private Idx() {}

  /**
   * Reads the images of a file.
   *
   * @param file the IDX file, gzipped or not
   * @return the images
   * @throws InvalidInputException if it cannot be read or is not a sound IDX file of images; the
   *     line names the file and the fault
   */
  public static IdxImages readImages(Path file) {
    return readImages(Source.of(file));
  }

  /**
   * Reads the images of a source.
   *
   * @param source the bytes of an IDX file, gzipped or not
   * @return the images
   * @throws InvalidInputException as {@link #readImages(Path)}
   */
  public static IdxImages readImages(Source source) {
    return read(
        source,
        in -> {
          int[] sizes = header(source, in, IMAGES_MAGIC, "count", "rows", "columns");
          byte[] pixels = data(source, in, sizes);
          return new IdxImages(source.name(), sizes[0], sizes[1], sizes[2], pixels);
        });
  }

  /**
   * Reads the labels of a file.
   *
   * @param file the IDX file, gzipped or not
   * @return the labels
   * @throws InvalidInputException if it cannot be read, is not a sound IDX file of labels or holds
   *     a label above 9; the line names the file and the fault
   */
  public static IdxLabels readLabels(Path file) {
    return readLabels(Source.of(file));
  }

  /**
   * Reads the labels of a source.
   *
   * @param source the bytes of an IDX file, gzipped or not
   * @return the labels
   * @throws InvalidInputException as {@link #readLabels(Path)}
   */
  public static IdxLabels readLabels(Source source) {
    return read(
        source,
        in -> {
          byte[] labels = data(source, in, header(source, in, LABELS_MAGIC, "count"));
          for (int i = 0; i < labels.length; i++) {
            int label = labels[i] & 0xff;
            if (label >= CLASSES) {
              throw source.invalid("label " + i + " (" + label + ") must be between 0 and 9");
            }
          }
          return new IdxLabels(source.name(), labels);
        });
  }

  private static <T> T read(Source source, Source.Reading<T> reading) {
    return source.read(
        raw -> {
          try {
            return reading.read(unpacked(source, raw));
          } catch (ZipException e) {
            throw source.invalid(
                "gzip data must be intact: " + Source.excerpt(String.valueOf(e.getMessage())));
          } catch (EOFException e) {
            throw source.invalid("gzip data must be complete: the file is cut short");
          }
        });
  }

  private static InputStream unpacked(Source source, InputStream raw) throws IOException {
    BufferedInputStream in = new BufferedInputStream(raw, BUFFER);
    in.mark(2);
    int first = in.read();
    int second = in.read();
    if (first < 0) {
      throw source.invalid("size (0 bytes) must be that of an IDX file: the file is empty");
    }
    in.reset();
    return isGzip(first, second) ? new GZIPInputStream(in, BUFFER) : in;
  }

  private static boolean isGzip(int first, int second) {
    return (first << 8 | second) == GZIP_MAGIC;
  }

  private static int[] header(Source source, InputStream in, int magic, String... names)
      throws IOException {
    int length = 4 + 4 * names.length;
    ByteBuffer header = ByteBuffer.wrap(in.readNBytes(length));
    int present = header.limit();
    if (present >= 4 && header.getInt() != magic) {
      throw source.invalid(
          "magic (0x%08x) must be 0x%08x, that of IDX %s"
              .formatted(header.getInt(0), magic, magic == IMAGES_MAGIC ? "images" : "labels"));
    }
    if (present < length) {
      throw source.invalid(
          "header (%s bytes) must be %s bytes long: the file is cut short"
              .formatted(present, length));
    }
    int[] sizes = new int[names.length];
    for (int i = 0; i < sizes.length; i++) {
      long size = header.getInt() & 0xffffffffL;
      if (size < 1 || size > MOST_BYTES) {
        throw source.invalid(
            "%s (%s) must be between 1 and %s".formatted(names[i], size, MOST_BYTES));
      }
      sizes[i] = (int) size;
    }
    return sizes;
  }

  private static byte[] data(Source source, InputStream in, int[] sizes) throws IOException {
    boolean gzip = in instanceof GZIPInputStream;
    int length = length(source, gzip, sizes);
    byte[] data = gzip ? in.readNBytes(length) : source.read(in, length);
    if (data.length < length) {
      throw source.invalid(
          "data (%s bytes) must be %s bytes long for %s: the file is cut short"
              .formatted(data.length, length, text(sizes)));
    }
    if (in.read() >= 0) {
      throw source.invalid(
          "data (over %s bytes) must be %s bytes long for %s: bytes follow the last element"
              .formatted(length, length, text(sizes)));
    }
    return data;
  }

  private static int length(Source source, boolean gzip, int[] sizes) {
    long bytes = 1;
    for (int size : sizes) {
      bytes *= size;
      if (bytes > MOST_BYTES) {
        throw source.invalid(
            "size (%s) must be at most %s bytes in all".formatted(text(sizes), MOST_BYTES));
      }
    }
    long most = Math.max(FREE_BYTES, MOST_RATIO * source.size().orElse(0));
    if (gzip && bytes > most) {
      throw source.invalid(
          "unpacked size (%s bytes) must be at most %s bytes for a gzip file of this length"
              .formatted(bytes, most));
    }
    return (int) bytes;
  }

  private static String text(int[] sizes) {
    return sizes.length == 1
        ? sizes[0] + " labels"
        : "%s images of %sx%s".formatted(sizes[0], sizes[1], sizes[2]);
  }
}
