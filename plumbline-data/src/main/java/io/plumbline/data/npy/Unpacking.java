package io.plumbline.data.npy;

import io.plumbline.core.InvalidInputException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What the arrays of one archive unpack to, all together: a few thousand bytes may be meant to
 * become gigabytes, or be named by many entries.
 */
final class Unpacking {
  static final long FREE_BYTES = 1L << 28;
  private static final long MOST_RATIO = 100;

  private final String archive;
  private final long most;
  private long unpacked;

  Unpacking(Path archive) throws IOException {
    this.archive = archive.getFileName().toString();
    this.most = Math.max(FREE_BYTES, MOST_RATIO * Files.size(archive));
  }

  /**
   * Reads one of them.
   *
   * @param name of the array
   * @param packed is unpacked as it is read
   * @throws InvalidInputException if it is not sound, or brings them to more than there may be
   */
  NpyArray array(String name, InputStream packed) {
    return Npy.read(archive + ":" + name, counted(packed));
  }

  /** One of them as it is unpacked, refused where it brings them to more than there may be. */
  InputStream counted(InputStream packed) {
    return new Counted(packed);
  }

  private final class Counted extends FilterInputStream {
    private Counted(InputStream packed) {
      super(packed);
    }

    @Override
    public int read() throws IOException {
      int next = super.read();
      count(next < 0 ? 0 : 1);
      return next;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int read = super.read(bytes, offset, length);
      count(Math.max(0, read));
      return read;
    }

    private void count(int more) {
      unpacked += more;
      if (unpacked > most) {
        throw new InvalidInputException(
            archive
                + ": arrays (over "
                + most
                + " bytes) must be at most "
                + most
                + " bytes for an archive of this length, or come unpacked, as numpy.savez writes"
                + " them");
      }
    }
  }
}
