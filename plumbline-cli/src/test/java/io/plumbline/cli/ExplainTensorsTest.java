package io.plumbline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.plumbline.data.npy.NamedArrays;
import io.plumbline.data.npy.Npy;
import io.plumbline.data.npy.NpyArray;
import io.plumbline.testing.Fixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Gradients of PyTorch's by weights and by a value inside, and quotients of ONNX Runtime's scores;
 * fixtures/tensors/quotients.py makes these.
 */
@Tag("slow")
class ExplainTensorsTest {
  private static final Path FOLDER = Fixtures.path("tensors");
  private static final String INNER = "/conv2/Conv_output_0";
  private static final List<String> NO_MISTAKES =
      List.of("kink", "truncation", "step-noise", "statistic");

  @TempDir private Path directory;

  private static String file(String name) {
    return FOLDER.resolve(name).toString();
  }

  private Printed explain(String by, String analytic, String numeric, String... more) {
    List<String> args = new ArrayList<>();
    args.addAll(List.of("explain", file("images.onnx"), "--input", file("images_x.npy")));
    args.addAll(List.of("--label", "1", "--by", by));
    args.addAll(List.of("--analytic", analytic, "--numeric", numeric));
    args.addAll(List.of(more));
    return Printed.by(args.toArray(String[]::new));
  }

  private JsonObject told(String by, String analytic, String numeric, String... more)
      throws IOException {
    Path json = directory.resolve("told.json");
    List<String> all = new ArrayList<>(List.of(more));
    all.addAll(List.of("--json", json.toString()));
    Printed printed = explain(by, analytic, numeric, all.toArray(String[]::new));
    assertThat(printed.complaints()).isEmpty();
    return JsonParser.parseString(Files.readString(json)).getAsJsonObject();
  }

  private static List<String> ids(JsonObject told) {
    List<String> ids = new ArrayList<>();
    told.getAsJsonArray("causes")
        .forEach(c -> ids.add(c.getAsJsonObject().get("id").getAsString()));
    return ids;
  }

  private static JsonObject first(JsonObject told) {
    return told.getAsJsonArray("causes").get(0).getAsJsonObject();
  }

  private String write(String name, NpyArray array) {
    Path file = directory.resolve(name);
    Npy.write(file, array);
    return file.toString();
  }

  private String times(double factor, String archive, String name) {
    NpyArray of = NamedArrays.read(Path.of(file(archive))).get(name);
    double[] values = Arrays.stream(of.toDoubles()).map(each -> factor * each).toArray();
    return write("times.npy", NpyArray.of(values, of.shape()));
  }

  @ParameterizedTest
  @CsvSource({"conv1.weight", "fc1.bias"})
  void quotientsByAWeight(String weight) throws IOException {
    String right = file("images_g.npz");
    JsonObject told = told(weight, right, file("images_d.npz"));
    assertThat(told.get("by").getAsString()).isEqualTo(weight);
    assertThat(told.get("tensor").getAsString()).isEqualTo(weight);
    assertThat(told.getAsJsonObject("verdict").get("analytic").getAsString()).isEqualTo("PASS");
    assertThat(ids(told)).isSubsetOf(NO_MISTAKES);

    JsonObject doubled = first(told(weight, right, times(2, "images_d.npz", weight)));
    assertThat(doubled.get("id").getAsString()).isEqualTo("scale");
    assertThat(doubled.getAsJsonObject("details").get("likely").getAsString())
        .isEqualTo("divided by h in place of 2h");
    JsonObject negated = first(told(weight, right, times(-1, "images_d.npz", weight)));
    assertThat(negated.getAsJsonObject("details").get("factor").getAsDouble()).isEqualTo(-1);

    JsonObject wrong = told(weight, times(1.5, "images_g.npz", weight), file("images_d.npz"));
    assertThat(wrong.getAsJsonObject("verdict").get("analytic").getAsString()).isEqualTo("FAIL");
    assertThat(first(wrong).getAsJsonObject("details").get("side").getAsString())
        .isEqualTo("analytic");
  }

  @Test
  void quotientsByAValueInside() throws IOException {
    String right = file("images_inner.npz") + ":conv2";
    JsonObject told = told(INNER, right, file("images_inner_d.npy"));
    assertThat(told.get("tensor").getAsString()).isEqualTo(INNER);
    assertThat(told.getAsJsonObject("verdict").get("analytic").getAsString()).isEqualTo("PASS");
    assertThat(ids(told)).isSubsetOf(NO_MISTAKES);

    JsonObject noisy = told(INNER, right, file("images_inner_noise.npy"), "--h", "1e-5");
    assertThat(ids(noisy).get(0)).isEqualTo("step-noise");
    assertThat(ids(noisy)).isSubsetOf(NO_MISTAKES);
  }

