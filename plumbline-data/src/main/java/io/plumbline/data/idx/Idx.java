package io.plumbline.data.idx;

import io.plumbline.core.InvalidInputException;
import io.plumbline.data.Gzip;
import io.plumbline.data.Source;
import io.plumbline.data.Unpacked;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/**
 * Reads IDX files of images and labels, gzipped or not, whatever their names say. The format (Y.
 * LeCun, C. Cortes, C. J. C. Burges, "The MNIST database of handwritten digits"): a magic number
 * (two zero bytes, the type of the elements, 8 for unsigned bytes, and the number of dimensions),
 * the dimensions, then the elements, every number in four bytes, big-endian.
 *
 * <p>A file may come from a stranger: the header's sizes are checked before the data is unpacked,
 * memory grows with the bytes that are there, and gzip data that would unpack to more than {@link
 * Gzip#most} is refused.
 */
public final class Idx {
  private static final int LABELS_MAGIC = 0x801;
  private static final int IMAGES_MAGIC = 0x803;
  private static final List<String> LABEL_SIZES = List.of("count");
  private static final List<String> IMAGE_SIZES = List.of("count", "rows", "columns");
  private static final int MOST_BYTES = Integer.MAX_VALUE - 8;

  /** The number of classes of MNIST and its drop-in successors. */
  public static final int CLASSES = 10;

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
          int[] sizes = header(source, in, IMAGES_MAGIC);
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
          byte[] labels = data(source, in, header(source, in, LABELS_MAGIC));
          for (int i = 0; i < labels.length; i++) {
            int label = labels[i] & 0xff;
            if (label >= CLASSES) {
              throw source.invalid("label " + i + " (" + label + ") must be between 0 and 9");
            }
          }
          return new IdxLabels(source.name(), labels);
        });
  }

  /**
   * Opens a file of images or of labels, whichever it is, to read its elements one by one. One that
   * is gzipped is unpacked to a temporary file.
   *
   * @param file the IDX file, gzipped or not
   * @return its elements, to be closed; labels may be any byte
   * @throws InvalidInputException if it cannot be read or is not a sound IDX file of either; the
   *     line names the file and the fault
   */
  public static IdxFile open(Path file) {
    Source source = Source.of(file);
    return read(
        source,
        in -> {
          byte[] magic = in.readNBytes(4);
          boolean labels =
              Arrays.equals(magic, ByteBuffer.allocate(4).putInt(LABELS_MAGIC).array());
          requireMagic(source, magic, labels ? LABELS_MAGIC : IMAGES_MAGIC);
          int[] sizes = sizes(source, in, magic.length, labels ? LABELS_MAGIC : IMAGES_MAGIC);
          return in instanceof GZIPInputStream
              ? unpacked(source, in, sizes)
              : stored(source, sizes);
        });
  }

  private static IdxFile stored(Source source, int[] sizes) {
    int start = 4 + 4 * sizes.length;
    long present = source.size().orElse(0) - start;
    int length = length(source, false, sizes);
    requireWhole(source, sizes, present, present > length);
    return new IdxFile(source, start, sizes, Optional.empty());
  }

  private static IdxFile unpacked(Source source, InputStream in, int[] sizes) throws IOException {
    Unpacked data = Unpacked.of(in, length(source, true, sizes));
    try {
      requireWhole(source, sizes, Files.size(data.file()), in.read() >= 0);
      Source elements = Source.of(data.file()).named(source.name());
      return new IdxFile(elements, 0, sizes, Optional.of(data));
    } catch (IOException | RuntimeException e) {
      data.close();
      throw e;
    }
  }

  private static <T> T read(Source source, Source.Reading<T> reading) {
    if (source.size().orElse(-1) == 0) {
      throw source.invalid("size (0 bytes) must be that of an IDX file: the file is empty");
    }
    return Gzip.read(source, reading);
  }

  /** The sizes of a file of one kind. */
  private static int[] header(Source source, InputStream in, int wanted) throws IOException {
    byte[] magic = in.readNBytes(4);
    requireMagic(source, magic, wanted);
    return sizes(source, in, magic.length, wanted);
  }

  /** What is shorter is said to be where the sizes are missed. */
  private static void requireMagic(Source source, byte[] magic, int wanted) {
    if (magic.length == 4 && ByteBuffer.wrap(magic).getInt() != wanted) {
      throw source.invalid(
          "magic (0x%08x) must be 0x%08x, that of IDX %s"
              .formatted(
                  ByteBuffer.wrap(magic).getInt(),
                  wanted,
                  wanted == IMAGES_MAGIC ? "images" : "labels"));
    }
  }

  private static int[] sizes(Source source, InputStream in, int before, int magic)
      throws IOException {
    List<String> names = magic == IMAGES_MAGIC ? IMAGE_SIZES : LABEL_SIZES;
    ByteBuffer header = ByteBuffer.wrap(in.readNBytes(4 * names.size()));
    int length = 4 + 4 * names.size();
    int present = before + header.limit();
    if (present < length) {
      throw source.invalid(
          "header (%s bytes) must be %s bytes long: the file is cut short"
              .formatted(present, length));
    }
    int[] sizes = new int[names.size()];
    for (int i = 0; i < sizes.length; i++) {
      long size = header.getInt() & 0xffffffffL;
      if (size < 1 || size > MOST_BYTES) {
        throw source.invalid(
            "%s (%s) must be between 1 and %s".formatted(names.get(i), size, MOST_BYTES));
      }
      sizes[i] = (int) size;
    }
    return sizes;
  }

  private static byte[] data(Source source, InputStream in, int[] sizes) throws IOException {
    boolean gzip = in instanceof GZIPInputStream;
    int length = length(source, gzip, sizes);
    byte[] data = gzip ? in.readNBytes(length) : source.read(in, length);
    requireWhole(source, sizes, data.length, in.read() >= 0);
    return data;
  }

  /** Refuses elements that are fewer or more than the header says. */
  private static void requireWhole(Source source, int[] sizes, long present, boolean more) {
    int length = Arrays.stream(sizes).reduce(1, (bytes, size) -> bytes * size);
    if (present < length) {
      throw source.invalid(
          "data (%s bytes) must be %s bytes long for %s: the file is cut short"
              .formatted(present, length, text(sizes)));
    }
    if (more) {
      throw source.invalid(
          "data (over %s bytes) must be %s bytes long for %s: bytes follow the last element"
              .formatted(length, length, text(sizes)));
    }
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
    long most = Gzip.most(source);
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
