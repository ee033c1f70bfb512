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
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Gradients by weights of the one loss of several samples, against PyTorch's;
 * fixtures/batches/generate.py makes them.
 */
@Tag("slow")
class BatchesByWeightsTest {
  private static final Path FOLDER = Fixtures.path("batches");

  @TempDir private Path directory;

  @ParameterizedTest
  @CsvSource({
    "images, mean, mean, ",
    "images, sum, sum, --reduction sum",
    "images, weighted, mean, --class-weights images_weights.npy",
    "images, smoothed, mean, --label-smoothing 0.1",
    "images, mse, mean, --loss mse",
    "images, sse, sum, --loss sse",
    "images, logit, sum, --loss logit",
    "pixels, mean, mean, --ignore-index -100",
    "pixels, sum, sum, --ignore-index -100 --reduction sum",
    "pixels, weighted, mean, --ignore-index -100 --class-weights pixels_weights.npy",
    "pixels, smoothed, mean, --ignore-index -100 --label-smoothing 0.1",
  })
  void areRight(String model, String loss, String reduction, String options) throws IOException {
    JsonObject result = json(model, FOLDER.resolve(model + "_" + loss + ".npz"), options);
    assertThat(result.get("verdict").getAsString()).isEqualTo("PASS");
    assertThat(verdicts(result)).containsOnly("PASS");
    JsonObject batch = result.getAsJsonObject("batch");
    assertThat(batch.get("reduction").getAsString()).isEqualTo(reduction);
    assertThat(batch.get("samples").getAsInt()).isEqualTo(model.equals("images") ? 6 : 3);
  }

  @Test
  void whereNoneIsGivenPyTorchsIsChecked() {
    assertThat(print("images", "--by", "5.weight").out())
        .startsWith("PASS: the gradient is right at all 320 coordinates.")
        .containsIgnoringWhitespaces("the mean over the 6 samples; PyTorch's gradient by 5.weight");
  }

  /** The gradient of another reduction than the one that is asked for. */
  @ParameterizedTest
  @CsvSource({
    "images, sum, '', 6 times, the sum over the 6 samples in place of their mean",
    "images, mean, --reduction sum, 1/6 times, the mean over the 6 samples in place of their sum",
    "images, probability, --loss probability, 1/6 times, the mean over the 6 samples in place of their"
        + " sum",
  })
  void theOtherReductionIsNamed(
      String model, String loss, String options, String factor, String words) throws IOException {
    JsonObject result = json(model, FOLDER.resolve(model + "_" + loss + ".npz"), options);
    assertThat(verdicts(result)).containsOnly("FAIL");
    JsonObject cause =
        result
            .getAsJsonArray("samples")
            .get(0)
            .getAsJsonObject()
            .getAsJsonArray("causes")
            .get(0)
            .getAsJsonObject();
    assertThat(cause.get("id").getAsString()).isEqualTo("scale");
    assertThat(cause.get("sentence").getAsString()).contains(factor, words);
  }

  @Test
  void aLossThatWeighsItsLabelsOtherwiseIsWrong() throws IOException {
    JsonObject result = json("images", FOLDER.resolve("images_weighted.npz"), "");
    assertThat(verdicts(result)).containsOnly("FAIL");
  }

  @Test
  void oneThatIsAPercentOffIsSingledOut() throws IOException {
    Map<String, NpyArray> all = NamedArrays.read(FOLDER.resolve("images_sum.npz"));
    Path folder = Files.createDirectory(directory.resolve("g"));
    all.forEach((name, array) -> write(folder, name, array, name.equals("1.weight") ? 1.01 : 1));
    JsonObject result = json("images", folder, "--reduction sum");
    assertThat(verdicts(result)).containsExactly("PASS", "PASS", "FAIL", "PASS", "PASS", "PASS");
  }

  private static void write(Path folder, String name, NpyArray array, double factor) {
    double[] values = array.toDoubles();
    for (int k = 0; k < values.length; k++) {
      values[k] *= factor;
    }
    Npy.write(folder.resolve(name + ".npy"), NpyArray.of(array.type(), values, array.shape()));
  }

  /** What hooks catch has the batch in front, and is of the mean that all samples share. */
  @Test
  void valuesInsideAreOfAllSamples() throws IOException {
    Path right = FOLDER.resolve("images_inner.npz");
    assertThat(print("images", "--inner", right.toString()).out())
        .startsWith("PASS: all 6 gradients are right.");
    assertThat(print("images", "--by", "3").out())
        .startsWith("PASS: the gradient is right at all 384 coordinates.")
        .containsIgnoringWhitespaces("the mean over the 6 samples; PyTorch's gradient by");
    Path folder = Files.createDirectory(directory.resolve("inner"));
    Map<String, NpyArray> all = NamedArrays.read(right);
    // A backward pass of the normalization that forgets its factor.
    all.forEach((name, array) -> write(folder, name, array, name.equals("0") ? 1.3 : 1));
    assertThat(print("images", "--inner", folder.toString()).out())
        .startsWith("FAIL: of 6 gradients 1 is wrong, 5 are right.")
        .containsIgnoringWhitespaces("the backward pass of 1/BatchNormalization");
    all.forEach((name, array) -> write(folder, name, array, name.equals("5") ? 1.3 : 1));
    assertThat(print("images", "--inner", folder.toString()).out())
        .containsIgnoringWhitespaces("what the loss hands back is wrong.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--hessian images_mean.npz:5.bias | --input (a batch of 6) must be one sample",
        "--by parameters --loss sse --reduction mean | --reduction (mean) must be with --loss",
        "--by parameters --loss logit --reduction mean | --reduction (mean) must be with --loss",
      })
  void whatIsOfOneSampleIsRefused(String options, String line) {
    Printed printed = print("images", options.trim().split(" "));
    assertThat(printed.code()).isEqualTo(2);
    assertThat(printed.err()).contains(line).hasLineCount(1);
  }

  private static List<String> verdicts(JsonObject result) {
    List<String> verdicts = new ArrayList<>();
    for (JsonElement each : result.getAsJsonArray("samples")) {
      verdicts.add(each.getAsJsonObject().get("verdict").getAsString());
    }
    return verdicts;
  }

  private JsonObject json(String model, Path gradient, String options) throws IOException {
    Path json = directory.resolve("result.json");
    List<String> all = new ArrayList<>(List.of("--by", "parameters"));
    all.addAll(List.of("--gradient", gradient.toString(), "--json", json.toString()));
    if (options != null && !options.isBlank()) {
      all.addAll(List.of(options.split(" ")));
    }
    print(model, all.toArray(String[]::new));
    return JsonParser.parseString(Files.readString(json)).getAsJsonObject();
  }

  private static Printed print(String model, String... options) {
    List<String> words =
        new ArrayList<>(List.of("check", FOLDER.resolve(model + ".onnx").toString()));
    words.addAll(List.of("--input", FOLDER.resolve(model + "_x.npy").toString()));
    words.addAll(List.of("--label", FOLDER.resolve(model + "_y.npy").toString()));
    for (String option : options) {
      words.add(option.matches("(images|pixels)_.*") ? FOLDER.resolve(option).toString() : option);
    }
    return Printed.by(words.toArray(String[]::new));
  }
}
