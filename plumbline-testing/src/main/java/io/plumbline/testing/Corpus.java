package io.plumbline.testing;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.plumbline.core.function.Precision;
import io.plumbline.data.npy.Npy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Gradients that frameworks computed for one model, right ones and planted mistakes, with what is
 * known of each: a folder of the fixtures' {@code cases}.
 *
 * @param name of the folder
 * @param folder with {@code inputs.npy}, {@code labels.npy}, {@code gradients.npy}
 * @param model whose gradients they are
 * @param precision that they were computed in
 * @param rows one for each gradient, in the order of the files
 */
public record Corpus(String name, Path folder, Path model, Precision precision, List<Row> rows) {
  /** Those whose mistakes have names. */
  public static final List<String> NAMES =
      List.of(
          "mlp-onnx",
          "mlp-onnx-float64",
          "seed-keras",
          "seed-keras-float64",
          "seed-onnx",
          "torchres-onnx",
          "torchres-onnx-float64");

  /** Those whose rounding breaks hundreds of ties. */
  public static final List<String> TIES_BROKEN =
      List.of("blocks-onnx", "padded-onnx-float64", "deep-onnx-bfloat16");

  /**
   * One gradient.
   *
   * @param name of the case
   * @param facts all that {@code cases.json} says of it
   * @param x input of one sample, in C order
   * @param label of that sample
   * @param gradient that the framework gave, in C order
   */
  public record Row(String name, JsonObject facts, double[] x, int label, double[] gradient) {
    /** Whether it is correct, wrong, or may be called either (any). */
    public String truth() {
      return facts.get("truth").getAsString();
    }

    /** Whether it is right. */
    public boolean isCorrect() {
      return truth().equals("correct");
    }

    /** Whether the framework shares a tie's gradient evenly, instead of giving all to the first. */
    public boolean splitsTies() {
      return facts.has("ties") && facts.get("ties").getAsString().equals("split");
    }

    /** What was planted, where that has a name. */
    public Optional<String> cause() {
      JsonElement cause = facts.get("cause");
      return cause == null || cause.isJsonNull()
          ? Optional.empty()
          : Optional.of(cause.getAsString());
    }
  }

  /** Reads the folder of that name. */
  public static Corpus read(String name) {
    Path folder = Fixtures.path("cases/" + name);
    JsonObject json = json(folder.resolve("cases.json"));
    JsonArray facts = json.getAsJsonArray("cases");
    double[] inputs = Npy.read(folder.resolve("inputs.npy")).toDoubles();
    long[] labels = Npy.read(folder.resolve("labels.npy")).toLongs();
    double[] gradients = Npy.read(folder.resolve("gradients.npy")).toDoubles();
    int size = inputs.length / labels.length;
    List<Row> rows = new ArrayList<>();
    for (int k = 0; k < labels.length; k++) {
      JsonObject of = facts.get(k).getAsJsonObject();
      double[] x = Arrays.copyOfRange(inputs, k * size, (k + 1) * size);
      double[] gradient = Arrays.copyOfRange(gradients, k * size, (k + 1) * size);
      rows.add(new Row(of.get("name").getAsString(), of, x, (int) labels[k], gradient));
    }
    Path model = Fixtures.path(json.get("model").getAsString());
    return new Corpus(name, folder, model, precision(name, json), List.copyOf(rows));
  }

  private static Precision precision(String name, JsonObject json) {
    if (json.has("precision")) {
      return Precision.valueOf(json.get("precision").getAsString().toUpperCase(Locale.ROOT));
    }
    return name.endsWith("float64") ? Precision.FLOAT64 : Precision.FLOAT32;
  }

  private static JsonObject json(Path file) {
    try {
      return JsonParser.parseString(Files.readString(file)).getAsJsonObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