  /** Weights are no picture: nothing is said of pixels, tiles or a background. */
  @Test
  void wordsAreThoseOfWeights() {
    Printed weight = explain("conv2.bias", file("images_g.npz"), file("images_d.npz"));
    assertThat(weight.out())
        .contains("Share  Weights  Cause", "a weight at this h", "not weights")
        .doesNotContain("pixel", "Pixel", "background")
        .contains("--by conv2.bias --gradient ", "--by conv2.bias --analytic ");
    Printed inner = explain(INNER, file("images_inner.npz") + ":conv2", file("images_inner_d.npy"));
    assertThat(inner.out())
        .contains("Share  Values  Cause")
        .doesNotContain("pixel", "Pixel", "background");
  }

  /** Some of the tensors of an archive, one of them times a factor. */
  private Path some(String archive, String name, double factor) throws IOException {
    Path folder = Files.createDirectory(directory.resolve(archive));
    Map<String, NpyArray> all = NamedArrays.read(Path.of(file(archive)));
    for (String each : List.of("conv1.weight", "bn.weight", "fc2.bias")) {
      NpyArray array = Objects.requireNonNull(all.get(each));
      double by = each.equals(name) ? factor : 1;
      double[] values = Arrays.stream(array.toDoubles()).map(v -> by * v).toArray();
      Npy.write(folder.resolve(each + ".npy"), NpyArray.of(values, array.shape()));
    }
    return folder;
  }

  @Test
  void allWeightsAreATableTheWorstFirst() throws IOException {
    String analytic = some("images_g.npz", "", 1).toString();
    String numeric = some("images_d.npz", "conv1.weight", -1).toString();
    Path report = directory.resolve("all.html");
    Path json = directory.resolve("all.json");
    Printed printed =
        explain(
            "parameters",
            analytic,
            numeric,
            "--report",
            report.toString(),
            "--json",
            json.toString());
    assertThat(printed.code()).isEqualTo(ExitCode.FINE);
    assertThat(printed.out())
        .startsWith("PASS: of 3 analytic gradients 3 are right.")
        .containsPattern("conv1.weight +\\(6, 1, 3, 3\\) +PASS +FAIL +2.000 +100 % scale")
        .contains("--by conv1.weight --analytic ");
    assertThat(Files.readString(report))
        .contains("Tensor by tensor", "conv1.weight, as follows")
        .contains("of the 16 entries that the table of the worst lists");

    JsonObject told = JsonParser.parseString(Files.readString(json)).getAsJsonObject();
    assertThat(told.get("verdict").getAsString()).isEqualTo("PASS");
    assertThat(told.get("by").getAsString()).isEqualTo("parameters");
    JsonArray tensors = told.getAsJsonArray("tensors");
    assertThat(tensors).hasSize(3);
    JsonObject worst = tensors.get(0).getAsJsonObject();
    assertThat(worst.get("tensor").getAsString()).isEqualTo("conv1.weight");
    assertThat(first(worst).get("id").getAsString()).isEqualTo("scale");
    for (int k = 1; k < tensors.size(); k++) {
      assertThat(ids(tensors.get(k).getAsJsonObject())).isSubsetOf(NO_MISTAKES);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "nonsense | g.npz | d.npz | | --by (nonsense) must be one of the tensors of images.onnx",
        "fc2.bias | g.npz:conv1.bias | d.npz | | images_g.npz:conv1.bias: gradient shape (6,) must be"
            + " that of the tensor, (10,)",
        "fc2.bias | g.npz | d.npz:bn.bias | | images_d.npz:bn.bias: gradient shape (6,) must be that"
            + " of the tensor, (10,)",
        "fc2.bias | g.npz | inner.npz | | --by (fc2.bias) must be one of the tensors of"
            + " images_inner.npz: conv1",
        "parameters | g.npz | d.npz:bn.bias | | images_d.npz:bn.bias: shape (6,) must be (1986,), all",
        "fc2.bias | g.npz | d.npz | --tile 2 | --tile (2) must be 1 with --by (fc2.bias): tiles are of"
            + " pictures",
        "fc2.bias | g.npz | d.npz | --index 0 | --index (0) must not be with --by",
      })
  void badInput(String by, String analytic, String numeric, String more, String line) {
    String[] options = more == null ? new String[0] : more.split(" ");
    Printed printed = explain(by, file("images_" + analytic), file("images_" + numeric), options);
    assertThat(printed.code()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(printed.err()).startsWith("plumbline: " + line).hasLineCount(1);
    assertThat(printed.out()).isEmpty();
  }

  /** An array without its partner is no pair. */
  @Test
  void bothFilesMustHaveTheSameTensors() throws IOException {
    Path folder = Files.createDirectory(directory.resolve("few"));
    Map<String, NpyArray> all = NamedArrays.read(Path.of(file("images_d.npz")));
    Npy.write(folder.resolve("fc2.bias.npy"), all.get("fc2.bias"));
    Printed printed = explain("parameters", file("images_g.npz"), folder.toString());
    assertThat(printed.err())
        .isEqualTo("plumbline: few: tensors (1) must be those of images_g.npz, which has 11\n");
    assertThat(printed.code()).isEqualTo(ExitCode.BAD_INPUT);
  }
}
