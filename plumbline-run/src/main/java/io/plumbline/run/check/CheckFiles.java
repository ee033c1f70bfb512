package io.plumbline.run.check;

import io.plumbline.core.InvalidInputException;
import io.plumbline.report.HtmlReport;
import io.plumbline.report.OutputFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The files that a check writes: all of them, or none. */
final class CheckFiles implements AutoCloseable {
  private final Map<Path, OutputFiles> places = new LinkedHashMap<>();
  private final Map<Path, Function<CheckOutcome, String>> contents = new LinkedHashMap<>();

  private CheckFiles() {}

  /** Opens their directories, before anything is computed. */
  static CheckFiles in(CheckSettings.Files files) {
    CheckFiles opened = new CheckFiles();
    try {
      opened.open("--json", files.json(), CheckJson::of);
      opened.open("--junit", files.junit(), CheckJUnit::of);
      opened.open(
          "--report", files.report(), outcome -> HtmlReport.render(CheckReport.of(outcome)));
    } catch (RuntimeException e) {
      opened.close();
      throw e;
    }
    return opened;
  }

  private void open(String option, Optional<Path> file, Function<CheckOutcome, String> content) {
    if (file.isEmpty()) {
      return;
    }
    Path place = file.get().toAbsolutePath().normalize();
    if (place.getFileName() == null || Files.isDirectory(place)) {
      throw new InvalidInputException(option + " (" + file.get() + ") must not be a directory");
    }
    if (places.containsKey(place)) {
      throw new InvalidInputException(
          option + " (" + file.get() + ") must be a file that nothing else is written to");
    }
    places.put(place, OutputFiles.in(place.getParent()));
    contents.put(place, content);
  }

  void write(CheckOutcome outcome) {
    contents.forEach(
        (place, content) ->
            places.get(place).add(place.getFileName().toString(), content.apply(outcome)));
    places.values().forEach(OutputFiles::commit);
  }

  @Override
  public void close() {
    places.values().forEach(OutputFiles::close);
  }
}
