package io.plumbline.dataset;

import io.plumbline.core.InvalidInputException;
import io.plumbline.data.Source;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What a user names a data set by.
 *
 * @param text as it was given
 * @param path the file or folder; files, where {@link #isPattern}
 * @param within what is behind the colon after the file
 */
record DataSpec(String text, Path path, Optional<String> within) {
  /**
   * Takes a specification apart. A colon may be in a file's own name: the first one that has a file
   * before it counts.
   *
   * @throws InvalidInputException if there is no such file
   */
  static DataSpec of(String text) {
    Optional<DataSpec> whole = part(text, text.length());
    for (int at = text.indexOf(':'); whole.isEmpty() && at >= 0; at = text.indexOf(':', at + 1)) {
      whole = part(text, at);
    }
    return whole.orElseThrow(
        () -> new InvalidInputException("data (" + Source.printable(text) + ") must exist"));
  }

  private static Optional<DataSpec> part(String text, int end) {
    try {
      Path path = Path.of(text.substring(0, end));
      Optional<String> within =
          end == text.length() ? Optional.empty() : Optional.of(text.substring(end + 1));
      DataSpec spec = new DataSpec(text, path, within);
      boolean there =
          spec.isPattern()
              ? !spec.fileName().contains(":") && Files.isDirectory(spec.folder())
              : Files.exists(path);
      return there && end > 0 ? Optional.of(spec) : Optional.empty();
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  /** Whether it means all files of a folder whose names fit. */
  boolean isPattern() {
    return (fileName().contains("*") || fileName().contains("?")) && !Files.exists(path);
  }

  private String fileName() {
    return String.valueOf(path.getFileName());
  }

  /** Where files of a pattern are. */
  Path folder() {
    return path.toAbsolutePath().resolveSibling("");
  }
}
