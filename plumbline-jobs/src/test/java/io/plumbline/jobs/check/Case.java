package io.plumbline.jobs.check;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.plumbline.jobs.input.LossChoice;
import io.plumbline.jobs.input.ModelAndSamples;
import io.plumbline.testing.Fixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A folder of gradients, right ones from frameworks and planted mistakes.
 *
 * @param folder with inputs, labels and gradients
 * @param model whose gradients they are
 * @param rows what is true of each
 */
record Case(Path folder, Path model, List<Row> rows) {
  static final List<String> ALL =
      List.of(
          "seed-keras",
          "seed-keras-float64",
          "seed-onnx",
          "mlp-onnx",
          "mlp-onnx-float64",
          "torchres-onnx",
          "torchres-onnx-float64");

  /**
   * One gradient.
   *
   * @param name of the case
   * @param truth correct, wrong or any
   * @param cause what was planted, where it has a name
   */
  record Row(String name, String truth, Optional<String> cause) {}

  static Case read(String name) throws IOException {
    Path folder = resource("cases/" + name);
    JsonObject json =
        JsonParser.parseString(Files.readString(folder.resolve("cases.json"))).getAsJsonObject();
    List<Row> rows = new ArrayList<>();
    for (JsonElement each : json.getAsJsonArray("cases")) {
      JsonObject row = each.getAsJsonObject();
      JsonElement cause = row.get("cause");
      rows.add(
          new Row(
              row.get("name").getAsString(),
              row.get("truth").getAsString(),
              cause == null || cause.isJsonNull()
                  ? Optional.empty()
                  : Optional.of(cause.getAsString())));
    }
    return new Case(folder, resource(json.get("model").getAsString()), rows);
  }

  static Path resource(String name) {
    return Fixtures.path(name);
  }

  CheckSettings settings() {
    return settings(false, none());
  }

  CheckSettings settings(boolean selfTest, CheckSettings.Files files) {
    ModelAndSamples of =
        new ModelAndSamples(
            model,
            Optional.of(folder.resolve("inputs.npy")),
            Optional.of(folder.resolve("labels.npy").toString()),
            OptionalInt.empty(),
            Optional.empty(),
            LossChoice.CROSS_ENTROPY,
            false,
            Optional.empty());
    return new CheckSettings(
        of,
        Optional.of(folder.resolve("gradients.npy")),
        Optional.empty(),
        1e-3,
        Optional.empty(),
        false,
        selfTest,
        files);
  }

  static CheckSettings.Files none() {
    return new CheckSettings.Files(Optional.empty(), Optional.empty(), Optional.empty());
  }
}
