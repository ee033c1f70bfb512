package io.plumbline.blackbox.engine;

import io.plumbline.core.InvalidInputException;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * A folder of this user's alone for the engine's process to live in: the model as it was read, the
 * socket, and whatever a crash leaves.
 *
 * @param path where it is
 */
record PrivateFolder(Path path) {
  static PrivateFolder create() {
    try {
      return new PrivateFolder(Files.createTempDirectory("plumbline-").toRealPath());
    } catch (IOException e) {
      throw notWritable(e);
    }
  }

  static InvalidInputException notWritable(IOException cause) {
    return new InvalidInputException(
        "temporary folder ("
            + System.getProperty("java.io.tmpdir")
            + ") must be writable and have room for a copy of the model",
        cause);
  }

  Path model() {
    return path.resolve("model");
  }

  Path socket() {
    return path.resolve("socket");
  }

  /** Both processes do it, whichever outlives the other. */
  void delete() {
    try {
      Files.walkFileTree(path, new Deletion());
    } catch (IOException e) {
      // The other process was faster, or the system clears its temporary folder some day.
    }
  }

  private static final class Deletion extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.deleteIfExists(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, IOException failure) throws IOException {
      Files.deleteIfExists(folder);
      return FileVisitResult.CONTINUE;
    }
  }
}
