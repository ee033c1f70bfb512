package io.plumbline.jobs;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.Sha256;
import io.plumbline.graph.Summary;
import io.plumbline.readers.Models;
import io.plumbline.report.Numbers;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What a report of a mistake needs beside the files: versions, machine, settings, checksums. */
public final class Circumstances {
  private Circumstances() {}

  /**
   * Says under which circumstances a command works.
   *
   * @param settings of the command by name; files among the values are described
   * @return a line for each fact
   */
  public static List<String> of(Map<String, String> settings) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "plumbline %s, DJL %s, PyTorch %s"
            .formatted(Versions.plumbline(), Versions.djl(), Versions.pytorch()));
    Runtime java = Runtime.getRuntime();
    lines.add(
        "Java %s (%s), %s %s %s, %s processors, heap %s MB"
            .formatted(
                Runtime.version(),
                System.getProperty("java.vendor"),
                System.getProperty("os.name"),
                System.getProperty("os.version"),
                System.getProperty("os.arch"),
                java.availableProcessors(),
                java.maxMemory() >> 20));
    settings.forEach((name, value) -> lines.add(name + " = " + value));
    settings.values().stream().distinct().forEach(value -> describe(value, lines));
    return lines;
  }

  private static void describe(String value, List<String> lines) {
    try {
      Path file = Path.of(value);
      if (!Files.isRegularFile(file)) {
        return;
      }
      lines.add(
          "%s: %s bytes, SHA-256 %s"
              .formatted(file, Numbers.count(Files.size(file)), checksum(file)));
      if (value.endsWith(".onnx") || value.endsWith(".keras")) {
        lines.add(file + ": " + model(file));
      }
    } catch (InvalidPathException e) {
      // A value that is no file's name.
    } catch (IOException e) {
      lines.add(value + ": not readable, " + e);
    }
  }

  /** Which architecture it is, for those who cannot hand the weights out. */
  private static String model(Path file) {
    try {
      Summary summary = Summary.of(Models.read(file));
      byte[] table = (summary.inputShape() + summary.rows()).getBytes(StandardCharsets.UTF_8);
      return "%s nodes, %s parameters, SHA-256 of the summary %s"
          .formatted(
              summary.rows().size(),
              Numbers.count(summary.parameters()),
              new Sha256().add(table).hex());
    } catch (InvalidInputException e) {
      return "not read, " + e.getMessage();
    }
  }

  private static String checksum(Path file) throws IOException {
    Sha256 sha = new Sha256();
    try (InputStream in = Files.newInputStream(file)) {
      sha.add(in);
    }
    return sha.hex();
  }
}
