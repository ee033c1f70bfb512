package io.plumbline.data;

import io.plumbline.core.ForeignText;
import io.plumbline.core.InvalidInputException;
import io.plumbline.core.slip.Spelling;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Something to read, with the name that error messages call it by. Whatever goes wrong while it is
 * read, also in the file system, becomes one {@link InvalidInputException} line.
 */
public final class Source {
  private static final int LONGEST_EXCERPT = 80;

  /** Opens the bytes, each time from their beginning. */
  @FunctionalInterface
  public interface Opener {
    /**
     * Opens the bytes.
     *
     * @return a stream that the caller closes
     * @throws IOException if it cannot be opened
     */
    InputStream open() throws IOException;
  }

  /**
   * Makes a value of a stream's bytes.
   *
   * @param <T> the value
   */
  @FunctionalInterface
  public interface Reading<T> {
    /**
     * Reads the value.
     *
     * @param in the source's bytes
     * @return the value
     * @throws IOException if the bytes cannot be read
     */
    T read(InputStream in) throws IOException;
  }

  private final String name;
  private final @Nullable Path path;
  private final long size;
  private final Opener opener;

  private Source(String name, @Nullable Path path, long size, Opener opener) {
    this.name = printable(name);
    this.path = path;
    this.size = size;
    this.opener = opener;
  }

  /**
   * A file.
   *
   * @param path the file, which need not exist before it is read
   * @return the source, named as the path is written
   */
  public static Source of(Path path) {
    return new Source(path.toString(), path, sizeOf(path), () -> Files.newInputStream(path));
  }

  /**
   * Bytes in memory.
   *
   * @param name what to call them
   * @param bytes the bytes, not copied
   * @return the source
   */
  public static Source of(String name, byte[] bytes) {
    return new Source(name, null, bytes.length, () -> new ByteArrayInputStream(bytes));
  }

  /**
   * A stream that stays the caller's: it is not closed, and can be read once only.
   *
   * @param name what to call it
   * @param in the stream
   * @return the source
   */
  public static Source of(String name, InputStream in) {
    return of(
        name,
        () ->
            new FilterInputStream(in) {
              @Override
              public void close() {
                // The caller opened the stream and closes it.
              }
            });
  }

  /**
   * Bytes that are opened on demand.
   *
   * @param name what to call them
   * @param opener opens them
   * @return the source
   */
  public static Source of(String name, Opener opener) {
    return new Source(name, null, -1, opener);
  }

  /**
   * The same under another name.
   *
   * @param other what to call it
   * @return a source of the same bytes
   */
  public Source named(String other) {
    return new Source(other, path, size, opener);
  }

  private static long sizeOf(Path path) {
    try {
      return Files.isRegularFile(path) ? Files.size(path) : -1;
    } catch (IOException unreadable) {
      // Reading the file says why, in the user's words.
      return -1;
    }
  }

  /**
   * The name in error messages.
   *
   * @return the name, on one line
   */
  public String name() {
    return name;
  }

  /**
   * The number of bytes, where it is known without reading them.
   *
   * @return the size in bytes
   */
  public OptionalLong size() {
    return size < 0 ? OptionalLong.empty() : OptionalLong.of(size);
  }

  /**
   * Opens the source, reads a value and closes it.
   *
   * @param <T> the value
   * @param reading makes the value of the bytes
   * @return the value
   * @throws InvalidInputException if the source cannot be opened or read, or does not fit in memory
   */
  public <T> T read(Reading<T> reading) {
    if (path != null && Files.isDirectory(path)) {
      throw new InvalidInputException("file (" + name + ") must be a file, not a directory");
    }
    try (InputStream in = opener.open()) {
      return reading.read(in);
    } catch (OutOfMemoryError e) {
      // Thrown for one array of the file's own size: nothing else has run out of memory yet.
      long most = Runtime.getRuntime().maxMemory() >> 20;
      throw new InvalidInputException(
          "file (" + name + ") must fit in the " + most + " MiB of memory that Java may use", e);
    } catch (NoSuchFileException e) {
      String near = path == null ? "" : Spelling.question(path);
      throw new InvalidInputException("file (" + name + ") must exist" + near, e);
    } catch (AccessDeniedException e) {
      throw new InvalidInputException("file (" + name + ") must be readable: permission denied", e);
    } catch (IOException e) {
      throw new InvalidInputException(
          "file (" + name + ") must be readable: " + printable(String.valueOf(e.getMessage())), e);
    }
  }

  /**
   * Reads a number of bytes, or as many as there are. Memory grows with the bytes that are there,
   * not with the number asked for, which may come from a forged header.
   *
   * @param in the source's stream
   * @param length the number of bytes wanted
   * @return the bytes, fewer than {@code length} where the stream ends early
   * @throws IOException if they cannot be read
   */
  public byte[] read(InputStream in, int length) throws IOException {
    if (length > size) {
      return in.readNBytes(length);
    }
    byte[] bytes = new byte[length];
    int read = in.readNBytes(bytes, 0, length);
    return read == length ? bytes : Arrays.copyOf(bytes, read);
  }

  /**
   * Reads a part of a file, which is open no longer than that takes: any number of parts of any
   * number of files can be read by several threads, and one that is interrupted is in nobody's way.
   *
   * @param position of the part's first byte in the file
   * @param length of the part in bytes
   * @return so many bytes
   * @throws InvalidInputException if the file cannot be read, or ends before the part does
   */
  public byte[] part(long position, int length) {
    Path file = Objects.requireNonNull(path, name);
    Source from = new Source(name, file, size, () -> openedAt(file, position));
    byte[] bytes = from.read(in -> read(in, length));
    if (bytes.length < length) {
      throw invalid(
          "bytes ("
              + bytes.length
              + ") at "
              + position
              + " must be "
              + length
              + ": the file is cut short");
    }
    return bytes;
  }

  private static InputStream openedAt(Path file, long position) throws IOException {
    SeekableByteChannel channel = Files.newByteChannel(file);
    try {
      channel.position(position);
      return Channels.newInputStream(channel);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /**
   * The error of a source whose content cannot be used.
   *
   * @param reason what is wrong, as {@code name (value) must be condition}
   * @return the exception, for the caller to throw
   */
  public InvalidInputException invalid(String reason) {
    return new InvalidInputException(name + ": " + reason);
  }

  /**
   * Foreign text made fit for an error message: {@link #printable(String) printable}, and cut where
   * it is long.
   *
   * @param text any text
   * @return the text, on one line
   */
  public static String excerpt(String text) {
    String line = printable(text);
    return line.length() <= LONGEST_EXCERPT ? line : line.substring(0, LONGEST_EXCERPT) + "...";
  }

  /**
   * Foreign text on one line: characters that break, hide or turn it are escaped.
   *
   * @param text any text, such as a path
   * @return the text, on one line
   */
  public static String printable(String text) {
    StringBuilder line = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      line.append(
          ForeignText.steers(c) && !Character.isSurrogate(c)
              ? String.format("\\u%04x", (int) c)
              : String.valueOf(c));
    }
    return line.toString();
  }
}
