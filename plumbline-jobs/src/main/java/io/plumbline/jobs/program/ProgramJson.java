package io.plumbline.jobs.program;

import io.plumbline.jobs.check.page.CheckJson;
import io.plumbline.jobs.input.SampleArrays;
import io.plumbline.report.Json;
import java.util.LinkedHashMap;
import java.util.Map;

/** The result as JSON, as {@code docs/check.md} describes it. */
final class ProgramJson {
  private ProgramJson() {}

  static String of(ProgramOutcome outcome) {
    ProgramSettings settings = outcome.settings();
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("schemaVersion", CheckJson.SCHEMA);
    root.put("program", settings.of().program());
    root.put("checked", outcome.checked());
    root.put("precision", SampleArrays.word(outcome.precision()));
    settings.relativeTolerance().ifPresent(given -> root.put("relativeTolerance", given));
    root.put("mustSee", settings.mustSee());
    root.putAll(outcome.result().asMap());
    root.put("elapsedMs", 1e3 * outcome.seconds());
    return Json.text(root);
  }
}
