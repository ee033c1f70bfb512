package io.plumbline.data.idx;

import io.plumbline.data.Source;
import io.plumbline.data.Unpacked;
import java.util.Arrays;
import java.util.Optional;

/** The elements of an IDX file, each read when it is asked for. Safe for several threads. */
public final class IdxFile implements AutoCloseable {
  private final Source elements;
  private final int start;
  private final int[] sizes;
  private final Optional<Unpacked> unpacked;

  /**
   * Of a file that is known to be sound.
   *
   * @param elements where they are
   * @param start of the first, in bytes
   * @param sizes their number, and what each has: nothing, or rows and columns
   * @param unpacked what is to be closed
   */
  IdxFile(Source elements, int start, int[] sizes, Optional<Unpacked> unpacked) {
    this.elements = elements;
    this.start = start;
    this.sizes = sizes;
    this.unpacked = unpacked;
  }

  /**
   * How many there are.
   *
   * @return at least 1
   */
  public int count() {
    return sizes[0];
  }

  /**
   * What each is.
   *
   * @return rows and columns, or nothing where it is a label
   */
  public int[] shape() {
    return Arrays.copyOfRange(sizes, 1, sizes.length);
  }

  /**
   * Reads an element.
   *
   * @param index from 0, below {@link #count}
   * @return its unsigned bytes, row by row
   * @throws io.plumbline.core.InvalidInputException if it cannot be read any more
   */
  public byte[] element(int index) {
    int bytes = Arrays.stream(shape()).reduce(1, (product, size) -> product * size);
    return elements.part(start + (long) index * bytes, bytes);
  }

  /** Deletes what was unpacked. */
  @Override
  public void close() {
    unpacked.ifPresent(Unpacked::close);
  }
}
