package io.plumbline.core;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One place that a result is written to. It is no file that is read, and links are followed to it.
 * A regular file is replaced as a whole or stays what it was: the new one is written beside it and
 * renamed. A FIFO or a character device is written to as it is, and so is standard output, which
 * {@code -} and {@code /dev/stdout} stand for. From opening to closing, no other process that asks
 * here has the same file.
 */
public final class OutputFile implements AutoCloseable {
  private final String name;
  private final Destination to;
  private final Hold hold = new Hold();
  private @Nullable Path staged;
  private byte @Nullable [] streamed;

  private OutputFile(String name, Destination to) {
    this.name = name;
    this.to = to;
  }

  /**
   * Opens a place and makes the directories to it; what is there stays until {@link #commit}.
   *
   * @param name what to call it in errors, such as the option it was given with
   * @param given the place
   * @param inputs what must not be written to
   * @return the place, to be closed
   * @throws InvalidInputException if it is one of the inputs, in use, or cannot be written to
   */
  public static OutputFile open(String name, Path given, InputFiles inputs) {
    OutputFile file = unlocked(name, given, inputs);
    if (file.to.kind() != Destination.Kind.FILE) {
      return file;
    }
    Path folder = file.folder();
    try {
      file.hold.to(folder);
      file.hold.lock(Temporary.lock(file.to.place()), name, given);
      Temporary.deleteLeftOf(file.to.place());
      return file;
    } catch (IOException e) {
      file.close();
      throw notWritable("output directory", folder, e);
    } catch (InvalidInputException e) {
      file.close();
      throw e;
    }
  }

  /** The same where the directory is there and kept already. */
  static OutputFile unlocked(String name, Path given, InputFiles inputs) {
    Destination to = Destination.of(name, given);
    if (inputs.hold(to.place())) {
      throw new InvalidInputException(
          name + " (" + given + ") must not be a file that is read: it would be lost");
    }
    if (to.kind() == Destination.Kind.STREAM && !Files.isWritable(to.place())) {
      throw notWritable(name, given, new AccessDeniedException(null));
    }
    return new OutputFile(name, to);
  }

  /**
   * Whether a path stands for standard output.
   *
   * @param given a place for a result
   * @return whether it is printed, and nothing else should be
   */
  public static boolean isStandardOutput(Path given) {
    try {
      return Destination.of("", given).kind() == Destination.Kind.STANDARD_OUTPUT;
    } catch (InvalidInputException e) {
      // Whoever opens it says why.
      return false;
    }
  }

  /**
   * The file.
   *
   * @return its path, links followed
   */
  public Path place() {
    return to.place();
  }

  /** Whether it is, or will be, a regular file. */
  boolean isFile() {
    return to.kind() == Destination.Kind.FILE;
  }

  /**
   * Whether a result written here and one written there would be in each other's way.
   *
   * @param other another place
   * @return whether both are one file
   */
  public boolean same(OutputFile other) {
    try {
      return to.same(other.to);
    } catch (IOException e) {
      throw notWritable(name, to.given(), e);
    }
  }

  /**
   * Makes the content ready: beside a regular file under a temporary name, else in memory.
   *
   * @param content its bytes
   * @throws InvalidInputException if there is no room
   */
  public void stage(byte[] content) {
    if (to.kind() != Destination.Kind.FILE) {
      streamed = content;
      return;
    }
    try {
      Path temporary = Temporary.create(to.place());
      staged = temporary;
      // DSYNC: a name that is given before its bytes are on the disk could outlive them.
      Files.write(temporary, content, StandardOpenOption.WRITE, StandardOpenOption.DSYNC);
    } catch (IOException e) {
      throw notWritable("output file", to.given(), e);
    }
  }

  /** Where the staged content lies until it is committed. */
  Path staged() {
    return Objects.requireNonNull(staged);
  }

  /** Refuses a directory that has come to be here, before anything is written. */
  void requireNoDirectory() {
    if (Files.isDirectory(to.place())) {
      throw new InvalidInputException(name + " (" + to.given() + ") must not be a directory");
    }
  }

  /**
   * Puts the staged content in place. Whether standard output took it, that will say itself.
   *
   * @throws InvalidInputException if that cannot be done, for example for lack of space
   */
  public void commit() {
    requireNoDirectory();
    try {
      switch (to.kind()) {
        case FILE -> Files.move(staged(), to.place(), StandardCopyOption.ATOMIC_MOVE);
        case STREAM -> {
          try (OutputStream out =
              Files.newOutputStream(
                  to.place(), StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            out.write(Objects.requireNonNull(streamed));
          }
        }
        case STANDARD_OUTPUT -> StandardOutput.PROCESS.write(Objects.requireNonNull(streamed));
      }
    } catch (IOException e) {
      throw notWritable("output file", to.given(), e);
    }
    staged = null;
    hold.keep();
  }

  /**
   * Writes a result at once.
   *
   * @param content its bytes
   * @throws InvalidInputException if it cannot be written; what was there stays
   */
  public void write(byte[] content) {
    stage(content);
    commit();
  }

  /**
   * Writes as the work goes on: what was there is gone, and what is written stays, whatever becomes
   * of the work.
   *
   * @return takes the bytes, to be closed
   * @throws InvalidInputException if it cannot be written
   */
  public OutputStream stream() {
    requireNoDirectory();
    try {
      OutputStream out =
          switch (to.kind()) {
            case FILE -> Files.newOutputStream(to.place());
            case STREAM ->
                Files.newOutputStream(
                    to.place(), StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING);
            case STANDARD_OUTPUT -> StandardOutput.PROCESS;
          };
      hold.keep();
      return out;
    } catch (IOException e) {
      throw notWritable("output file", to.given(), e);
    }
  }

  @Override
  public void close() {
    try {
      if (staged != null) {
        Files.deleteIfExists(staged);
        staged = null;
      }
      hold.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path folder() {
    return Objects.requireNonNull(to.place().getParent());
  }

  static InvalidInputException notWritable(String name, Path path, IOException cause) {
    return new InvalidInputException(
        name + " (" + path + ") must be writable: " + reason(cause), cause);
  }

  private static String reason(IOException cause) {
    if (cause instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (cause instanceof NotDirectoryException || cause instanceof FileAlreadyExistsException) {
      return "not a directory";
    }
    String message = cause.getMessage() == null ? cause.toString() : cause.getMessage();
    return message.substring(message.lastIndexOf(": ") + 1).strip().lines().findFirst().orElse("");
  }
}
