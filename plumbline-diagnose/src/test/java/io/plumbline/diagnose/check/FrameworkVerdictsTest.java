package io.plumbline.diagnose.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.plumbline.core.function.Precision;
import io.plumbline.core.verdict.Verdict;
import io.plumbline.data.npy.Npy;
import io.plumbline.evaluate.Evaluator;
import io.plumbline.graph.loss.Target;
import io.plumbline.readers.Models;
import io.plumbline.testing.Fixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Gradients of PyTorch whose rounding breaks hundreds of ties: kernels that add in an order that
 * depends on the place, double precision on weights that the exporter folded, bfloat16.
 */
class FrameworkVerdictsTest {
  private static final Path RESOURCES = Fixtures.path("");

  @ParameterizedTest
  @ValueSource(strings = {"blocks-onnx", "padded-onnx-float64", "deep-onnx-bfloat16"})
  void noCorrectGradientFailsAndNoWrongOnePasses(String name) throws IOException {
    Path folder = RESOURCES.resolve("cases").resolve(name);
    JsonObject facts =
        JsonParser.parseString(Files.readString(folder.resolve("cases.json"))).getAsJsonObject();
    Evaluator evaluator =
        Evaluator.of(Models.read(RESOURCES.resolve(facts.get("model").getAsString())));
    String precision = facts.get("precision").getAsString().toUpperCase(Locale.ROOT);
    GradientCheck check =
        new GradientCheck(
                evaluator,
                new CheckOptions(
                    CheckOptions.DEFAULT.loss(),
                    Precision.valueOf(precision),
                    CheckOptions.DEFAULT.relativeTolerance(),
                    Optional.empty()))
            .withoutCauses();
    double[] inputs = Npy.read(folder.resolve("inputs.npy")).toDoubles();
    double[] gradients = Npy.read(folder.resolve("gradients.npy")).toDoubles();
    long[] labels = Npy.read(folder.resolve("labels.npy")).toLongs();
    int size = inputs.length / labels.length;
    JsonArray rows = facts.getAsJsonArray("cases");
    for (int k = 0; k < labels.length; k++) {
      Sample sample =
          new Sample(
              Arrays.copyOfRange(inputs, k * size, (k + 1) * size),
              Target.label((int) labels[k], evaluator.outputs()),
              Arrays.copyOfRange(gradients, k * size, (k + 1) * size));
      JsonObject row = rows.get(k).getAsJsonObject();
      Verdict never =
          row.get("truth").getAsString().equals("correct") ? Verdict.FAIL : Verdict.PASS;
      assertThat(check.check(List.of(sample)).verdict())
          .as(row.get("name").getAsString())
          .isNotEqualTo(never);
    }
  }
}
