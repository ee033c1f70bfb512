package io.plumbline.data.picture;

import io.plumbline.core.InvalidInputException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;

/** The chunks of a PNG file, whose sums the JDK's reader does not look at. */
final class PngChunks {
  private static final int SIGNATURE = 8;
  private static final int END = 0x49454e44;

  private PngChunks() {}

  /**
   * Refuses a file that is cut short or damaged.
   *
   * @throws InvalidInputException if a chunk's sum is wrong, or there is no last one
   */
  static void require(String name, byte[] bytes) {
    ByteBuffer file = ByteBuffer.wrap(bytes, SIGNATURE, bytes.length - SIGNATURE);
    int type = 0;
    while (type != END) {
      require(file.remaining() >= 8, name, "the file is cut short");
      int length = file.getInt();
      require(length >= 0 && length <= file.remaining() - 8, name, "the file is cut short");
      CRC32 sum = new CRC32();
      sum.update(bytes, file.position(), length + 4);
      type = file.getInt();
      file.position(file.position() + length);
      require((int) sum.getValue() == file.getInt(), name, "a chunk's sum is wrong");
    }
  }

  private static void require(boolean holds, String name, String why) {
    if (!holds) {
      throw new InvalidInputException(name + ": must be an undamaged picture: " + why);
    }
  }
}
