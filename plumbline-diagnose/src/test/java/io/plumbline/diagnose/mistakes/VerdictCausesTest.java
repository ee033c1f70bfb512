package io.plumbline.diagnose.mistakes;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.plumbline.core.cause.Cause;
import io.plumbline.core.cause.Suspicion;
import io.plumbline.core.function.Precision;
import io.plumbline.data.npy.Npy;
import io.plumbline.evaluate.Evaluator;
import io.plumbline.graph.loss.Loss;
import io.plumbline.graph.loss.OutputKind;
import io.plumbline.graph.loss.Target;
import io.plumbline.readers.Models;
import io.plumbline.testing.Fixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The mistakes that PyTorch, TensorFlow and JAX were made to make in networks of many kinds: those
 * that have a name are called by it, and nothing else is called by any.
 */
class VerdictCausesTest {
  /** What the rows that the corpus gives no cause are called, by what was planted. */
  private static final Map<String, String> PLANTED =
      Map.ofEntries(
          Map.entry("convflip", "kernel-backward"),
          Map.entry("wswap", "kernel-backward"),
          Map.entry("guided", "activation-backward"),
          Map.entry("deadneg", "activation-backward"),
          Map.entry("norelu", "activation-backward"),
          Map.entry("lnnomean", "normalization-backward"),
          Map.entry("lnnovar", "normalization-backward"),
          Map.entry("maxall", "pool-backward"),
          Map.entry("integrated", "averaged"),
          Map.entry("temp1.1", "loss"),
          Map.entry("siluterm", "forgotten-branch"),
          Map.entry("resboth", "forgotten-branch"),
          Map.entry("resmaxone", "forgotten-branch"),
          // The same factor everywhere, or one for each channel.
          Map.entry("avgnok", "scale"),
          Map.entry("slope2", "scale"),
          Map.entry("std", "scale"),
          // The first convolution's window, one off.
          Map.entry("convshift-0", "axes"));

  /** More units than a mask of them can be told; a way whose points are not known. */
  private static final Set<String> UNTOLD =
      Set.of("dwr6-4-dropout.1", "resmax-2-dropout.1", "kbn-0-integrated", "kbn-3-integrated");

  private record Row(String name, JsonObject facts, Example example, double[] gradient) {
    boolean isWrong() {
      return facts.get("truth").getAsString().equals("wrong");
    }

    String expected() {
      JsonElement cause = facts.get("cause");
      if (UNTOLD.contains(name)) {
        return "unknown";
      } else if (!cause.isJsonNull()) {
        return cause.getAsString();
      }
      String planted = name.substring(name.indexOf('-', name.indexOf('-') + 1) + 1);
      String kind = planted.split("-")[0];
      return PLANTED.getOrDefault(planted, PLANTED.getOrDefault(kind, "unknown"));
    }
  }

  private record Folder(Evaluator evaluator, List<Row> rows) {
    static Folder read(String name) throws IOException {
      Path folder = Fixtures.path("verdicts/cases/" + name);
      String text = Files.readString(folder.resolve("cases.json"));
      JsonObject json = JsonParser.parseString(text).getAsJsonObject();
      Path model = Fixtures.path("verdicts/" + json.get("model").getAsString());
      Evaluator evaluator = Evaluator.of(Models.read(model));
      if (json.get("from_logits").getAsBoolean()) {
        evaluator = Evaluator.of(evaluator.graph(), OutputKind.LOGITS);
      }
      int count = json.getAsJsonArray("cases").size();
      double[][] inputs = rows(folder.resolve("inputs.npy"), count);
      double[][] labels = rows(folder.resolve("labels.npy"), count);
      double[][] gradients = rows(folder.resolve("gradients.npy"), count);
      List<Row> rows = new ArrayList<>();
      for (int k = 0; k < count; k++) {
        JsonObject facts = json.getAsJsonArray("cases").get(k).getAsJsonObject();
        Target target =
            labels[k].length == 1
                ? Target.label((int) labels[k][0], evaluator.outputs())
                : Target.of(labels[k]);
        Example example = new Example(inputs[k], target);
        rows.add(new Row(facts.get("name").getAsString(), facts, example, gradients[k]));
      }
      return new Folder(evaluator, rows);
    }

    private static double[][] rows(Path file, int count) {
      double[] values = Npy.read(file).toDoubles();
      int size = values.length / count;
      double[][] rows = new double[count][];
      Arrays.setAll(rows, k -> Arrays.copyOfRange(values, k * size, (k + 1) * size));
      return rows;
    }

    Cause first(int index) {
      List<Example> batch = rows.stream().map(Row::example).toList();
      Row row = rows.get(index);
      Suspicion suspicion =
          Suspicions.of(
              evaluator, row.example.x(), row.example.target(), row.gradient, Precision.FLOAT32);
      return ModelCauses.of(evaluator, Loss.CROSS_ENTROPY, batch, DataSet.NONE)
          .explain(index, suspicion)
          .get(0);
    }
  }

  private static void agree(String name, boolean named) throws IOException {
    Folder folder = Folder.read(name);
    for (int k = 0; k < folder.rows.size(); k++) {
      Row row = folder.rows.get(k);
      if (row.isWrong() && named != row.expected().equals("unknown")) {
        Cause cause = folder.first(k);
        assertThat(cause.id()).as("%s: %s", row.name, cause).isEqualTo(row.expected());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "c1d-onnx",
        "dwr6-onnx",
        "hsig-onnx",
        "kbn-keras",
        "lnmlp-onnx",
        "pool3-onnx",
        "resmax-onnx"
      })
  void whatHasANameIsCalledByIt(String folder) throws IOException {
    agree(folder, true);
  }

  @ParameterizedTest
  @Tag("slow")
  @ValueSource(
      strings = {
        "c1d-onnx",
        "dwr6-onnx",
        "hsig-onnx",
        "kbn-keras",
        "lnmlp-onnx",
        "pool3-onnx",
        "resmax-onnx"
      })
  void whatHasNoNameIsCalledByNone(String folder) throws IOException {
    agree(folder, false);
  }
}
