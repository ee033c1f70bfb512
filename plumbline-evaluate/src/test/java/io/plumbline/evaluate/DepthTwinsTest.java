package io.plumbline.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.evaluate.result.Arithmetic;
import io.plumbline.evaluate.result.GradientNoise;
import io.plumbline.graph.Activation;
import io.plumbline.graph.Graph;
import io.plumbline.graph.TieRule;
import io.plumbline.graph.loss.Loss;
import io.plumbline.graph.loss.OutputKind;
import io.plumbline.graph.loss.Target;
import io.plumbline.testing.generated.DeepNetwork;
import io.plumbline.testing.generated.RandomGraphs;
import io.plumbline.testing.oracle.Dd;
import io.plumbline.testing.oracle.Float32Network;
import io.plumbline.testing.oracle.Float32Network.Order;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Every coordinate of deep networks' gradients: float32 as it is, in every order of summation, held
 * against the derivative in 106 bits by what is bounded to first order, and by what is measured.
 */
@Tag("slow")
class DepthTwinsTest {
  private static final int LABEL = 1;

  /** So far off, in measured deviations, is wrong; so far is not usual. */
  private static final double LARGEST = 24;

  private static final double USUAL = 8;

  private static List<Graph> networks() {
    List<Graph> all = new ArrayList<>();
    for (int depth : new int[] {2, 6, 12}) {
      for (Activation.Kind kind : List.of(Activation.Kind.RELU, Activation.Kind.TANH)) {
        for (long seed = 20; seed < 23; seed++) {
          all.add(DeepNetwork.residual(depth, 5, kind, seed));
          all.add(DeepNetwork.dense(2 * depth, 24, kind, seed));
        }
      }
    }
    return all;
  }

  @Test
  void float32StaysWithinTheBoundsOfEveryTierOfTheDerivativeIn106Bits() {
    int coordinates = 0;
    int unusual = 0;
    int flipped = 0;
    for (Graph graph : networks()) {
      double[] x = DeepNetwork.input(graph, 5);
      Target target = Target.label(LABEL, graph.output().shape().size());
      Evaluator evaluator = Evaluator.of(graph, OutputKind.LOGITS);
      Piece piece = evaluator.at(x, Loss.CROSS_ENTROPY, target).piece(TieRule.FIRST);
      GradientNoise noise = piece.noise(Arithmetic.FLOAT32, 16, 1);
      if (!noise.nearTies().isEmpty()) {
        // What float32 does to a unit on a kink is no rounding of this piece.
        flipped++;
        continue;
      }
      double[] bounds = piece.firstOrder();
      double[] exact = exact(graph, x, target);
      Float32Network framework = new Float32Network(graph);
      for (Order order : Order.values()) {
        double[] claimed = framework.gradient(x, LABEL, order);
        double squares = 0;
        for (int k = 0; k < exact.length; k++) {
          double off = Math.abs(claimed[k] - exact[k]);
          assertThat(off).as("%s %s %s", graph.source(), order, k).isLessThanOrEqualTo(bounds[k]);
          assertThat(off).isLessThan(LARGEST * noise.deviations()[k]);
          unusual += off > USUAL * noise.deviations()[k] ? 1 : 0;
          squares += off * off;
          coordinates++;
        }
        assertThat(Math.sqrt(squares)).isLessThan(2 * noise.norm());
      }
    }
    assertThat(coordinates).isGreaterThan(3000);
    assertThat(unusual).isLessThanOrEqualTo(coordinates / 5000);
    assertThat(flipped).isLessThan(networks().size() / 2);
  }

  /** One forward tangent pass in 106 bits for each coordinate. */
  private static double[] exact(Graph graph, double[] x, Target target) {
    RandomGraphs.Case drawn = new RandomGraphs.Case(0, graph, x, Loss.CROSS_ENTROPY, target);
    Oracle oracle = new Oracle(drawn, TieRule.FIRST);
    assertThat(oracle.ambiguous()).isFalse();
    double[] exact = new double[x.length];
    for (int k = 0; k < exact.length; k++) {
      Dd[] along = new Dd[x.length];
      Arrays.fill(along, Dd.ZERO);
      along[k] = Dd.ONE;
      exact[k] = oracle.ofInput(along);
    }
    return exact;
  }
}
