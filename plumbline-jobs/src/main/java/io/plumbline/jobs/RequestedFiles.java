package io.plumbline.jobs;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.OutputFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The files that a command was asked to write: all of them, or none. Their directories are opened
 * before anything is computed, so that a long job does not end at a place that cannot be written.
 *
 * @param <T> what they are made from
 */
public final class RequestedFiles<T> implements AutoCloseable {
  private final Map<Path, Requested<T>> places = new LinkedHashMap<>();

  /** One file: the directory it goes to, and what is written to it. */
  private record Requested<T>(OutputFiles directory, Function<T, String> content) {}

  /**
   * Opens a file's directory.
   *
   * @param option the file was given with, for errors
   * @param file the file, if it was asked for
   * @param content what will be written to it
   * @throws InvalidInputException if it cannot be written there, or is asked for twice
   */
  public void open(String option, Optional<Path> file, Function<T, String> content) {
    if (file.isEmpty()) {
      return;
    }
    Path place = file.get().toAbsolutePath().normalize();
    Path directory = place.getParent();
    if (directory == null || Files.isDirectory(place)) {
      throw new InvalidInputException(option + " (" + file.get() + ") must not be a directory");
    }
    if (places.containsKey(place)) {
      throw new InvalidInputException(
          option + " (" + file.get() + ") must be a file that nothing else is written to");
    }
    places.put(place, new Requested<>(OutputFiles.in(directory), content));
  }

  /**
   * Writes all files.
   *
   * @param outcome what they are made from
   */
  public void write(T outcome) {
    places.forEach(
        (place, file) ->
            file.directory().add(place.getFileName().toString(), file.content().apply(outcome)));
    places.values().forEach(file -> file.directory().commit());
  }

  @Override
  public void close() {
    places.values().forEach(file -> file.directory().close());
  }
}
