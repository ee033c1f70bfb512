package io.plumbline.diagnose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.evaluate.Evaluator;
import io.plumbline.evaluate.Point;
import io.plumbline.graph.Activation;
import io.plumbline.graph.Binary;
import io.plumbline.graph.Elementwise;
import io.plumbline.graph.Graph;
import io.plumbline.graph.InvalidModelException;
import io.plumbline.graph.Tensor;
import io.plumbline.graph.TieRule;
import io.plumbline.graph.Value;
import io.plumbline.graph.by.GraphOnLine;
import io.plumbline.graph.by.Tangent;
import io.plumbline.graph.loss.Loss;
import io.plumbline.graph.loss.OutputKind;
import io.plumbline.graph.loss.Target;
import io.plumbline.readers.Models;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Forward mode against reverse mode, of every operation that a fixture has and every function. */
@Tag("slow")
class TangentTest {
  private static final double CLOSE = 1e-9;
  private static final int MOST_OUTPUTS = 6;
  private static final String LINEAR =
      ".*(reshaping|order|preprocessing|linear_attention|rotary|scatter|scores|pool|by_x"
          + "|inverse_real|deformed(_groups)?\\.).*";

  @ParameterizedTest
  @MethodSource("io.plumbline.diagnose.ByTensorTest#models")
  void isReverseModeTimesTheDirection(Path file) {
    Graph graph = Models.read(file);
    Random random = new Random(5);
    int size = graph.input().shape().size();
    double[] x = random.doubles(size, 0.1, 1).toArray();
    double[] direction = random.doubles(size, -1, 1).toArray();
    Evaluator evaluator = Evaluator.of(graph, OutputKind.LOGITS);
    Graph tangent;
    try {
      tangent = Tangent.of(graph, direction);
    } catch (InvalidModelException e) {
      // What is linear has a tangent that its input does not move.
      assertThat(file.toString()).matches(LINEAR);
      return;
    }
    double[] tangents = Evaluator.of(tangent, OutputKind.LOGITS).forward(x);
    double[] slopes = new double[tangents.length];
    Evaluator line = Evaluator.of(GraphOnLine.of(graph, x, direction), OutputKind.LOGITS);
    int outputs = Math.min(MOST_OUTPUTS, tangents.length);
    double largest = 1e-3;
    for (int k = 0; k < outputs; k++) {
      Target target = Target.label(k, tangents.length);
      double[] gradient = evaluator.at(x, new Loss.Logit(k), target).gradient(TieRule.FIRST);
      for (int e = 0; e < size; e++) {
        slopes[k] += gradient[e] * direction[e];
        largest = Math.max(largest, Math.abs(gradient[e]));
      }
      Point start = line.at(new double[1], new Loss.Logit(k), target);
      assertThat(start.gradient(TieRule.FIRST)[0])
          .as("along the line, output %d of %s", k, file)
          .isCloseTo(slopes[k], within(CLOSE * largest * size));
    }
    for (int k = 0; k < outputs; k++) {
      assertThat(tangents[k])
          .as("output %d of %s", k, file)
          .isCloseTo(slopes[k], within(CLOSE * largest * size));
    }
  }

  @ParameterizedTest
  @EnumSource(Activation.Kind.class)
  void hasTheSlopeOfEachFunction(Activation.Kind kind) {
    double[] x = {-0.83, -0.31, -0.07, 0.13, 0.42, 0.77, 1.9, -2.3};
    Activation function = new Activation(kind, 0.7, kind == Activation.Kind.CLIP ? 1.2 : 0.4);
    Graph.Builder builder = Graph.builder("function");
    Value input = builder.input("x", Tensor.shapeOf(1, x.length));
    // A square keeps what is linear from having a tangent that no input moves.
    Value square = builder.add("y", "y", new Elementwise(function), input);
    Value moved = builder.add("z", "z", new Binary(Binary.Kind.MULTIPLY), square, input);
    double[] ones = new double[x.length];
    Arrays.fill(ones, 1);
    double[] tangents =
        Evaluator.of(Tangent.of(builder.build(moved), ones), OutputKind.LOGITS).forward(x);
    for (int k = 0; k < x.length; k++) {
      double expected = function.slope(x[k]) * x[k] + function.value(x[k]);
      if (Double.isFinite(expected)) {
        assertThat(tangents[k])
            .as("%s at %s", kind, x[k])
            .isCloseTo(expected, within(1e-13 * (1 + Math.abs(expected))));
      }
    }
  }
}
