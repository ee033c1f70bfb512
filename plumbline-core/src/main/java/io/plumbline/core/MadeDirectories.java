package io.plumbline.core;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The directories that had to be made for a result, which go where there is none in the end. */
final class MadeDirectories {
  private final List<Path> made = new ArrayList<>();

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

  /** There is a result: they stay. */
  void keep() {
    made.clear();
  }

  /** Removes them. */
  void remove() throws IOException {
    for (int i = made.size() - 1; i >= 0; i--) {
      Files.deleteIfExists(made.get(i));
    }
    made.clear();
  }
}
