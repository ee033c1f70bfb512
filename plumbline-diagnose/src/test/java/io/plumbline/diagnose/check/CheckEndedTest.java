package io.plumbline.diagnose.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.plumbline.core.estimate.CancellationToken;
import io.plumbline.data.npy.Npy;
import io.plumbline.evaluate.Evaluator;
import io.plumbline.evaluate.result.Stage;
import io.plumbline.graph.Graph;
import io.plumbline.graph.loss.OutputKind;
import io.plumbline.graph.loss.Target;
import io.plumbline.readers.Models;
import io.plumbline.testing.Fixtures;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a check had shown when it was ended. */
class CheckEndedTest {
  private static final int LABEL = 1;

  private static double[] read(String name) {
    return Npy.read(Fixtures.path("depth/" + name + ".npy")).toDoubles();
  }

  /** Ends the check of a gradient when a stage has come so far. */
  private static SoFar ended(String name, double[] gradient, String stage, int done) {
    Graph graph = Models.read(Fixtures.path("depth/" + name + ".onnx"));
    CancellationToken token = new CancellationToken();
    Evaluator evaluator =
        Evaluator.of(graph, OutputKind.LOGITS)
            .watched(
                token,
                (what, steps, total) -> {
                  if (what.equals(stage) && steps >= done) {
                    token.cancel();
                  }
                });
    Target target = Target.label(LABEL, evaluator.outputs());
    Sample sample = new Sample(read(name + "_x"), target, gradient);
    NetworkCheck check = new NetworkCheck(evaluator, CheckOptions.DEFAULT);
    return catchThrowableOfType(
            CheckEndedException.class, () -> check.batch(List.of(sample)).check(0))
        .soFar();
  }

  @Test
  void beforeRoundingIsMeasuredHowFarTheGradientIsOffIsKnown() {
    double[] right = read("resnet_bn_8_g");
    double[] scaled = Arrays.stream(right).map(v -> 1.25 * v).toArray();
    SoFar soFar = ended("resnet_bn_8", scaled, "measuring rounding", 3);
    Stage stage = soFar.stage().orElseThrow();
    assertThat(stage.name()).isEqualTo("measuring rounding");
    assertThat(stage.done()).isBetween(3, 15);
    assertThat(stage.total()).isEqualTo(16);
    assertThat(soFar.off().orElseThrow()).isBetween(0.24, 0.26);
    assertThat(soFar.noise()).isEmpty();
    assertThat(soFar.differenced()).isEmpty();
    assertThat(soFar.loss()).isFinite();
  }

  @Test
  void whereTheDerivativeIsNotProvedYetRoundingIsKnown() {
    SoFar soFar = ended("resnet_bn_8", read("resnet_bn_8_g"), "differencing directions", 1);
    assertThat(soFar.stage().orElseThrow().name()).isEqualTo("differencing directions");
    assertThat(soFar.off().orElseThrow()).isLessThan(1e-5);
    assertThat(soFar.noise().orElseThrow()).isBetween(1e-7, 1e-5);
  }

  @Test
  void coordinatesThatWereDifferencedAreJudgedAndNoOthers() {
    double[] gradient = read("mlp_relu_2_g");
    for (int k = 0; k < gradient.length; k++) {
      gradient[k] *= k % 2 == 0 ? 1 : 1.5;
    }
    SoFar.Differenced some =
        ended("mlp_relu_2", gradient, "differencing coordinates", 1).differenced().orElseThrow();
    assertThat(some.count()).isEqualTo(gradient.length);
    assertThat(some.done()).isBetween(1, gradient.length - 1);
    assertThat(some.agree()).isPositive();
    assertThat(some.disagree()).isPositive();
    assertThat(some.agree() + some.disagree()).isEqualTo(some.done());
    int before = -1;
    for (int[] range : some.ranges()) {
      assertThat(range[0]).isGreaterThan(before);
      assertThat(range[1]).isBetween(range[0], gradient.length - 1);
      before = range[1];
    }
  }
}
