package io.plumbline.data.npy;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.OutputFiles;
import io.plumbline.core.slip.FileKind;
import io.plumbline.data.Source;
import io.plumbline.data.hdf5.Hdf5;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * Reads and writes NumPy's {@code .npy} files: format versions 1 to 3, C and Fortran order, both
 * byte orders, all types of {@link NpyType}. A file may come from a stranger: no more memory is
 * taken than its real size calls for, and nothing in it is run.
 */
public final class Npy {
  private Npy() {}

  /**
   * Reads a file, or a member of an archive: {@code arrays.npz:name}.
   *
   * @param file the {@code .npy} file
   * @return its array
   * @throws InvalidInputException if it cannot be read or is not a sound {@code .npy} file of
   *     numbers; the line names the file and the fault
   */
  public static NpyArray read(Path file) {
    Optional<NpzMember> member = NpzMember.of(file);
    if (member.isPresent()) {
      return member.get().read();
    }
    Source source = Source.of(file);
    try {
      return read(source);
    } catch (InvalidInputException e) {
      // Only what is no array is looked at a second time.
      throw FileKind.insteadOfArray(file, Hdf5::arrays).map(source::invalid).orElse(e);
    }
  }

  /**
   * Whether a word names an array, rather than a number.
   *
   * @param word what a user gave
   * @return whether it is a {@code .npy} file or a member of a {@code .npz} archive
   */
  public static boolean isNamedBy(String word) {
    return word.endsWith(".npy") || word.contains(NpzMember.BETWEEN);
  }

  /**
   * Reads a stream to its end, and leaves it open.
   *
   * @param name what error messages call it
   * @param in the bytes of a {@code .npy} file
   * @return its array
   * @throws InvalidInputException as {@link #read(Path)}
   */
  public static NpyArray read(String name, InputStream in) {
    return read(Source.of(name, in));
  }

  /**
   * Reads bytes in memory.
   *
   * @param name what error messages call them
   * @param bytes the bytes of a {@code .npy} file
   * @return its array
   * @throws InvalidInputException as {@link #read(Path)}
   */
  public static NpyArray read(String name, byte[] bytes) {
    return read(Source.of(name, bytes));
  }

  private static NpyArray read(Source source) {
    return source.read(in -> read(source, in));
  }

  private static NpyArray read(Source source, InputStream in) throws IOException {
    NpyHeader header = NpyHeader.read(source, in).header();
    int[] shape = header.shape();
    int itemBytes = header.type().bytes();
    int length = ArrayBytes.bytes(shape, itemBytes);
    String what = header.type() + " " + ArrayBytes.text(shape);
    if (length < 0) {
      throw source.invalid(
          "shape "
              + Source.excerpt(ArrayBytes.text(shape))
              + " must be of at most "
              + ArrayBytes.MOST_BYTES
              + " bytes in all");
    }
    byte[] data = source.read(in, length);
    if (data.length < length) {
      throw source.invalid(
          "data (%s bytes) must be %s bytes long for %s: the file is cut short"
              .formatted(data.length, length, what));
    }
    if (in.read() >= 0) {
      throw source.invalid(
          "data (over %s bytes) must be %s bytes long for %s: bytes follow the array"
              .formatted(length, length, what));
    }
    if (header.layout().byteOrder() == ByteOrder.BIG_ENDIAN) {
      ArrayBytes.swapBytes(data, itemBytes);
    }
    boolean fortran = header.layout().fortranOrder() && shape.length > 1;
    return new NpyArray(
        header.type(), shape, fortran ? ArrayBytes.fromFortran(data, shape, itemBytes) : data);
  }

  /**
   * Writes a file in the layout that NumPy uses by default, the same bytes that NumPy would write.
   *
   * @param file the file, replaced as a whole if it is there; its directory is made where missing
   * @param array the array
   * @throws InvalidInputException if it cannot be written; nothing is left behind
   */
  public static void write(Path file, NpyArray array) {
    write(file, array, NpyLayout.STANDARD);
  }

  /**
   * Writes a file in a chosen layout.
   *
   * @param file the file, replaced as a whole, as {@link #write(Path, NpyArray)} does
   * @param array the array
   * @param layout version, order and byte order
   * @throws InvalidInputException if it cannot be written; nothing is left behind
   */
  public static void write(Path file, NpyArray array, NpyLayout layout) {
    OutputFiles.write(file, bytes(array, layout));
  }

  /**
   * What {@link #write(Path, NpyArray)} puts into a file.
   *
   * @param array the array
   * @return the file's content
   */
  public static byte[] bytes(NpyArray array) {
    return bytes(array, NpyLayout.STANDARD);
  }

  private static byte[] bytes(NpyArray array, NpyLayout layout) {
    int itemBytes = array.type().bytes();
    byte[] data = array.data();
    if (layout.fortranOrder()) {
      data = ArrayBytes.toFortran(data, array.shape(), itemBytes);
    }
    if (layout.byteOrder() == ByteOrder.BIG_ENDIAN) {
      data = data == array.data() ? data.clone() : data;
      ArrayBytes.swapBytes(data, itemBytes);
    }
    byte[] header = new NpyHeader(array.type(), layout, array.shape()).bytes();
    byte[] file = Arrays.copyOf(header, header.length + data.length);
    System.arraycopy(data, 0, file, header.length, data.length);
    return file;
  }
}
