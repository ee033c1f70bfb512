package io.plumbline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.plumbline.data.npy.Npy;
import io.plumbline.data.npy.NpyArray;
import io.plumbline.testing.Fixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Gradients of PyTorch's and quotients of losses that are rounded to float32, of every kind of
 * loss; fixtures/losses/make.py makes them. What is planted is named, and nothing besides.
 */
@Tag("slow")
class ExplainLossesTest {
  private static final Path FOLDER = Fixtures.path("losses/losses.csv").getParent();
  private static final List<String> NO_MISTAKES =
      List.of("kink", "truncation", "step-noise", "statistic");

  @TempDir private Path directory;

  /** What a row of the fixtures asks for. */
  private record Row(String name, String model, String options) {
    static Row of(String name) throws IOException {
      return Files.readAllLines(FOLDER.resolve("losses.csv")).stream()
          .map(line -> line.split(","))
          .filter(words -> words[0].equals(name))
          .map(words -> new Row(name, words[1], words[2]))
          .findFirst()
          .orElseThrow();
    }

    NpyArray array(String ending) {
      return Npy.read(FOLDER.resolve(name + ending + ".npy"));
    }
  }

  private record Told(int code, JsonObject json, String out) {
    List<String> ids() {
      List<String> ids = new ArrayList<>();
      causes().forEach(each -> ids.add(each.get("id").getAsString()));
      return ids;
    }

    List<JsonObject> causes() {
      List<JsonObject> causes = new ArrayList<>();
      for (JsonElement each : json.getAsJsonArray("causes")) {
        causes.add(each.getAsJsonObject());
      }
      return causes;
    }

    JsonObject details(String id) {
      return causes().stream()
          .filter(each -> each.get("id").getAsString().equals(id))
          .map(each -> each.getAsJsonObject("details"))
          .findFirst()
          .orElseThrow();
    }
  }

  private Path write(String name, NpyArray like, double factor) {
    Path file = directory.resolve(name + ".npy");
    double[] values = Arrays.stream(like.toDoubles()).map(each -> factor * each).toArray();
    Npy.write(file, NpyArray.of(values, like.shape()));
    return file;
  }

  private Told explain(Row row, double analytic, String quotients, double numeric, double h)
      throws IOException {
    return explain(row, analytic, write("d", row.array(quotients), numeric), h);
  }

  private Told explain(Row row, double analytic, Path numeric, double h, String... more)
      throws IOException {
    Path json = directory.resolve("told.json");
    boolean image = row.model.equals("pixels");
    List<String> args = new ArrayList<>(List.of("explain", file(row.model + ".onnx")));
    args.addAll(List.of("--input", file(image ? "x-image.npy" : "x-vector.npy"), "--index", "0"));
    for (String word : row.options.split(" ")) {
      args.add(word.matches(".*\\.(npy|onnx)") ? file(word) : word);
    }
    args.addAll(List.of("--analytic", write("g", row.array(""), analytic).toString()));
    args.addAll(List.of("--numeric", numeric.toString(), "--h", Double.toString(h)));
    args.addAll(List.of("--json", json.toString()));
    args.addAll(List.of(more));
    Printed printed = Printed.by(args.toArray(String[]::new));
    assertThat(printed.complaints()).isEmpty();
    JsonObject told = JsonParser.parseString(Files.readString(json)).getAsJsonObject();
    return new Told(printed.code(), told, printed.out());
  }

  private static String file(String name) {
    return FOLDER.resolve(name).toString();
  }

