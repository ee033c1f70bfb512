package io.plumbline.jobs.run.result;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.plumbline.report.Json;
import io.plumbline.report.Values;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class RunJsonTest {
  private static final Pattern ROW = Pattern.compile("(?m)^\\| `([^`]+)` \\|");

  private record Sample(
      double number,
      Optional<Double> present,
      Optional<String> absent,
      Values singles,
      Values doubles) {}

  @Test
  void numbersComeBackAndNotFiniteOnesAreNamed() {
    Sample sample =
        new Sample(
            Double.NaN,
            Optional.of(0.1),
            Optional.empty(),
            Values.of(new float[] {0.1f, Float.MIN_VALUE, 1e10f}),
            Values.of(0.1, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, 1e-300));
    assertThat(Json.text(sample))
        .isEqualTo(
            "{\"number\":\"NaN\",\"present\":0.1,\"singles\":[0.1,1.4E-45,1.0E+10],"
                + "\"doubles\":[0.1,\"-Infinity\",\"Infinity\",1.0E-300]}\n");
  }

  @Test
  void theGradientsComeBackBitForBit() {
    RunResult result = SampleRun.result();
    JsonObject json = JsonParser.parseString(RunJson.of(result)).getAsJsonObject();
    assertThat(json.get("schemaVersion").getAsInt()).isEqualTo(RunJson.SCHEMA_VERSION);
    JsonArray single = json.getAsJsonObject("float32").getAsJsonArray("analytic");
    JsonArray twice = json.getAsJsonObject("float64").getAsJsonArray("numeric");
    for (int i = 0; i < 784; i++) {
      assertThat((double) single.get(i).getAsFloat()).isEqualTo(result.float32().analytic().get(i));
      assertThat(twice.get(i).getAsDouble()).isEqualTo(result.float64().numeric().get(i));
    }
  }

  /** docs/result-json.md lists the fields that the file has, no more and no fewer. */
  @Test
  void everyFieldIsDocumented() throws IOException {
    Set<String> documented = new TreeSet<>();
    Matcher rows = ROW.matcher(Files.readString(Path.of("..", "docs", "result-json.md")));
    while (rows.find()) {
      documented.add(rows.group(1));
    }
    Set<String> written = new TreeSet<>();
    collect(JsonParser.parseString(RunJson.of(SampleRun.withVerdict())), "", written);
    assertThat(written).isEqualTo(documented);
  }

  /** The paths of the leaves; both comparisons have the same fields and are listed once. */
  private static void collect(JsonElement element, String path, Set<String> paths) {
    if (element.isJsonObject()) {
      element
          .getAsJsonObject()
          .asMap()
          .forEach(
              (name, value) -> collect(value, path.isEmpty() ? name : path + "." + name, paths));
    } else if (element.isJsonArray()) {
      element.getAsJsonArray().forEach(entry -> collect(entry, path + "[]", paths));
    } else {
      paths.add(path.replaceFirst("^float64\\.", "float32."));
    }
  }
}
