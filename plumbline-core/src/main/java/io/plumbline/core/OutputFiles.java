package io.plumbline.core;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Files that appear in a directory all together or not at all: each is written under a temporary
 * name beside its place, and {@link #commit} renames them. Closed without a commit, it removes what
 * it wrote and the directories it made.
 */
public final class OutputFiles implements AutoCloseable {
  private final Path directory;
  private final List<Path> created = new ArrayList<>();
  private final Map<Path, Path> staged = new LinkedHashMap<>();

  private OutputFiles(Path directory) {
    this.directory = directory;
  }

  /**
   * Opens a directory for output and makes it where it does not exist.
   *
   * @param directory where the files shall be
   * @return files to be staged
   * @throws InvalidInputException if it cannot be made or written
   */
  public static OutputFiles in(Path directory) {
    OutputFiles files = new OutputFiles(directory.toAbsolutePath().normalize());
    try {
      files.makeDirectory();
      Files.delete(files.temporary(".plumbline"));
    } catch (IOException e) {
      files.close();
      throw notWritable("output directory", directory, e);
    }
    return files;
  }

  /**
   * Writes one file whole or not at all.
   *
   * @param file its place
   * @param text its content, written in UTF-8
   * @throws InvalidInputException if it cannot be written
   */
  public static void write(Path file, String text) {
    write(file, text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Writes one file whole or not at all.
   *
   * @param file its place
   * @param content its bytes
   * @throws InvalidInputException if it cannot be written
   */
  public static void write(Path file, byte[] content) {
    Path absolute = file.toAbsolutePath().normalize();
    Path directory = absolute.getParent();
    if (Files.isDirectory(absolute) || directory == null) {
      throw new InvalidInputException("output file (" + file + ") must not be a directory");
    }
    try (OutputFiles files = in(directory)) {
      files.add(absolute.getFileName().toString(), content);
      files.commit();
    }
  }

  /**
   * A temporary place to write a file to, for writers that take a path.
   *
   * @param name the file's name in the directory
   * @return a path in the same directory that is renamed by {@link #commit}
   */
  public Path stage(String name) {
    Path place = directory.resolve(name);
    if (!directory.equals(place.getParent())) {
      throw new IllegalArgumentException("name (" + name + ") must be a plain file name");
    }
    if (staged.containsKey(place)) {
      throw new IllegalArgumentException("name (" + name + ") must be staged once");
    }
    try {
      Path temporary = temporary("." + name);
      staged.put(place, temporary);
      return temporary;
    } catch (IOException e) {
      throw notWritable("output file", place, e);
    }
  }

  /**
   * Stages a file.
   *
   * @param name the file's name in the directory
   * @param content its bytes
   * @return where they are until {@link #commit}
   * @throws InvalidInputException if it cannot be written, for example for lack of space
   */
  public Path add(String name, byte[] content) {
    Path temporary = stage(name);
    try {
      // DSYNC: a name that is given before its bytes are on the disk could outlive them.
      Files.write(temporary, content, StandardOpenOption.WRITE, StandardOpenOption.DSYNC);
    } catch (IOException e) {
      throw notWritable("output file", directory.resolve(name), e);
    }
    return temporary;
  }

  /**
   * Stages a text in UTF-8.
   *
   * @param name the file's name in the directory
   * @param text its content
   * @throws InvalidInputException if it cannot be written, for example for lack of space
   */
  public void add(String name, String text) {
    add(name, text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Gives every staged file its name, replacing what had it.
   *
   * @throws InvalidInputException if a name is taken by a directory or cannot be given
   */
  public void commit() {
    for (Path place : staged.keySet()) {
      if (Files.isDirectory(place)) {
        throw new InvalidInputException("output file (" + place + ") must not be a directory");
      }
    }
    for (Map.Entry<Path, Path> file : staged.entrySet()) {
      try {
        Files.move(file.getValue(), file.getKey(), StandardCopyOption.ATOMIC_MOVE);
      } catch (IOException e) {
        throw notWritable("output file", file.getKey(), e);
      }
    }
    staged.clear();
    created.clear();
  }

  @Override
  public void close() {
    try {
      for (Path temporary : staged.values()) {
        Files.deleteIfExists(temporary);
      }
      for (int i = created.size() - 1; i >= 0; i--) {
        Files.deleteIfExists(created.get(i));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      staged.clear();
      created.clear();
    }
  }

  /** Not Files.createTempFile, whose files stay private to their owner when renamed. */
  private Path temporary(String prefix) throws IOException {
    return Files.createFile(directory.resolve(prefix + "." + UUID.randomUUID() + ".tmp"));
  }

  private void makeDirectory() throws IOException {
    List<Path> missing = new ArrayList<>();
    for (Path at = directory; at != null && Files.notExists(at); at = at.getParent()) {
      missing.add(0, at);
    }
    for (Path path : missing) {
      Files.createDirectory(path);
      created.add(path);
    }
    if (!Files.isDirectory(directory)) {
      throw new NotDirectoryException(directory.toString());
    }
  }

  private static InvalidInputException notWritable(String name, Path path, IOException cause) {
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
