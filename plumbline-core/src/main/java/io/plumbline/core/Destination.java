package io.plumbline.core;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Set;

/**
 * Where a result goes, whatever links lead there.
 *
 * @param given as it was asked for
 * @param place the file itself: no link
 * @param kind how it is written
 */
record Destination(Path given, Path place, Kind kind) {
  private static final int MOST_LINKS = 40;
  private static final Set<Path> STANDARD_OUTPUT =
      Set.of(Path.of("-"), Path.of("/dev/stdout"), Path.of("/dev/fd/1"));

  /** The open files of this process; absent where the system does not show them. */
  private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

  /** The bits of a file's mode that say what it is, and two of their values: see stat(2). */
  private static final int TYPE = 0170000;

  private static final int FIFO = 0010000;
  private static final int CHARACTER_DEVICE = 0020000;

  /** How results get there. */
  enum Kind {
    /** A regular file, or none yet: replaced as a whole. */
    FILE,
    /** A FIFO, a character device or an open file: written to as it is. */
    STREAM,
    /** Standard output. */
    STANDARD_OUTPUT
  }

  /**
   * Follows links.
   *
   * @param name what to call it in errors
   * @throws InvalidInputException if nothing can be written there
   */
  static Destination of(String name, Path given) {
    if (STANDARD_OUTPUT.contains(given)) {
      return new Destination(given, given, Kind.STANDARD_OUTPUT);
    }
    try {
      Path at = given.toAbsolutePath();
      for (int k = 0; k < MOST_LINKS; k++) {
        Path last = at.getFileName();
        Path folder = at.getParent();
        if (last == null || folder == null || last.equals(Path.of(".."))) {
          throw directory(name, given);
        }
        folder = Files.exists(folder) ? folder.toRealPath() : folder.normalize();
        at = folder.resolve(last).normalize();
        if (Files.isDirectory(DESCRIPTORS) && folder.equals(DESCRIPTORS.toRealPath())) {
          boolean standard = last.equals(Path.of("1"));
          return new Destination(given, at, standard ? Kind.STANDARD_OUTPUT : Kind.STREAM);
        }
        if (!Files.isSymbolicLink(at)) {
          return new Destination(given, at, kind(name, given, at));
        }
        at = folder.resolve(Files.readSymbolicLink(at));
      }
    } catch (IOException e) {
      throw OutputFile.notWritable(name, given, e);
    }
    throw new InvalidInputException(name + " (" + given + ") must not be a link to itself");
  }

  private static Kind kind(String name, Path given, Path place) throws IOException {
    if (Files.isDirectory(place)) {
      throw directory(name, given);
    }
    if (!Files.exists(place) || Files.isRegularFile(place)) {
      return Kind.FILE;
    }
    if (!place.getFileSystem().supportedFileAttributeViews().contains("unix")) {
      return Kind.STREAM;
    }
    int type = (Integer) Files.getAttribute(place, "unix:mode", LinkOption.NOFOLLOW_LINKS) & TYPE;
    if (type != FIFO && type != CHARACTER_DEVICE) {
      throw new InvalidInputException(
          name + " (" + given + ") must be a regular file, a FIFO or a character device");
    }
    return Kind.STREAM;
  }

  private static InvalidInputException directory(String name, Path given) {
    return new InvalidInputException(name + " (" + given + ") must not be a directory");
  }

  /** Whether two results would go to one file. */
  boolean same(Destination other) throws IOException {
    if (kind == Kind.STANDARD_OUTPUT || other.kind == Kind.STANDARD_OUTPUT) {
      return kind == other.kind;
    }
    return place.equals(other.place)
        || Files.exists(place) && Files.exists(other.place) && Files.isSameFile(place, other.place);
  }
}
