package io.plumbline.evaluate.noise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.core.Euclidean;
import io.plumbline.evaluate.Evaluator;
import io.plumbline.evaluate.Inside;
import io.plumbline.evaluate.Piece;
import io.plumbline.evaluate.Point;
import io.plumbline.evaluate.differences.WholeDifferencing;
import io.plumbline.evaluate.kernel.Draw;
import io.plumbline.evaluate.kernel.Pinned;
import io.plumbline.evaluate.point.Reverse;
import io.plumbline.evaluate.rounding.LocalRounding;
import io.plumbline.graph.Activation;
import io.plumbline.graph.Graph;
import io.plumbline.graph.TieRule;
import io.plumbline.graph.loss.Loss;
import io.plumbline.graph.loss.OutputKind;
import io.plumbline.graph.loss.Target;
import io.plumbline.testing.generated.DeepNetwork;
import io.plumbline.testing.oracle.Float32Network;
import io.plumbline.testing.oracle.Float32Network.Order;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The bound from true adjoints: against float32 as it is, and against its own definition. */
public class FirstOrderTest {
  private static final int LABEL = 1;

  private static Point point(Graph graph, double[] x) {
    Evaluator evaluator = Evaluator.of(graph, OutputKind.LOGITS);
    return evaluator.at(x, Loss.CROSS_ENTROPY, Target.label(LABEL, evaluator.outputs()));
  }

  @Test
  void noOrderOfSummationLeavesTheBound() {
    for (int depth : new int[] {1, 3, 8}) {
      for (Activation.Kind kind : List.of(Activation.Kind.RELU, Activation.Kind.TANH)) {
        check(DeepNetwork.residual(depth, 5, kind, depth), 7);
        check(DeepNetwork.dense(2 * depth, 20, kind, depth), 9);
      }
    }
  }

  private static void check(Graph graph, long seed) {
    double[] x = DeepNetwork.input(graph, seed);
    Piece piece = point(graph, x).piece(TieRule.FIRST);
    double[] derivative = piece.gradient();
    double[] each = piece.firstOrder();
    List<double[]> directions = new ArrayList<>(List.of(derivative));
    for (int k = 0; k < 4; k++) {
      directions.add(WholeDifferencing.direction(x.length, seed, k));
    }
    double[] along = piece.firstOrder(directions);
    Float32Network framework = new Float32Network(graph);
    for (Order order : Order.values()) {
      double[] off = framework.gradient(x, LABEL, order);
      for (int k = 0; k < off.length; k++) {
        off[k] -= derivative[k];
        assertThat(Math.abs(off[k])).as("%s %s", graph.source(), k).isLessThanOrEqualTo(each[k]);
      }
      for (int k = 0; k < along.length; k++) {
        assertThat(Math.abs(Euclidean.dot(off, directions.get(k)))).isLessThanOrEqualTo(along[k]);
      }
    }
  }

  @Test
  void boundGrowsWithDepthAndNotByAFactorABlock() {
    double[] relative = new double[3];
    int[] depths = {4, 8, 16};
    for (int k = 0; k < depths.length; k++) {
      Graph graph = DeepNetwork.residual(depths[k], 5, Activation.Kind.RELU, 3);
      Piece piece = point(graph, DeepNetwork.input(graph, 3)).piece(TieRule.FIRST);
      double[] derivative = piece.gradient();
      double bound = piece.firstOrder(List.<double[]>of(derivative))[0];
      relative[k] = bound / Euclidean.dot(derivative, derivative);
    }
    assertThat(relative[2]).isLessThan(2e-2).isLessThan(40 * relative[0]);
  }

  /** Every single result is moved by its own bound, and the effects are added up. */
  @Test
  void boundIsTheSumOfTheEffectsOfEachRounding() {
    Graph graph = DeepNetwork.dense(2, 4, Activation.Kind.TANH, 11);
    double[] x = DeepNetwork.input(graph, 2);
    Point point = point(graph, x);
    Pinned<?>[] pins = Inside.of(point).pins(TieRule.FIRST);
    double[][][] bars = new Reverse(Inside.of(point), pins).bars();
    double[] v = WholeDifferencing.direction(x.length, 4, 0);
    double bound = new FirstOrder(Inside.of(point), pins, bars).along(1, k -> v)[0];
    LocalRounding sizes = LocalRounding.certain(Inside.of(point), pins, bars);
    Effects effects = new Effects(point, pins, sizes, v);
    double sum = 0;
    for (int k = 0; k < pins.length; k++) {
      sum += effects.of(sizes.forward[k]);
      for (double[][] operand : sizes.backward[k]) {
        sum += effects.of(operand);
      }
    }
    for (int score = 0; score < sizes.loss.length; score++) {
      sum += effects.ofScore(score);
    }
    assertThat(bound).isCloseTo(sum, within(0.02 * sum));
  }

  /** Moves one result at a time. */
  private static final class Effects {
    private final double[] x;
    private final double[] v;
    private final LocalRounding sizes;
    private final PinnedPass pass;
    private final double base;
    private final List<double[]> rows = new ArrayList<>();

    Effects(Point point, Pinned<?>[] pins, LocalRounding sizes, double[] v) {
      this.x = point.x();
      this.v = v;
      this.sizes = sizes;
      this.pass = new PinnedPass(Inside.of(point), pins);
      for (int k = 0; k < pins.length; k++) {
        collect(sizes.forward[k]);
        for (double[][] operand : sizes.backward[k]) {
          collect(operand);
        }
      }
      rows.add(sizes.loss);
      base = along(null);
    }

    private void collect(double[][] found) {
      if (found != null) {
        rows.addAll(List.of(found));
      }
    }

    private double along(Draw draw) {
      pass.forward(x, draw == null ? null : sizes, draw);
      pass.reverse(draw == null ? null : sizes, draw);
      return Euclidean.dot(pass.gradient(), v);
    }

    double of(double[][] found) {
      double sum = 0;
      for (int q = 0; found != null && q < found.length; q++) {
        for (int c = 0; c < found[q].length; c++) {
          sum += alone(found[q], c);
        }
      }
      return sum;
    }

    double ofScore(int score) {
      return alone(sizes.loss, score);
    }

    /** The effect of one size, all others being zero, per unit of the error that was drawn. */
    private double alone(double[] row, int c) {
      List<double[]> kept = rows.stream().map(double[]::clone).toList();
      double size = row[c];
      rows.forEach(each -> Arrays.fill(each, 0));
      row[c] = size;
      double effect = 0;
      int draws = 200;
      // The drawn error is not seen from here; its square is 1 on average.
      for (int k = 0; k < draws; k++) {
        double moved = along(new Draw(7, k)) - base;
        effect += moved * moved / draws;
      }
      for (int k = 0; k < kept.size(); k++) {
        System.arraycopy(kept.get(k), 0, rows.get(k), 0, kept.get(k).length);
      }
      return Math.sqrt(effect);
    }
  }
}
