package io.plumbline.diagnose.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.core.verdict.Verdict;
import io.plumbline.data.npy.Npy;
import io.plumbline.evaluate.Evaluator;
import io.plumbline.graph.Graph;
import io.plumbline.graph.loss.OutputKind;
import io.plumbline.graph.loss.Target;
import io.plumbline.readers.Models;
import io.plumbline.testing.Fixtures;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** PyTorch's float32 gradients of the same blocks, one to sixteen of them, and mistakes in them. */
class DepthVerdictsTest {
  @ParameterizedTest
  @CsvSource({
    "resnet_bn_1, 1", "resnet_bn_2, 1", "resnet_bn_4, 1", "resnet_bn_8, 1", "mlp_relu_2, 1",
    "mlp_relu_4, 1", "mlp_relu_8, 1", "mlp_relu_16, 1", "transformer_1, 1", "transformer_2, 1",
    "transformer_4, 1", "encoder_4, 3", "min_10, 1", "min_1e6, 1"
  })
  void rightGradientsPassAndGrossMistakesFail(String name, int label) {
    Graph graph = Models.read(Fixtures.path("depth/" + name + ".onnx"));
    Evaluator evaluator = Evaluator.of(graph, OutputKind.LOGITS);
    NetworkCheck check = new NetworkCheck(evaluator, CheckOptions.DEFAULT).withoutCauses();
    double[] x = read(name + "_x");
    double[] right = read(name + "_g");
    double[] scaled = Arrays.stream(right).map(v -> 1.01 * v).toArray();
    double[] negated = Arrays.stream(right).map(v -> -v).toArray();
    double[] half = right.clone();
    Arrays.fill(half, 0, half.length / 2, 0);
    Target target = Target.label(label, evaluator.outputs());

    assertThat(verdict(check, new Sample(x, target, right))).isEqualTo(Verdict.PASS);
    for (double[] wrong : List.of(scaled, negated, new double[right.length], half)) {
      assertThat(verdict(check, new Sample(x, target, wrong))).isEqualTo(Verdict.FAIL);
    }
  }

  private static Verdict verdict(NetworkCheck check, Sample sample) {
    return check.check(List.of(sample)).verdict();
  }

  private static double[] read(String name) {
    return Npy.read(Fixtures.path("depth/" + name + ".npy")).toDoubles();
  }
}
