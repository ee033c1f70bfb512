package io.plumbline.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.evaluate.result.Differences;
import io.plumbline.graph.Activation;
import io.plumbline.graph.Activation.Kind;
import io.plumbline.graph.Binary;
import io.plumbline.graph.Elementwise;
import io.plumbline.graph.Graph;
import io.plumbline.graph.Reduce;
import io.plumbline.graph.Tensor;
import io.plumbline.graph.TieRule;
import io.plumbline.graph.Value;
import io.plumbline.graph.loss.Loss;
import io.plumbline.graph.loss.OutputKind;
import io.plumbline.graph.loss.Target;
import org.junit.jupiter.api.Test;

/** A choice: log x where x is above 0, and 0 elsewhere, be the logarithm infinite or no number. */
class MaskTest {
  private static final double[] X = {-1, -0.5, 2};

  @Test
  void whatIsNotChosenContributesNothing() {
    Graph.Builder builder = Graph.builder("choice");
    Value x = builder.input("x", Tensor.shapeOf(1, X.length));
    Value log = builder.add("log", "Log", new Elementwise(Activation.of(Kind.LOG)), x);
    Value above = builder.add("above", "Greater", new Elementwise(Activation.of(Kind.STEP)), x);
    Value chosen = builder.add("where", "Where", new Binary(Binary.Kind.MASK), log, above);
    Reduce sum = new Reduce(Reduce.Kind.SUM, new int[] {1}, true);
    Graph graph = builder.build(builder.add("sum", "ReduceSum", sum, chosen));
    Point point =
        Evaluator.of(graph, OutputKind.LOGITS).at(X, new Loss.Logit(0), Target.label(0, 1));
    assertThat(point.loss()).isEqualTo(Math.log(2));
    assertThat(point.gradient(TieRule.FIRST)).containsExactly(0, 0, 0.5);
    Differences differences = point.differences(TieRule.FIRST);
    for (int k = 0; k < X.length; k++) {
      double expected = k == 2 ? 0.5 : 0;
      assertThat(differences.bounds()[k]).isFinite();
      assertThat(Math.abs(differences.values()[k] - expected))
          .isLessThanOrEqualTo(differences.bounds()[k]);
    }
  }
}