  @ParameterizedTest
  @CsvSource({
    "mse-mean",
    "huber-mean",
    "hinge-mean",
    "bce-logits-pixels-sum",
    "kl-scores",
    "focal-mean",
    "dice",
    "dot",
    "cosine",
    "ce-pixels-weighted",
    "ce-soft",
    "own-log-cosh",
  })
  void ofEachLossWhatIsPlantedIsNamedAndNothingElse(String name) throws IOException {
    Row row = Row.of(name);

    Told right = explain(row, 1, "-d", 1, 1e-3);
    assertThat(right.code()).isEqualTo(ExitCode.FINE);
    assertThat(right.ids()).isSubsetOf(NO_MISTAKES);
    assertThat(right.json.getAsJsonObject("made").toString())
        .isEqualTo("{\"step\":0.001,\"quotient\":\"central\",\"tile\":1,\"factor\":1.0}");

    Told noisy = explain(row, 1, "-noise", 1, 1e-5);
    assertThat(noisy.code()).isEqualTo(ExitCode.FINE);
    assertThat(noisy.ids().get(0)).isEqualTo("step-noise");
    assertThat(noisy.ids()).isSubsetOf(NO_MISTAKES);

    Told doubled = explain(row, 1, "-d", 2, 1e-3);
    assertThat(doubled.ids().get(0)).isEqualTo("scale");
    assertThat(doubled.details("scale").get("likely").getAsString())
        .startsWith("divided by h in place of 2h");

    Told negated = explain(row, 1, "-d", -1, 1e-3);
    assertThat(negated.details("scale").get("factor").getAsDouble()).isEqualTo(-1);

    // Ten times the quotients are those that were divided by a tenth of the step.
    Told divided = explain(row, 1, "-d", 10, 1e-4);
    assertThat(divided.ids().get(0)).isEqualTo("scale");
    assertThat(divided.details("scale").get("likely").getAsString()).contains("divided");

    Told wrong = explain(row, -1, "-d", 1, 1e-3);
    assertThat(wrong.code()).isEqualTo(ExitCode.GRADIENT_WRONG);
    assertThat(wrong.details("scale").get("side").getAsString()).isEqualTo("analytic");
    assertThat(wrong.ids()).isSubsetOf("scale", "kink", "truncation", "step-noise", "statistic");
  }

  @ParameterizedTest
  @CsvSource({"mse-mean", "bce-logits-pixels-sum", "kl-scores", "ce-pixels-weighted", "cosine"})
  void quotientsOfOneSideAreSeen(String name) throws IOException {
    Told told = explain(Row.of(name), 1, "-forward", 1, 0.03);
    assertThat(told.json.getAsJsonObject("made").get("quotient").getAsString())
        .isEqualTo("forward");
    assertThat(told.ids().get(0)).isEqualTo("truncation");
  }

  @Test
  void quotientsOfAPicturesTilesAreSeen() throws IOException {
    Row row = Row.of("bce-logits-pixels-sum");
    NpyArray single = row.array("-d");
    double[] values = single.toDoubles();
    double[] tiles = new double[values.length];
    for (int k = 0; k < tiles.length; k++) {
      int row0 = k / 8 * 8;
      int column = k % 4 / 2 * 2;
      for (int part : new int[] {0, 1, 4, 5}) {
        tiles[k] += values[row0 + column + part];
      }
    }
    Path file = directory.resolve("tiles.npy");
    Npy.write(file, NpyArray.of(tiles, single.shape()));
    for (String stated : List.of("1", "2")) {
      Told told = explain(row, 1, file, 1e-3, "--tile", stated);
      assertThat(told.ids().get(0)).isEqualTo("tile");
      assertThat(told.details("tile").get("tile").getAsInt()).isEqualTo(2);
    }
  }

  @Test
  void anotherConventionOfTheLossIsNamed() throws IOException {
    assertThat(explain(Row.of("mse-mean"), 1, "-d", 5, 1e-3).out())
        .contains("5.000 times what they should be: the sum over the 5 outputs");
    assertThat(explain(Row.of("mse-mean"), 5, "-d", 1, 1e-3).out().replaceAll("\\s+", " "))
        .startsWith("FAIL")
        .contains("5 times what it should be: the sum over the 5 outputs in place of their mean");
  }

  @Test
  void theNextLineAsksForTheSameLoss() throws IOException {
    assertThat(explain(Row.of("ce-pixels-weighted"), 1, "-d", 1, 1e-3).out())
        .containsPattern(
            "plumbline explain .*--label \\S*t-places.npy --label-smoothing 0.1 --class-weights \\S*w-three.npy"
                + " --index 0 .*--report explain.html");
    assertThat(explain(Row.of("own-log-cosh"), 1, "-d", 1, 1e-3).out())
        .containsPattern("--loss-model \\S*log-cosh.onnx --index 0");
  }
}
