package io.plumbline.data.npy;

import io.plumbline.core.InvalidInputException;
import java.nio.ByteOrder;

/**
 * How a {@code .npy} file lays out its array. It changes the bytes of the file, never the array.
 *
 * @param version the major version of the format, 1, 2 or 3
 * @param fortranOrder whether the first index runs fastest, rather than the last
 * @param byteOrder the order of the bytes of each number
 */
public record NpyLayout(int version, boolean fortranOrder, ByteOrder byteOrder) {

  /** What NumPy writes on common machines: version 1, C order, little-endian. */
  public static final NpyLayout STANDARD = new NpyLayout(1, false, ByteOrder.LITTLE_ENDIAN);

  /**
   * A layout.
   *
   * @throws InvalidInputException if the version is none that exists
   */
  public NpyLayout {
    if (version < 1 || version > 3) {
      throw new InvalidInputException("version (" + version + ") must be 1, 2 or 3");
    }
  }
}
