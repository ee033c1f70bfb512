package io.plumbline.core;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is held while a result is made: the directories that had to be made for it, which go where
 * there is none in the end, and its place, which no other process has meanwhile.
 */
final class Hold implements AutoCloseable {
  private final List<Path> made = new ArrayList<>();
  private @Nullable OutputLock lock;

  /** Makes a directory and those it lies in, as far as they are missing. */
  void to(Path directory) throws IOException {
    List<Path> missing = new ArrayList<>();
    for (Path at = directory; at != null && Files.notExists(at); at = at.getParent()) {
      missing.add(0, at);
    }
    for (Path path : missing) {
      Files.createDirectory(path);
      made.add(path);
    }
    if (!Files.isDirectory(directory)) {
      throw new NotDirectoryException(directory.toString());
    }
  }

  /** Keeps a place, as {@link OutputLock#take} does. */
  void lock(Path file, String name, Path given) throws IOException {
    lock = OutputLock.take(file, name, given);
  }

  /** There is a result: the directories stay. */
  void keep() {
    made.clear();
  }

  /** Gives the place back, and removes the directories. */
  @Override
  public void close() throws IOException {
    if (lock != null) {
      lock.close();
      lock = null;
    }
    for (int i = made.size() - 1; i >= 0; i--) {
      Files.deleteIfExists(made.get(i));
    }
    made.clear();
  }
}
