package io.plumbline.blackbox.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What a process leaves that crashes. */
public final class Traces {
  private Traces() {}

  /** Such files as are here, where cores go, and among what is temporary. */
  public static List<Path> list() throws IOException {
    List<Path> traces = new ArrayList<>();
    for (Path place : List.of(Path.of(""), Path.of(System.getProperty("java.io.tmpdir")))) {
      try (Stream<Path> files = Files.list(place)) {
        files
            .filter(
                file -> file.getFileName().toString().matches("hs_err.*|core.*|onnxruntime-java.*"))
            .forEach(traces::add);
      }
    }
    return traces;
  }
}
