package io.plumbline.jobs;

import io.plumbline.core.InvalidInputException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Lines of JSON, one for each sample as it is decided: what is written stays, whatever becomes of
 * the work. Safe for several threads.
 */
public final class JsonLines implements AutoCloseable {
  /** Nobody asked for them. */
  public static final JsonLines NONE = new JsonLines(Path.of(""), OutputStream.nullOutputStream());

  private final Path file;
  private final OutputStream out;

  /** To a file that is open. */
  JsonLines(Path file, OutputStream out) {
    this.file = file;
    this.out = out;
  }

  /**
   * Writes a line.
   *
   * @param json ended by a line feed
   * @throws InvalidInputException if there is no room
   */
  public synchronized void write(String json) {
    try {
      out.write(json.getBytes(StandardCharsets.UTF_8));
      out.flush();
    } catch (IOException e) {
      throw new InvalidInputException(
          "output file (" + file + ") must be writable: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    try {
      out.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
