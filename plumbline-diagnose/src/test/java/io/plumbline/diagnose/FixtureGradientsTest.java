package io.plumbline.diagnose;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.plumbline.core.function.Precision;
import io.plumbline.data.npy.Npy;
import io.plumbline.evaluate.Evaluator;
import io.plumbline.evaluate.Piece;
import io.plumbline.evaluate.Point;
import io.plumbline.graph.TieRule;
import io.plumbline.graph.loss.Loss;
import io.plumbline.graph.loss.Target;
import io.plumbline.readers.Models;
import io.plumbline.testing.Fixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Correct gradients that frameworks computed in float32, matched at every coordinate. */
class FixtureGradientsTest {
  private static final Path RESOURCES = Fixtures.path("");

  @ParameterizedTest
  @CsvSource({
    "seed-keras, seed.keras",
    "seed-onnx, seed.onnx",
    "mlp-onnx, mlp.onnx",
    "mlp-onnx, mlp.keras",
    "torchres-onnx, torchres.onnx"
  })
  void correctGradientsFollowTheRuleOfTheirFramework(String folder, String model)
      throws IOException {
    Path cases = RESOURCES.resolve("cases").resolve(folder);
    JsonObject json =
        JsonParser.parseString(Files.readString(cases.resolve("cases.json"))).getAsJsonObject();
    double[] inputs = Npy.read(cases.resolve("inputs.npy")).toDoubles();
    double[] gradients = Npy.read(cases.resolve("gradients.npy")).toDoubles();
    long[] labels = Npy.read(cases.resolve("labels.npy")).toLongs();
    Evaluator evaluator = Evaluator.of(Models.read(RESOURCES.resolve("models").resolve(model)));
    int size = evaluator.graph().input().shape().size();
    int row = 0;
    int checked = 0;
    for (JsonElement each : json.getAsJsonArray("cases")) {
      JsonObject one = each.getAsJsonObject();
      if (one.get("truth").getAsString().equals("correct")) {
        double[] x = Arrays.copyOfRange(inputs, row * size, (row + 1) * size);
        double[] gradient = Arrays.copyOfRange(gradients, row * size, (row + 1) * size);
        Target target = Target.label((int) labels[row], evaluator.outputs());
        check(one, evaluator.at(x, Loss.CROSS_ENTROPY, target), gradient);
        checked++;
      }
      row++;
    }
    assertThat(checked).isPositive();
  }

  private static void check(JsonObject one, Point point, double[] gradient) {
    boolean split = one.has("ties") && one.get("ties").getAsString().equals("split");
    double[] exact = point.gradient(split ? TieRule.SPLIT : TieRule.FIRST);
    for (TieRule rule : List.of(TieRule.FIRST, TieRule.LAST, TieRule.SPLIT)) {
      boolean own = rule == (split ? TieRule.SPLIT : TieRule.FIRST);
      int off = off(point, rule, gradient);
      if (own) {
        assertThat(off).as("%s by %s", one, rule).isZero();
      } else if (!Arrays.equals(point.gradient(rule), exact)) {
        assertThat(off).as("%s by %s", one, rule).isPositive();
      }
    }
  }

  private static int off(Point point, TieRule rule, double[] gradient) {
    Piece piece = point.piece(rule);
    double[] exact = piece.gradient();
    double[] allowed = piece.allowance(Precision.FLOAT32).total();
    int off = 0;
    for (int k = 0; k < exact.length; k++) {
      off += Math.abs(gradient[k] - exact[k]) <= allowed[k] ? 0 : 1;
    }
    return off;
  }
}
