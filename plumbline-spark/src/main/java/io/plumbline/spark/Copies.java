package io.plumbline.spark;

import io.plumbline.core.InvalidInputException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;

/**
 * Copies of what is read from Hadoop's file systems, made once a process: the samples of a data set
 * are read by index, which those are slow at. Not safe for several threads.
 */
final class Copies {
  private final Path folder;
  private final Configuration hadoop;
  private final Map<String, String> names = new HashMap<>();
  private int count;

  /**
   * None yet.
   *
   * @param folder where they are put; whoever made it deletes it
   * @param hadoop knows the file systems
   */
  Copies(Path folder, Configuration hadoop) {
    this.folder = folder;
    this.hadoop = hadoop;
  }

  /**
   * What is to be read here.
   *
   * @param place as it was given; what is within a file may follow, behind a colon
   * @return the copy's path where it is elsewhere, with what followed
   * @throws InvalidInputException if it cannot be copied
   */
  String of(String place) {
    return Places.isElsewhere(place) ? names.computeIfAbsent(place, this::copy) : Places.own(place);
  }

  /** How each copy was given, by its path. */
  Map<String, String> given() {
    Map<String, String> given = new HashMap<>();
    names.forEach((place, copy) -> given.put(copy, place));
    return given;
  }

  /** A colon may be in a file's own name: the first one that has a file before it counts. */
  private String copy(String place) {
    int path = place.indexOf('/', place.indexOf("://") + "://".length());
    try {
      for (int end = place.length(); end >= 0; end = next(place, path, end)) {
        Optional<String> copy = copied(place.substring(0, end));
        if (copy.isPresent()) {
          return copy.get() + place.substring(end);
        }
      }
    } catch (IOException e) {
      throw new InvalidInputException(
          "file (" + place + ") must be readable: " + Places.reason(e), e);
    }
    throw new InvalidInputException("file (" + place + ") must exist");
  }

  /** A file, a folder or several files; none where there is nothing, or the name cannot be one. */
  private Optional<String> copied(String place) throws IOException {
    try {
      org.apache.hadoop.fs.Path from = new org.apache.hadoop.fs.Path(place);
      FileSystem system = from.getFileSystem(hadoop);
      FileStatus[] all = system.globStatus(from);
      if (all == null || all.length == 0) {
        return Optional.empty();
      }
      Path to = folder.resolve("copy-" + count++);
      for (FileStatus each : all) {
        Path copy = to.resolve(each.getPath().getName());
        system.copyToLocalFile(
            false, each.getPath(), new org.apache.hadoop.fs.Path(copy.toUri()), true);
      }
      return Optional.of(to.resolve(from.getName()).toString());
    } catch (IllegalArgumentException e) {
      // Hadoop's paths have colons after the scheme and before the port alone.
      return Optional.empty();
    }
  }

  /** From the whole to the part before the first colon of the path, the second, and so on. */
  private static int next(String place, int path, int end) {
    return place.indexOf(':', end == place.length() ? path : end + 1);
  }
}
