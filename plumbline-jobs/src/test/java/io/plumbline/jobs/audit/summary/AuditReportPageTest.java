package io.plumbline.jobs.audit.summary;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.plumbline.jobs.audit.rows.AuditPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The page describes the files as they are written. */
class AuditReportPageTest {
  private static final Path PAGE = Path.of("..", "docs", "audit-report.md");

  @Test
  void everyFieldOfTheSummaryIsDescribed() throws IOException {
    AuditPlan plan = GeneratedRows.plan(2_000, 500, Map.of("coordinates", "9"));
    GeneratedRows generated = new GeneratedRows(3, plan);
    JsonObject json =
        JsonParser.parseString(
                SummaryJson.of(
                    GeneratedRows.summary(plan, generated.chunks(generated.any()).subList(0, 3))))
            .getAsJsonObject();
    List<String> described =
        Files.readAllLines(PAGE).stream().filter(line -> line.startsWith("| `")).toList();
    assertThat(json.keySet())
        .allSatisfy(field -> assertThat(described).anySatisfy(line -> names(line, field)));
    for (String list : List.of("causes", "classes", "predicted", "largest", "claims")) {
      String line =
          described.stream()
              .filter(each -> each.contains("`" + list + "[]`"))
              .findFirst()
              .orElseThrow();
      assertThat(json.getAsJsonArray(list).get(0).getAsJsonObject().keySet())
          .allSatisfy(field -> assertThat(line).contains("`" + field + "`"));
    }
  }

  private static void names(String line, String field) {
    String first = line.split("\\|", -1)[1];
    assertThat(first).containsAnyOf("`" + field + "`", "`" + field + "[]`");
  }
}
