package io.plumbline.jobs.run.result;

import com.google.gson.JsonObject;
import io.plumbline.report.Json;

/** {@code result.json}; its fields are documented in {@code docs/result-json.md}. */
public final class RunJson {
  /** Raised when a field changes its meaning or goes; new fields do not raise it. */
  public static final int SCHEMA_VERSION = 1;

  private RunJson() {}

  /**
   * The result as JSON.
   *
   * @param result what the run found
   * @return one line, ended by a line feed
   */
  public static String of(RunResult result) {
    JsonObject document = new JsonObject();
    document.addProperty("schemaVersion", SCHEMA_VERSION);
    document.addProperty("kind", "run");
    Json.tree(result).getAsJsonObject().asMap().forEach(document::add);
    return Json.text(document);
  }
}
