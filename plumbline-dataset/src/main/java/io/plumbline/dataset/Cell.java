package io.plumbline.dataset;

import io.plumbline.data.npy.NpyArray;
import java.util.Optional;

/**
 * What a table has at a row of a column: a byte string, or numbers.
 *
 * @param string the bytes, not a copy; empty where there are numbers
 * @param numbers of the shape of the lists they are in, () for one; empty where there is a string
 */
public record Cell(Optional<byte[]> string, Optional<NpyArray> numbers) {
  /**
   * A byte string.
   *
   * @param string the bytes, not copied
   * @return the cell
   */
  public static Cell of(byte[] string) {
    return new Cell(Optional.of(string), Optional.empty());
  }

  /**
   * Numbers.
   *
   * @param numbers of any shape
   * @return the cell
   */
  public static Cell of(NpyArray numbers) {
    return new Cell(Optional.empty(), Optional.of(numbers));
  }
}
