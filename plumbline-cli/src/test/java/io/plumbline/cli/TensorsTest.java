package io.plumbline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Gradients by weights and by values inside a model, against PyTorch's;
 * fixtures/tensors/generate.py makes them.
 */
@Tag("slow")
class TensorsTest {
  private static final Path FOLDER = Fixtures.path("tensors");

  @TempDir private Path directory;

  /** Biases that a softmax or a normalization takes away have a derivative of zero. */
  @ParameterizedTest
  @CsvSource({
    "images.onnx, 11, 0",
    "sequences.onnx, 26, 0",
    "transformer.onnx, 35, 2",
    "transformer_dynamo.onnx, 35, 2",
    "others.onnx, 10, 0",
    "layers.keras, 14, 0",
    "recurrent.keras, 21, 1",
  })
  void gradientsByAllWeightsAreRight(String model, int count, int zero) throws IOException {
    JsonObject result = json(model, "--by", "parameters", "--gradient", file(model, "_g.npz"));
    assertThat(result.get("verdict").getAsString()).isEqualTo("PASS");
    assertThat(result.get("by").getAsString()).isEqualTo("parameters");
    assertThat(verdicts(result)).hasSize(count);
    assertThat(verdicts(result).values().stream().filter("PASS"::equals)).hasSize(count - zero);
    assertThat(result.toString().split("VANISHING", -1)).hasSize(zero + 1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"images.onnx", "transformer_dynamo.onnx", "layers.keras"})
  void oneThatIsAPercentOffIsSingledOut(String model) throws IOException {
    Map<String, NpyArray> all = NamedArrays.read(Path.of(file(model, "_g.npz")));
    List<String> names = all.keySet().stream().filter(name -> !name.contains("key.bias")).toList();
    for (int k = 0; k < names.size(); k += 5) {
      String wrong = names.get(k);
      Path folder = folder(all, wrong, 1.01);
      JsonObject result = json(model, "--by", "parameters", "--gradient", folder.toString());
      assertThat(result.get("verdict").getAsString()).as(wrong).isEqualTo("FAIL");
      List<String> failed =
          verdicts(result).entrySet().stream()
              .filter(each -> each.getValue().equals("FAIL"))
              .map(Map.Entry::getKey)
              .toList();
      assertThat(failed).hasSize(1);
      assertThat(wrong).endsWith(failed.get(0));
    }
  }

  @Test
  void gradientsComeInThreeMoreForms() throws IOException {
    String safe = file("images.onnx", "_g.safetensors");
    assertThat(verdict("images.onnx", "--by", "parameters", "--gradient", safe)).startsWith("PASS");
    Map<String, NpyArray> all = NamedArrays.read(Path.of(file("images.onnx", "_g.npz")));
    Path flat = directory.resolve("flat.npy");
    // In the file's order, which is the model's own.
    double[] values =
        all.values().stream().flatMapToDouble(a -> Arrays.stream(a.toDoubles())).toArray();
    float[] floats = new float[values.length];
    for (int k = 0; k < floats.length; k++) {
      floats[k] = (float) values[k];
    }
    Npy.write(flat, NpyArray.of(floats, floats.length));
    assertThat(verdict("images.onnx", "--by", "parameters", "--gradient", flat.toString()))
        .startsWith("PASS");
    String member = file("images.onnx", "_g.npz") + ":fc1.weight";
    assertThat(verdict("images.onnx", "--by", "fc1.weight", "--gradient", member))
        .isEqualTo("PASS: the gradient is right at all 1,440 coordinates.\n");
  }

  /** What a module gives, never one of its weights: of those all that may be meant are named. */
  @Test
  void aModulesNameMeansItsValue() {
    assertThat(print("images.onnx", "--by", "conv1").out())
        .containsIgnoringWhitespaces("PyTorch's gradient by /conv1/Conv_output_0 judged");
    assertThat(print("recurrent.keras", "--by", "bidirectional/forward_lstm").err())
        .startsWith(
            "plumbline: --by (bidirectional/forward_lstm) must be one of the tensors of"
                + " recurrent.keras, and may be bidirectional/forward_lstm/lstm_cell/kernel, ")
        .hasLineCount(1);
  }

  @Test
  void whereNoneIsGivenPyTorchsIsChecked() {
    assertThat(verdict("images.onnx", "--by", "parameters")).startsWith("PASS: all 11 gradients");
    assertThat(verdict("recurrent.keras", "--by", "bidirectional/forward_lstm/lstm_cell/kernel"))
        .startsWith("PASS");
    assertThat(verdict("transformer.onnx", "--by", "blocks.1.up.weight", "--loss", "logit"))
        .startsWith("PASS");
  }

  @ParameterizedTest
  @CsvSource({
    "images.onnx, 7",
    "sequences.onnx, 1",
    "transformer.onnx, 19",
    "transformer_dynamo.onnx, 19",
    "others.onnx, 4",
  })
  void gradientsThatHooksCaughtAreRight(String model, int count) throws IOException {
    JsonObject result = json(model, "--inner", file(model, "_inner.npz"));
    assertThat(result.get("verdict").getAsString()).isEqualTo("PASS");
    assertThat(verdicts(result))
        .hasSize(count)
        .allSatisfy((n, v) -> assertThat(v).isEqualTo("PASS"));
    assertThat(result.has("firstWrong")).isFalse();
  }

