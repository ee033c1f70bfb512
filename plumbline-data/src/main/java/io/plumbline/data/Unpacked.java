package io.plumbline.data;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a packed file holds, in a temporary file of its own, so that any part of it can be read
 * without those before it, and none takes memory. Whoever unpacks bounds how much there may be.
 */
public final class Unpacked implements AutoCloseable {
  private static final int BUFFER = 1 << 16;

  private final Path file;

  private Unpacked(Path file) {
    this.file = file;
  }

  /**
   * Unpacks a stream.
   *
   * @param in unpacks as it is read
   * @param most how many bytes are taken; what follows them stays unread
   * @return the file, which stays until it is closed or Java ends
   * @throws IOException if it cannot be read, or there is no room for it
   */
  public static Unpacked of(InputStream in, long most) throws IOException {
    Unpacked unpacked = new Unpacked(Files.createTempFile("plumbline-", ".data"));
    unpacked.file.toFile().deleteOnExit();
    try (OutputStream out = Files.newOutputStream(unpacked.file)) {
      byte[] buffer = new byte[BUFFER];
      long left = most;
      for (int read = 1; read > 0; left -= read) {
        read = in.readNBytes(buffer, 0, (int) Math.min(BUFFER, left));
        out.write(buffer, 0, read);
      }
      return unpacked;
    } catch (IOException | RuntimeException e) {
      unpacked.close();
      throw e;
    }
  }

  /**
   * Where it is.
   *
   * @return the file, to be read only
   */
  public Path file() {
    return file;
  }

  /** Deletes the file. What cannot be deleted now goes when Java ends. */
  @Override
  public void close() {
    file.toFile().delete();
  }
}
