package io.plumbline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.plumbline.data.npy.Npy;
import io.plumbline.data.npy.NpyArray;
import io.plumbline.testing.Fixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What values alone show of a difference is what reading the model shows: of four cases in every
 * build, of twelve where all is tried.
 */
@Tag("slow")
class ExplainBlackBoxTest {
  private static final String CASES = "verdicts/explain/";

  @TempDir private Path directory;

  private static JsonObject json(Path file) throws IOException {
    return JsonParser.parseString(Files.readString(file)).getAsJsonObject();
  }

  private JsonObject explain(String name, Path analytic, int code) throws IOException {
    JsonObject known = json(Fixtures.path(CASES + name + "/case.json"));
    Path result = directory.resolve("explained.json");
    Printed printed =
        Printed.by(
            "explain",
            Fixtures.path("verdicts/" + known.get("model").getAsString()).toString(),
            "--black-box",
            "--input",
            Fixtures.path(CASES + name + "/input.npy").toString(),
            "--label",
            known.get("label").getAsString(),
            "--analytic",
            analytic.toString(),
            "--numeric",
            Fixtures.path(CASES + name + "/numeric.npy").toString(),
            "--h",
            known.get("h").getAsString(),
            "--tile",
            known.get("tile").getAsString(),
            "--json",
            result.toString());
    assertThat(printed.complaints()).isEmpty();
    assertThat(printed.code()).as(printed.out()).isEqualTo(code);
    return json(result);
  }

  private static List<String> ids(JsonObject explained) {
    List<String> ids = new ArrayList<>();
    explained
        .getAsJsonArray("causes")
        .forEach(cause -> ids.add(cause.getAsJsonObject().get("id").getAsString()));
    return ids;
  }

  @ParameterizedTest
  @CsvSource({
    "resmax-3-h1e-06, step-noise",
    "resmax-3-forward, truncation",
    "resmax-3-label, label",
    "resmax-3-tile2-sum, tile"
  })
  void mostOfTheDifferenceIsWhatItIsOfAModelThatIsRead(String name, String id) throws IOException {
    assertMostly(name, id);
  }

  @ParameterizedTest
  @EnabledIfSystemProperty(named = "plumbline.whole", matches = "true")
  @CsvSource({
    "resmax-3-fivepoint, kink",
    "resmax-3-float16, kink",
    "resmax-3-h0.1, kink",
    "resmax-3-mean8, scale",
    "resmax-3-neighbour, input",
    "resmax-3-relative, step-noise",
    "resmax-3-tile7-mean, tile",
    "resmax-3-transposed, axes"
  })
  void soItIsOfTheOtherCases(String name, String id) throws IOException {
    assertMostly(name, id);
  }

  private void assertMostly(String name, String id) throws IOException {
    JsonObject explained =
        explain(name, Fixtures.path(CASES + name + "/analytic.npy"), ExitCode.INCONCLUSIVE);

    assertThat(explained.get("blackBox").getAsBoolean()).isTrue();
    assertThat(ids(explained).get(0)).isEqualTo(id);
  }

  @Test
  void anAnalyticArrayThatIsWrongIsToBlame() throws IOException {
    NpyArray right = Npy.read(Fixtures.path(CASES + "resmax-3-h1e-06/analytic.npy"));
    float[] halved = right.toFloats();
    for (int k = 0; k < halved.length; k++) {
      halved[k] /= 2;
    }
    Path wrong = directory.resolve("halved.npy");
    Npy.write(wrong, NpyArray.of(halved, right.shape()));

    JsonObject explained = explain("resmax-3-forward", wrong, ExitCode.GRADIENT_WRONG);

    assertThat(explained.getAsJsonArray("causes").toString())
        .contains("\"id\":\"scale\"")
        .contains("\"side\":\"analytic\"")
        .contains("\"id\":\"truncation\"");
  }
}