  /** A mistake in one backward pass: all gradients in front of it are off, and none behind. */
  @ParameterizedTest
  @CsvSource({
    "images.onnx, conv2, /conv2/Conv_output_0, /fc1/Gemm_output_0, Relu",
    "images.onnx, conv1, /conv1/Conv_output_0, /bn/BatchNormalization_output_0, BatchNorm",
    "images.onnx, prelu, /prelu/PRelu_output_0, 24, Gemm",
    "transformer_dynamo.onnx, blocks.0.up, linear_4, linear_5, Gelu",
  })
  void theLayerWhoseBackwardPassIsWrongIsNamed(
      String model, String from, String wrong, String behind, String type) throws IOException {
    Map<String, NpyArray> all =
        new LinkedHashMap<>(NamedArrays.read(Path.of(file(model, "_inner.npz"))));
    Path folder = folder(all, from, 1.1);
    JsonObject result = json(model, "--inner", folder.toString());
    JsonObject first = result.getAsJsonObject("firstWrong");
    assertThat(first.get("tensor").getAsString()).isEqualTo(wrong);
    assertThat(first.get("behind").getAsString()).isEqualTo(behind);
    assertThat(first.get("layers").toString()).contains(type);
    assertThat(print(model, "--inner", folder.toString()).out().replaceAll("\\s+", " "))
        .contains("right at " + behind + " and wrong at " + wrong + ": the backward pass of");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--by nonsense | --by (nonsense) must be one of the tensors of images.onnx",
        "--by fc1 --gradient images_g.npz:fc1.weight | gradient shape (20, 72) must be that of the"
            + " tensor, (20,)",
        "--by parameters --gradient images_x.npy | must be (1986,), all weights one behind the other",
        "--by parameters --gradient images_inner.npz | name (pool) must be one of the tensors",
        "--inner images_g.npz --by parameters | must not be with --inner",
        "--inner images_x.npy | must be a .npz or .safetensors file, or a folder of .npy files",
        "--by fc1.weight --gradient images_g.npz:fc1.wight | array (fc1.wight) must be one of",
        "--by parameters --black-box --gradient images_g.npz | must not be with --black-box",
        "--by conv1.weight --gradient missing.npz | file (missing.npz) must exist",
      })
  void refusesWhatIsNotTheTensors(String options, String line) {
    Printed printed = print("images.onnx", options.trim().split(" "));
    assertThat(printed.code()).isEqualTo(2);
    assertThat(printed.err()).contains(line).hasLineCount(1);
  }

  /** Fresh layers have equal weights, which exporters write once. */
  @Test
  void aWeightThatStandsInSeveralLayersIsRefusedAlone() {
    Printed printed = print("transformer.onnx", "--by", "blocks.0.ln1.weight");
    assertThat(printed.code()).isEqualTo(2);
    assertThat(printed.err()).contains("must be a weight of one layer", "blocks.1.ln2");
    String given = file("transformer.onnx", "_g.npz");
    assertThat(verdict("transformer.onnx", "--by", "blocks.0.ln2.weight", "--gradient", given))
        .startsWith("PASS");
  }

  @Test
  void noResultIsWrittenOverAnArchive() throws IOException {
    Path copy = directory.resolve("g.npz");
    Files.copy(Path.of(file("images.onnx", "_g.npz")), copy);
    byte[] before = Files.readAllBytes(copy);
    Printed printed =
        print(
            "images.onnx",
            "--by",
            "fc1.bias",
            "--gradient",
            copy + ":fc1.bias",
            "--json",
            copy.toString());
    assertThat(printed.code()).isEqualTo(2);
    assertThat(Files.readAllBytes(copy)).isEqualTo(before);
  }

  private Path folder(Map<String, NpyArray> all, String wrong, double factor) throws IOException {
    Path folder = Files.createTempDirectory(directory, "gradients");
    all.forEach(
        (name, array) -> {
          double off = name.equals(wrong) ? factor : 1;
          double[] values = Arrays.stream(array.toDoubles()).map(v -> off * v).toArray();
          Npy.write(
              folder.resolve(name + ".npy"), NpyArray.of(array.type(), values, array.shape()));
        });
    return folder;
  }

  private static Map<String, String> verdicts(JsonObject result) {
    Map<String, String> verdicts = new LinkedHashMap<>();
    for (JsonElement each : result.getAsJsonArray("samples")) {
      JsonObject sample = each.getAsJsonObject();
      verdicts.put(sample.get("tensor").getAsString(), sample.get("verdict").getAsString());
    }
    return verdicts;
  }

  private static String file(String model, String end) {
    return FOLDER.resolve(model.replaceFirst("\\..*", "") + end).toString();
  }

  private JsonObject json(String model, String... options) throws IOException {
    Path json = directory.resolve("result.json");
    List<String> all = new ArrayList<>(List.of(options));
    all.addAll(List.of("--json", json.toString()));
    print(model, all.toArray(String[]::new));
    return JsonParser.parseString(Files.readString(json)).getAsJsonObject();
  }

  private static String verdict(String model, String... options) {
    List<String> all = new ArrayList<>(List.of(options));
    all.add("--quiet");
    Printed printed = print(model, all.toArray(String[]::new));
    return printed.out() + printed.err();
  }

  private static Printed print(String model, String... options) {
    List<String> words =
        new ArrayList<>(
            List.of("check", FOLDER.resolve(model).toString(), "--input", file(model, "_x.npy")));
    words.addAll(List.of("--label", "1"));
    for (String option : options) {
      words.add(option.startsWith("images_") ? FOLDER.resolve(option).toString() : option);
    }
    return Printed.by(words.toArray(String[]::new));
  }
}
