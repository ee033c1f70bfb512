package io.plumbline.testing;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.plumbline.core.function.Precision;
import io.plumbline.data.npy.Npy;
import io.plumbline.graph.loss.Target;
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
 * known of each: a folder of the fixtures' {@code cases}, or of those of {@code verdicts}.
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

  /** Networks of many kinds, whose mistakes were made by PyTorch, TensorFlow and JAX themselves. */
  public static final List<String> VERDICTS =
      List.of(
          "c1d-onnx",
          "c1d-onnx-float16",
          "c1d-onnx-float64",
          "dwr6-onnx",
          "dwr6-onnx-bfloat16",
          "dwr6-onnx-float16",
          "dwr6-onnx-float64",
          "hsig-onnx",
          "hsig-onnx-float16",
          "hsig-onnx-float64",
          "kbn-keras",
          "kbn-keras-float64",
          "lnmlp-onnx",
          "lnmlp-onnx-bfloat16",
          "lnmlp-onnx-float16",
          "lnmlp-onnx-float64",
          "lnmlp-saturated",
          "pool3-onnx",
          "pool3-onnx-float16",
          "pool3-onnx-float64",
          "pool3-own",
          "resmax-onnx",
          "resmax-onnx-float16",
          "resmax-onnx-float64",
          "resmax-own",
          "resmax-saturated");

  /** Where the folders are: beside each, the models. */
  private static final List<String> PLACES =
      List.of("cases", "verdicts/cases", "verdicts/cases-bfloat16");

  /**
   * One gradient.
   *
   * @param name of the case
   * @param facts all that {@code cases.json} says of it
   * @param x input of one sample, in C order
   * @param target of that sample: a label, or a probability for each
   * @param gradient that the framework gave, in C order
   */
  public record Row(String name, JsonObject facts, double[] x, double[] target, double[] gradient) {
    /** The label of that sample. */
    public int label() {
      if (target.length > 1) {
        throw new AssertionError(name + " must have one label");
      }
      return (int) target[0];
    }

    /** What the loss is told of that sample. */
    public Target target(int outputs) {
      return target.length > 1 ? Target.of(target) : Target.label(label(), outputs);
    }

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
    Path folder =
        PLACES.stream()
            .map(place -> Fixtures.path(place).resolve(name))
            .filter(Files::isDirectory)
            .findFirst()
            .orElseThrow(() -> new AssertionError("corpus (" + name + ") must exist"));
    JsonObject json = json(folder.resolve("cases.json"));
    JsonArray facts = json.getAsJsonArray("cases");
    int count = facts.size();
    double[][] inputs = rows(folder.resolve("inputs.npy"), count);
    double[][] targets = rows(folder.resolve("labels.npy"), count);
    double[][] gradients = rows(folder.resolve("gradients.npy"), count);
    List<Row> rows = new ArrayList<>();
    for (int k = 0; k < count; k++) {
      JsonObject of = facts.get(k).getAsJsonObject();
      rows.add(new Row(of.get("name").getAsString(), of, inputs[k], targets[k], gradients[k]));
    }
    Path model = folder.resolve("../..").normalize().resolve(json.get("model").getAsString());
    return new Corpus(name, folder, model, precision(name, json), List.copyOf(rows));
  }

  private static double[][] rows(Path file, int count) {
    double[] values = Npy.read(file).toDoubles();
    int size = values.length / count;
    double[][] rows = new double[count][];
    Arrays.setAll(rows, k -> Arrays.copyOfRange(values, k * size, (k + 1) * size));
    return rows;
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
