package io.plumbline.attack;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.function.Precision;
import io.plumbline.djl.SeedNetwork;
import io.plumbline.djl.TorchGraph;
import io.plumbline.graph.Activation;
import io.plumbline.graph.Elementwise;
import io.plumbline.graph.Graph;
import io.plumbline.graph.Tensor;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class BadInputTest {
  private static final TorchGraph GRAPH = TorchGraph.of(SeedNetwork.create(1), Precision.FLOAT32);

  static Stream<Arguments> cases() {
    Threat threat = Threat.of(Norm.LINF, 0.1);
    float[][] outside = Digits.images(2);
    outside[1][9] = 1.5f;
    float[][] undefined = Digits.images(2);
    undefined[0][3] = Float.NaN;
    return Stream.of(
        of("epsilon (-0.1) must be at least 0 and finite", () -> Threat.of(Norm.L2, -0.1)),
        of("epsilon (NaN) must be at least 0 and finite", () -> threat.reaching(Double.NaN)),
        of(
            "epsilon (Infinity) must be at least 0 and finite",
            () -> Threat.of(Norm.LINF, Double.POSITIVE_INFINITY)),
        of("bounds (1.0, 0.0) must be finite, the lower first", () -> new Bounds(1, 0)),
        of("bounds (0.0, NaN) must be finite, the lower first", () -> new Bounds(0, Float.NaN)),
        of(
            "sample 1: value 9 (1.5) must lie within the bounds, 0.0 to 1.0",
            () -> run(outside, threat, 7, 2)),
        of(
            "sample 0: value 3 (NaN) must lie within the bounds, 0.0 to 1.0",
            () -> run(undefined, threat, 7, 2)),
        of("sample 0: values (3) must be 784", () -> run(new float[][] {{0, 0, 0}}, threat, 7)),
        of("labels (1) must be as many as the samples (2)", () -> run(Digits.images(2), threat, 7)),
        of("label (10) must be at least 0 and below 10", () -> run(Digits.images(1), threat, 10)),
        of(
            "target (2) must be another class than the label of sample 1",
            () -> run(Digits.images(2), threat.targeting(2), 7, 2)),
        of(
            "target (-1) must be at least 0 and below 10",
            () -> run(Digits.images(1), threat.targeting(-1), 7)),
        of(
            "targets (2) must be one, or as many as the samples (3)",
            () -> run(Digits.images(3), threat.targeting(1, 2), 7, 2, 1)),
        of("steps (0) must be at least 1", () -> GradientAttackOptions.PGD.withSteps(0)),
        of("restarts (0) must be at least 1", () -> GradientAttackOptions.PGD.withRestarts(0)),
        of(
            "step size (-1.0) must be above 0 and finite",
            () -> GradientAttackOptions.PGD.withStepSize(-1)),
        of("decay (2.0) must be from 0 to 1", () -> GradientAttackOptions.PGD.withDecay(2)),
        of("candidates (1) must be at least 2", () -> new DeepFool(1, 0.02, 1)),
        of("overshoot (-1.0) must be at least 0 and finite", () -> new DeepFool(1, -1, 5)),
        of(
            "image: output shape (1, 2, 2, 1) must be (N, classes), with two classes or more",
            () -> EngineClassifier.requireClasses(imageModel())));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void isOneClearLine(String line, ThrowingCallable attempt) {
    assertThatThrownBy(attempt).isInstanceOf(InvalidInputException.class).hasMessage(line);
  }

  private static Arguments of(String line, ThrowingCallable attempt) {
    return Arguments.of(line, attempt);
  }

  private static void run(float[][] inputs, Threat threat, int... labels) {
    GradientAttack.fgsm()
        .run(EngineClassifier.of(GRAPH), inputs, labels, threat, AttackListener.NONE);
  }

  private static Graph imageModel() {
    Graph.Builder builder = Graph.builder("image");
    var input = builder.input("input", Tensor.shapeOf(1, 2, 2, 1));
    return builder.build(builder.add("relu", "ReLU", new Elementwise(Activation.RELU), input));
  }
}
