package io.plumbline.core;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The names beside a result while it is written: of its lock, and of what is not yet in place. A
 * process that was killed leaves them, and the next one that has the place removes them.
 */
final class Temporary {
  /** Leaves room for the rest in the longest name that a file may have, 255 bytes. */
  private static final int LONGEST = 40;

  private static final String LOCK = ".lock";
  private static final Pattern PART =
      Pattern.compile("\\..*\\.[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\\.tmp", Pattern.DOTALL);

  private Temporary() {}

  private static String beginning(Path place) {
    String name = String.valueOf(place.getFileName());
    return name.length() <= LONGEST
        ? "." + name
        : "." + name.substring(0, LONGEST - 9) + "." + Integer.toHexString(name.hashCode());
  }

  /** The lock of a place. */
  static Path lock(Path place) {
    return place.resolveSibling(beginning(place) + LOCK);
  }

  /** The lock of a directory, within it. */
  static Path lockIn(Path directory) {
    return directory.resolve(".plumbline" + LOCK);
  }

  /**
   * A new file beside a place, with the rights of what is there. Not Files.createTempFile, whose
   * files stay private to their owner when renamed.
   */
  static Path create(Path place) throws IOException {
    Path part =
        Files.createFile(place.resolveSibling(beginning(place) + "." + UUID.randomUUID() + ".tmp"));
    PosixFileAttributeView view = Files.getFileAttributeView(part, PosixFileAttributeView.class);
    if (view != null && Files.exists(place)) {
      view.setPermissions(Files.getPosixFilePermissions(place));
    }
    return part;
  }

  /** Removes what a process that was killed left of a place. */
  static void deleteLeftOf(Path place) throws IOException {
    deleteParts(Objects.requireNonNull(place.getParent()), beginning(place) + ".");
  }

  /** Removes what a process that was killed left in a directory. */
  static void deleteLeftIn(Path directory) throws IOException {
    deleteParts(directory, ".");
  }

  private static void deleteParts(Path directory, String beginning) throws IOException {
    List<Path> parts;
    try (Stream<Path> all = Files.list(directory)) {
      parts = all.filter(path -> isPart(path, beginning)).toList();
    }
    for (Path part : parts) {
      Files.deleteIfExists(part);
    }
  }

  private static boolean isPart(Path path, String beginning) {
    String name = String.valueOf(path.getFileName());
    return name.startsWith(beginning) && PART.matcher(name).matches();
  }
}
