package io.plumbline.data.npy;

import io.plumbline.data.Source;
import io.plumbline.data.Unpacked;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The rows of an array, along its first axis, each read from the file when it is asked for. Memory
 * is taken for one row at a time, so that the array may be larger than memory, and than the 2 GiB
 * of {@link Npy}. Safe for several threads.
 */
public final class NpyRows implements AutoCloseable {
  private final Path path;
  private final Source source;
  private final @Nullable Unpacked unpacked;
  private final NpyHeader header;
  private final long start;
  private final int rowBytes;

  private NpyRows(Path path, @Nullable Unpacked unpacked) {
    this.path = path;
    this.source = Source.of(unpacked == null ? path : unpacked.file()).named(path.toString());
    this.unpacked = unpacked;
    NpyHeader.Read read = source.read(in -> NpyHeader.read(source, in));
    this.header = read.header();
    this.start = read.length();
    this.rowBytes = ArrayBytes.bytes(rowShape(), header.type().bytes());
    requireSound();
  }

  /**
   * Reads the header of a file. A member of an archive, {@code arrays.npz:name}, is unpacked to a
   * temporary file, within the bounds that archives have.
   *
   * @param path as {@link Npy#read(Path)} takes it
   * @return the rows, to be closed
   * @throws io.plumbline.core.InvalidInputException as {@link Npy#read(Path)}; also if there is no
   *     row, or rows are not stored one after another, in C order
   */
  public static NpyRows open(Path path) {
    Optional<NpzMember> member = NpzMember.of(path);
    if (member.isEmpty()) {
      return new NpyRows(path, null);
    }
    Unpacked unpacked = member.get().read(in -> Unpacked.of(in, Long.MAX_VALUE));
    try {
      return new NpyRows(path, unpacked);
    } catch (RuntimeException e) {
      unpacked.close();
      throw e;
    }
  }

  private void requireSound() {
    int[] shape = header.shape();
    String text = ArrayBytes.text(shape);
    if (shape.length == 0 || shape[0] == 0 || rowBytes == 0) {
      throw source.invalid("shape " + text + " must have rows with elements in them");
    }
    if (header.layout().fortranOrder() && shape.length > 1) {
      throw source.invalid(
          "fortran_order (True) must be False for rows to be read one by one:"
              + " numpy.save(file, numpy.ascontiguousarray(array)) writes it so");
    }
    if (rowBytes < 0) {
      throw source.invalid(
          "shape %s must have rows of at most %s bytes"
              .formatted(Source.excerpt(text), ArrayBytes.MOST_BYTES));
    }
    long length = (long) rowBytes * shape[0];
    long present = source.size().orElse(0) - start;
    if (present != length) {
      throw source.invalid(
          "data (%s bytes) must be %s bytes long for %s %s: %s"
              .formatted(
                  present,
                  length,
                  header.type(),
                  text,
                  present < length ? "the file is cut short" : "bytes follow the array"));
    }
  }

  private int[] rowShape() {
    int[] shape = header.shape();
    return shape.length == 0 ? shape : Arrays.copyOfRange(shape, 1, shape.length);
  }

  /**
   * How many there are.
   *
   * @return the first dimension, at least 1
   */
  public int count() {
    return header.shape()[0];
  }

  /**
   * The files that are read.
   *
   * @return the file or the archive itself
   */
  public List<Path> files() {
    return NamedArrays.files(path);
  }

  /**
   * Reads a row.
   *
   * @param index from 0, below {@link #count}
   * @return the row, of the shape without its first axis
   * @throws io.plumbline.core.InvalidInputException if it cannot be read any more
   */
  public NpyArray row(int index) {
    byte[] data = source.part(start + (long) index * rowBytes, rowBytes);
    return NpyArray.ofBytes(header.type(), header.layout().byteOrder(), data, rowShape());
  }

  /** Deletes what was unpacked. */
  @Override
  public void close() {
    if (unpacked != null) {
      unpacked.close();
    }
  }
}
