package io.plumbline.spark;

import io.plumbline.jobs.audit.rows.AuditJson;
import io.plumbline.jobs.audit.rows.AuditPlan;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * What a process of the cluster must know to compute any chunk.
 *
 * @param id of this run
 * @param words of the command, with places that are the same everywhere
 * @param out where the chunks are written
 * @param plan the plan, as JSON
 * @param model the model's files by their name beside it, itself first
 * @param hadoop what Hadoop is told
 */
record SentAudit(
    String id,
    ArrayList<String> words,
    String out,
    String plan,
    LinkedHashMap<String, byte[]> model,
    TreeMap<String, String> hadoop)
    implements Serializable {
  /** The plan. */
  AuditPlan read() {
    return AuditJson.plan(plan);
  }

  /** Reads the files of a model. */
  static Map<String, byte[]> files(Path model, List<Path> beside) {
    Map<String, byte[]> files = new LinkedHashMap<>();
    Path folder = folder(model);
    try {
      files.put(String.valueOf(model.getFileName()), Files.readAllBytes(model));
      for (Path file : beside) {
        files.put(folder.relativize(file.toAbsolutePath()).toString(), Files.readAllBytes(file));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return files;
  }

  private static Path folder(Path model) {
    return Objects.requireNonNull(model.toAbsolutePath().getParent());
  }

  /** Writes the files of the model into a folder; the model's own path. */
  Path written(Path folder) {
    try {
      for (var file : model.entrySet()) {
        Path path = folder.resolve(file.getKey());
        Files.createDirectories(folder(path));
        Files.write(path, file.getValue());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return folder.resolve(model.keySet().iterator().next());
  }
}
