package io.plumbline.diagnose.mistakes;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.plumbline.core.cause.Suspicion;
import io.plumbline.core.function.Precision;
import io.plumbline.data.npy.Npy;
import io.plumbline.evaluate.Evaluator;
import io.plumbline.evaluate.Point;
import io.plumbline.graph.TieRule;
import io.plumbline.graph.loss.Loss;
import io.plumbline.graph.loss.Target;
import io.plumbline.readers.Models;
import io.plumbline.testing.Fixtures;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Real gradients of frameworks, right and wrong, with what is wrong about them. */
final class Corpus {
  static final List<String> FOLDERS =
      List.of(
          "mlp-onnx",
          "mlp-onnx-float64",
          "seed-keras",
          "seed-keras-float64",
          "seed-onnx",
          "torchres-onnx",
          "torchres-onnx-float64");
  private static final Path ROOT = Fixtures.path("");

  private Corpus() {}

  /** One gradient. */
  record Row(String name, JsonObject facts, double[] x, int label, double[] gradient) {
    String cause() {
      JsonElement cause = facts.get("cause");
      return cause == null || cause.isJsonNull() ? null : cause.getAsString();
    }
  }

  /** The gradients of one model. */
  record Folder(String name, Evaluator evaluator, List<Row> rows, Precision precision) {}

  static Folder read(String name) {
    Path folder = ROOT.resolve("cases").resolve(name);
    JsonObject json;
    try {
      json =
          JsonParser.parseString(Files.readString(folder.resolve("cases.json"))).getAsJsonObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    double[] inputs = Npy.read(folder.resolve("inputs.npy")).toDoubles();
    long[] labels = Npy.read(folder.resolve("labels.npy")).toLongs();
    double[] gradients = Npy.read(folder.resolve("gradients.npy")).toDoubles();
    int size = inputs.length / labels.length;
    List<Row> rows = new ArrayList<>();
    for (int k = 0; k < labels.length; k++) {
      JsonObject facts = json.getAsJsonArray("cases").get(k).getAsJsonObject();
      double[] x = java.util.Arrays.copyOfRange(inputs, k * size, (k + 1) * size);
      double[] g = java.util.Arrays.copyOfRange(gradients, k * size, (k + 1) * size);
      rows.add(new Row(facts.get("name").getAsString(), facts, x, (int) labels[k], g));
    }
    Evaluator evaluator = evaluator(json.get("model").getAsString());
    return new Folder(
        name, evaluator, rows, name.endsWith("float64") ? Precision.FLOAT64 : Precision.FLOAT32);
  }

  static Evaluator evaluator(String model) {
    return Evaluator.of(Models.read(ROOT.resolve(model)));
  }

  /** What a check would ask of the causes. */
  static Suspicion suspicion(
      Evaluator evaluator, double[] x, int label, double[] gradient, Precision precision) {
    Point point = evaluator.at(x, Loss.CROSS_ENTROPY, Target.label(label, evaluator.outputs()));
    List<double[]> references = new ArrayList<>();
    for (TieRule rule : List.of(TieRule.FIRST, TieRule.SPLIT, TieRule.LAST)) {
      references.add(point.gradient(rule));
    }
    int[] shape = evaluator.graph().input().shape().extents();
    return new Suspicion(
        gradient,
        io.plumbline.core.function.Shape.of(java.util.Arrays.copyOfRange(shape, 1, shape.length)),
        evaluator.graph().source().contains("torch"),
        references,
        point.piece(TieRule.FIRST).allowance(precision).total());
  }
}
