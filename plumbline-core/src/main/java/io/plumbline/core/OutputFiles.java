package io.plumbline.core;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Files that appear in a directory all together or not at all: each is written under a temporary
 * name beside its place, and {@link #commit} renames them. Closed without a commit, it removes what
 * it wrote and the directories it made. No other process that asks here has the same directory.
 */
public final class OutputFiles implements AutoCloseable {
  private final Path directory;
  private final InputFiles inputs;
  private final Hold hold = new Hold();
  private final Map<String, OutputFile> staged = new LinkedHashMap<>();

  private OutputFiles(Path directory, InputFiles inputs) {
    this.directory = directory;
    this.inputs = inputs;
  }

  /**
   * Opens a directory for output and makes it where it does not exist.
   *
   * @param directory where the files shall be
   * @param inputs what must not be written to, under no name in the directory
   * @return files to be staged
   * @throws InvalidInputException if it cannot be made or written, holds an input or is in use
   */
  public static OutputFiles in(Path directory, InputFiles inputs) {
    String name = "output directory";
    OutputFiles files = new OutputFiles(directory.toAbsolutePath().normalize(), inputs);
    try {
      files.hold.to(files.directory);
      files.requireNoInputs(directory);
      files.hold.lock(Temporary.lockIn(files.directory), name, directory);
      Temporary.deleteLeftIn(files.directory);
      return files;
    } catch (IOException e) {
      files.close();
      throw OutputFile.notWritable(name, directory, e);
    } catch (InvalidInputException e) {
      files.close();
      throw e;
    }
  }

  private void requireNoInputs(Path given) throws IOException {
    List<Path> entries;
    try (Stream<Path> all = Files.list(directory)) {
      entries = all.toList();
    }
    for (Path entry : entries) {
      if (inputs.hold(entry)) {
        throw new InvalidInputException(
            "output directory ("
                + given
                + ") must not hold a file that is read: "
                + entry.getFileName()
                + " would be lost");
      }
    }
  }

  /**
   * Whether a process that was killed while it had a directory has left it so.
   *
   * @param directory any
   * @return whether what else is in it is of that process
   */
  public static boolean wasLeft(Path directory) {
    return Files.isRegularFile(Temporary.lockIn(directory));
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
    try (OutputFile one = OutputFile.open("output file", file, InputFiles.NONE)) {
      one.write(content);
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
    Path place = directory.resolve(name);
    if (!directory.equals(place.getParent())) {
      throw new IllegalArgumentException("name (" + name + ") must be a plain file name");
    }
    OutputFile file = OutputFile.unlocked("output file", place, inputs);
    if (!file.isFile()) {
      throw new InvalidInputException("output file (" + place + ") must be a regular file");
    }
    if (staged.putIfAbsent(name, file) != null) {
      throw new IllegalArgumentException("name (" + name + ") must be staged once");
    }
    file.stage(content);
    return file.staged();
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
   * Gives every staged file its name, replacing what had it, in the order in which they were added.
   *
   * @throws InvalidInputException if a name is taken by a directory or cannot be given
   */
  public void commit() {
    staged.values().forEach(OutputFile::requireNoDirectory);
    staged.values().forEach(OutputFile::commit);
    staged.clear();
    hold.keep();
  }

  @Override
  public void close() {
    try {
      staged.values().forEach(OutputFile::close);
      staged.clear();
      hold.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
