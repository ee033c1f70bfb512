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
import org.junit.jupiter.api.Test;

/**
 * The measured noise against arithmetic that really rounds: float32 in several orders of summation,
 * and float64 against 106 bits.
 */
public class GradientNoiseTest {
  private static final int LABEL = 1;

  /** A deep network at an input. */
  private record Deep(Graph graph, double[] x) {
    Piece piece() {
      return point().piece(TieRule.FIRST);
    }

    Point point() {
      Evaluator evaluator = Evaluator.of(graph, OutputKind.LOGITS);
      Target target = Target.label(LABEL, evaluator.outputs());
      return evaluator.at(x, Loss.CROSS_ENTROPY, target);
    }

    RandomGraphs.Case drawn() {
      int outputs = graph.output().shape().size();
      return new RandomGraphs.Case(0, graph, x, Loss.CROSS_ENTROPY, Target.label(LABEL, outputs));
    }
  }

  private static List<Deep> networks() {
    List<Deep> all = new ArrayList<>();
    for (int depth : new int[] {1, 4, 8, 16}) {
      for (Activation.Kind kind : List.of(Activation.Kind.RELU, Activation.Kind.TANH)) {
        Graph residual = DeepNetwork.residual(depth, 6, kind, depth);
        all.add(new Deep(residual, DeepNetwork.input(residual, depth)));
        Graph dense = DeepNetwork.dense(depth, 24, kind, depth);
        all.add(new Deep(dense, DeepNetwork.input(dense, depth)));
      }
    }
    return all;
  }

  @Test
  void float32StaysWithinTheMeasuredNoiseAtEveryDepth() {
    int coordinates = 0;
    int beyondFour = 0;
    for (Deep deep : networks()) {
      GradientNoise noise = deep.piece().noise(Arithmetic.FLOAT32, 16, 1);
      Float32Network framework = new Float32Network(deep.graph);
      for (Order order : Order.values()) {
        double[] claimed = framework.gradient(deep.x, LABEL, order);
        double squares = 0;
        for (int k = 0; k < claimed.length; k++) {
          double off = claimed[k] - noise.derivative()[k];
          squares += off * off;
          double ratio = Math.abs(off) / noise.deviations()[k];
          assertThat(ratio).as("%s %s, coordinate %s", deep.graph.source(), order, k).isLessThan(8);
          beyondFour += ratio > 4 ? 1 : 0;
          coordinates++;
        }
        assertThat(Math.sqrt(squares))
            .as("%s %s", deep.graph.source(), order)
            .isLessThan(2 * noise.norm());
      }
    }
    assertThat(coordinates).isGreaterThan(5000);
    assertThat(beyondFour).isLessThan(coordinates / 500);
  }

  @Test
  void noiseDoesNotGrowWithDepthAsABoundDoes() {
    for (Deep deep : networks()) {
      GradientNoise noise = deep.piece().noise(Arithmetic.FLOAT32, 16, 1);
      assertThat(noise.norm())
          .as(deep.graph.source())
          .isLessThan(1e-4 * norm(noise.derivative()))
          .isGreaterThan(1e-8 * norm(noise.derivative()));
    }
  }

  @Test
  void ownErrorIsThatOf106Bits() {
    double largest = 0;
    int count = 0;
    double squares = 0;
    for (Deep deep : networks()) {
      GradientNoise noise = deep.piece().noise(Arithmetic.FLOAT32, 16, 1);
      Oracle oracle = new Oracle(deep.drawn(), TieRule.FIRST);
      assertThat(oracle.ambiguous()).isFalse();
      for (int k = 0; k < 6; k++) {
        int index = k * 7 % deep.x.length;
        Dd[] along = new Dd[deep.x.length];
        Arrays.fill(along, Dd.ZERO);
        along[index] = Dd.ONE;
        double off = Math.abs(noise.derivative()[index] - oracle.ofInput(along));
        double ratio = off / noise.own()[index];
        largest = Math.max(largest, ratio);
        squares += ratio * ratio;
        count++;
      }
    }
    assertThat(largest).isLessThan(8);
    // Not far below either: it is a measurement, and no bound.
    assertThat(Math.sqrt(squares / count)).isBetween(0.05, 2.0);
  }

  @Test
  void drawsFollowFromTheSeedAlone() {
    Deep deep = networks().get(0);
    GradientNoise one = deep.piece().noise(Arithmetic.FLOAT32, 16, 1);
    GradientNoise again = deep.piece().noise(Arithmetic.FLOAT32, 16, 1);
    GradientNoise other = deep.piece().noise(Arithmetic.FLOAT32, 16, 2);
    assertThat(one.deviations()).isEqualTo(again.deviations()).isNotEqualTo(other.deviations());
    assertThat(other.norm()).isBetween(one.norm() / 1.5, one.norm() * 1.5);
  }

  @Test
  void coarserArithmeticIsNoisierByItsUnitRoundoff() {
    Deep deep = networks().get(4);
    double float32 = deep.piece().noise(Arithmetic.FLOAT32, 16, 1).norm();
    double bfloat16 = deep.piece().noise(Arithmetic.BFLOAT16, 16, 1).norm();
    double float16 = deep.piece().noise(Arithmetic.FLOAT16, 16, 1).norm();
    double autocast = deep.piece().noise(Arithmetic.AUTOCAST, 16, 1).norm();
    double tf32 = deep.piece().noise(Arithmetic.TF32, 16, 1).norm();
    assertThat(bfloat16 / float32).isBetween(0x1p12, 0x1p17);
    assertThat(bfloat16 / float16).isBetween(6.0, 11.0);
    assertThat(autocast / tf32).isBetween(6.0, 11.0);
    assertThat(autocast).isBetween(bfloat16 / 4, 4 * bfloat16);
  }

  private static double norm(double[] values) {
    return Math.sqrt(Arrays.stream(values).map(each -> each * each).sum());
  }
}
