package io.plumbline.jobs;

import io.plumbline.core.InputFiles;
import io.plumbline.core.InvalidInputException;
import io.plumbline.core.OutputFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The files that a command was asked to write: all of them, or none; none is a file that it reads,
 * and no two are one. They are opened before anything is computed, so that a long job does not end
 * at a place that cannot be written.
 *
 * @param <T> what they are made from
 */
public final class RequestedFiles<T> implements AutoCloseable {
  private final InputFiles inputs;
  private final List<OutputFile> places = new ArrayList<>();
  private final List<Requested<T>> requested = new ArrayList<>();
  private final List<JsonLines> lines = new ArrayList<>();

  /** One file, and what is written to it in the end. */
  private record Requested<T>(OutputFile file, Function<T, byte[]> content) {}

  /**
   * None yet.
   *
   * @param inputs the files that the command reads
   */
  public RequestedFiles(InputFiles inputs) {
    this.inputs = inputs;
  }

  /**
   * Opens a file for text.
   *
   * @param option the file was given with, for errors
   * @param file the file, if it was asked for
   * @param content what will be written to it
   * @throws InvalidInputException if it cannot be written there, is read, or is asked for twice
   */
  public void open(String option, Optional<Path> file, Function<T, String> content) {
    file.ifPresent(
        path ->
            open(option, path, outcome -> content.apply(outcome).getBytes(StandardCharsets.UTF_8)));
  }

  /**
   * Opens a file for bytes.
   *
   * @param option the file was given with, for errors
   * @param file the file
   * @param content what will be written to it
   * @throws InvalidInputException if it cannot be written there, is read, or is asked for twice
   */
  public void open(String option, Path file, Function<T, byte[]> content) {
    requested.add(new Requested<>(keep(option, file), content));
  }

  /**
   * Opens a file that is written as the work goes on, not in the end.
   *
   * @param option the file was given with, for errors
   * @param file the file
   * @return to be written to, until this is closed
   * @throws InvalidInputException if it cannot be written there, is read, or is asked for twice
   */
  public OutputFile keep(String option, Path file) {
    OutputFile place = OutputFile.open(option, file, inputs);
    boolean twice = places.stream().anyMatch(place::same);
    places.add(place);
    if (twice) {
      throw new InvalidInputException(
          option + " (" + file + ") must be a file that nothing else is written to");
    }
    return place;
  }

  /**
   * Opens a file for lines that are written as the work goes on.
   *
   * @param option the file was given with, for errors
   * @param file the file, if it was asked for
   * @return takes the lines; closed with this
   * @throws InvalidInputException if it cannot be written there, is read, or is asked for twice
   */
  public JsonLines lines(String option, Optional<Path> file) {
    if (file.isEmpty()) {
      return JsonLines.NONE;
    }
    JsonLines opened = new JsonLines(file.get(), keep(option, file.get()).stream());
    lines.add(opened);
    return opened;
  }

  /**
   * Writes all files.
   *
   * @param outcome what they are made from
   */
  public void write(T outcome) {
    requested.forEach(each -> each.file().stage(each.content().apply(outcome)));
    requested.forEach(each -> each.file().commit());
  }

  @Override
  public void close() {
    lines.forEach(JsonLines::close);
    places.forEach(OutputFile::close);
  }
}
