package io.plumbline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.plumbline.testing.Fixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Gradients of a training step, asked for as what they are, and taken for what they are not;
 * fixtures/batches/generate.py makes them with PyTorch.
 */
@Tag("slow")
class TrainingTest {
  private static final Path FOLDER = Fixtures.path("batches");
  private static final String MASK = "--mask Flatten=training_mask.npy";

  @TempDir private Path directory;

  @ParameterizedTest
  @CsvSource({
    "mean, ''",
    "sum, --reduction sum",
    "dropped, " + MASK,
  })
  void areRightByTheWholeBatchAndByWeights(String step, String options) throws IOException {
    JsonObject byInput = json("--gradient training_" + step + ".npy --training " + options);
    assertThat(verdicts(byInput)).containsExactly("PASS");
    assertThat(byInput.getAsJsonObject("batch").get("training").getAsBoolean()).isTrue();

    // The biases in front of a normalization have no derivative.
    JsonObject byWeights =
        json("--by parameters --gradient training_" + step + "_w.npz --training " + options);
    assertThat(byWeights.get("verdict").getAsString()).isEqualTo("PASS");
    assertThat(verdicts(byWeights))
        .containsExactly(
            "PASS",
            "INCONCLUSIVE",
            "PASS",
            "PASS",
            "PASS",
            "INCONCLUSIVE",
            "PASS",
            "PASS",
            "PASS",
            "PASS");
    assertThat(byWeights.toString().split("VANISHING", -1)).hasSize(3);
  }

  @ParameterizedTest
  @CsvSource({
    "--gradient training_mean.npy --training --reduction sum",
    "--gradient training_dropped.npy --training",
    "--gradient training_mean.npy --training " + MASK,
  })
  void anotherStepIsWrong(String options) throws IOException {
    assertThat(verdicts(json(options))).containsExactly("FAIL");
  }

  /** Arrays of a training step, explained as such, by the whole batch and by a weight. */
  @Test
  void aSumInPlaceOfTheMeanIsNamed() throws IOException {
    Path json = directory.resolve("explained.json");
    for (String arrays :
        List.of(
            "--analytic training_mean.npy --numeric training_sum.npy",
            "--analytic training_mean_w.npz:conv.weight --numeric training_sum_w.npz:conv.weight"
                + " --by conv.weight")) {
      Printed printed = print("explain", arrays + " --training --h 1e-3 --json " + json);
      assertThat(printed.code()).as(printed.err()).isEqualTo(ExitCode.FINE);
      JsonObject explained = JsonParser.parseString(Files.readString(json)).getAsJsonObject();
      assertThat(explained.get("training").getAsBoolean()).isTrue();
      JsonObject cause = explained.getAsJsonArray("causes").get(0).getAsJsonObject();
      assertThat(cause.get("id").getAsString()).isEqualTo("scale");
      assertThat(cause.getAsJsonObject("details").get("factor").getAsDouble()).isEqualTo(5);
    }
  }

  /** The gradient of a training step, asked for as one of the model in evaluation. */
  @ParameterizedTest
  @CsvSource({"mean", "sum"})
  void statisticsOfTheBatchAreNamed(String step) throws IOException {
    JsonObject result = json("--gradient training_" + step + ".npy");
    assertThat(verdicts(result)).containsOnly("FAIL");
    for (JsonElement each : result.getAsJsonArray("samples")) {
      JsonObject cause = each.getAsJsonObject().getAsJsonArray("causes").get(0).getAsJsonObject();
      assertThat(cause.get("id").getAsString()).isEqualTo("training-mode");
      assertThat(cause.get("sentence").getAsString()).contains("the statistics of the batch of 5");
    }
  }

  @Test
  void whereNoneIsGivenPyTorchsIsChecked() throws IOException {
    assertThat(verdicts(json("--training"))).containsExactly("PASS");
    assertThat(verdicts(json("--training " + MASK + " --by bn.weight"))).containsExactly("PASS");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--mask Flatten=training_mask.npy | --mask (given) must be with --training",
        "--training --mask Flat=training_mask.npy | --mask (Flat) must be of a dropout",
        "--training --mask Gelu=training_mask.npy | (Gelu, 240 values) must have 960: 5 times (3, 8, 8)",
        "--training --inner training_mean_w.npz | --training (given) must not be with",
        "--training --by /Tanh_output_0 | --training (given) must be with a gradient by the input",
        "--training --gradient training_mask.npy | must be (5, 1, 8, 8)",
      })
  void badInputGetsOneLine(String options, String line) {
    Printed printed = print(options);
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

  private JsonObject json(String options) throws IOException {
    Path json = directory.resolve("result.json");
    print(options + " --json " + json);
    return JsonParser.parseString(Files.readString(json)).getAsJsonObject();
  }

  private static Printed print(String options) {
    return print("check", options);
  }

  private static Printed print(String command, String options) {
    List<String> words = new ArrayList<>(List.of(command, file("training.onnx")));
    words.addAll(List.of("--input", file("training_x.npy"), "--label", file("training_y.npy")));
    for (String option : options.trim().split(" +")) {
      words.add(
          option.startsWith("training_")
              ? file(option)
              : option.replace("=training_", "=" + FOLDER + "/training_"));
    }
    return Printed.by(words.toArray(String[]::new));
  }

  private static String file(String name) {
    return FOLDER.resolve(name).toString();
  }
}
