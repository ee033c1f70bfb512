package io.plumbline.evaluate.noise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.core.Euclidean;
import io.plumbline.evaluate.Evaluator;
import io.plumbline.evaluate.Inside;
import io.plumbline.evaluate.Piece;
import io.plumbline.evaluate.Point;
import io.plumbline.evaluate.kernel.Deviations;
import io.plumbline.evaluate.kernel.Pinned;
import io.plumbline.evaluate.kernel.RandomErrors;
import io.plumbline.evaluate.point.Reverse;
import io.plumbline.evaluate.result.WholeGradient;
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
      directions.add(WholeGradient.direction(x.length, seed, k));
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
    double[] v = WholeGradient.direction(x.length, 4, 0);
    double bound = new FirstOrder(Inside.of(point), pins, bars).along(1, k -> v)[0];
    LocalRounding sizes = LocalRounding.certain(Inside.of(point), pins);
    Effects effects = new Effects(point, pins, sizes, v);
    double sum = 0;
    for (Deviations[] places : effects.places) {
      for (int place = 0; place < places.length; place++) {
        sum += effects.of(places, place);
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
    private final List<Deviations[]> places = new ArrayList<>();

    Effects(Point point, Pinned<?>[] pins, LocalRounding sizes, double[] v) {
      this.x = point.x();
      this.v = v;
      this.sizes = sizes;
      this.pass = new PinnedPass(Inside.of(point), pins);
      places.add(sizes.forward);
      places.addAll(List.of(sizes.backward));
      base = along(null);
    }

    private double along(RandomErrors draw) {
      pass.forward(x, draw == null ? null : sizes, draw);
      pass.reverse(draw == null ? null : sizes, draw);
      return Euclidean.dot(pass.gradient(), v);
    }

    double of(Deviations[] among, int place) {
      Deviations found = among[place];
      double sum = 0;
      for (int q = 0; found != null && !found.isNone() && q < found.rows(); q++) {
        for (int c = 0; c < found.channels(); c++) {
          double[][] rows = new double[found.rows()][found.channels()];
          rows[q][c] = found.of(q, c);
          Deviations one = Deviations.of(rows);
          sum += rows[q][c] == 0 ? 0 : alone(() -> among[place] = one);
        }
      }
      return sum;
    }

    double ofScore(int score) {
      double size = sizes.loss[score];
      return alone(() -> sizes.loss[score] = size);
    }

    /** The effect of one size, all others being zero, per unit of the error that was drawn. */
    private double alone(Runnable only) {
      List<Deviations[]> kept = places.stream().map(Deviations[]::clone).toList();
      double[] loss = sizes.loss.clone();
      for (Deviations[] each : places) {
        Arrays.setAll(each, k -> each[k] == null ? null : Deviations.of(new double[1][1]));
      }
      Arrays.fill(sizes.loss, 0);
      only.run();
      double effect = 0;
      int draws = 200;
      // The drawn error is not seen from here; its square is 1 on average.
      for (int k = 0; k < draws; k++) {
        double moved = along(new RandomErrors(7, k)) - base;
        effect += moved * moved / draws;
      }
      for (int k = 0; k < kept.size(); k++) {
        System.arraycopy(kept.get(k), 0, places.get(k), 0, kept.get(k).length);
      }
      System.arraycopy(loss, 0, sizes.loss, 0, loss.length);
      return Math.sqrt(effect);
    }
  }
}
