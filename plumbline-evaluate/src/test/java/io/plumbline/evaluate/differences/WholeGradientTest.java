package io.plumbline.evaluate.differences;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.evaluate.Evaluator;
import io.plumbline.evaluate.Inside;
import io.plumbline.evaluate.Piece;
import io.plumbline.evaluate.Point;
import io.plumbline.evaluate.kernel.Pinned;
import io.plumbline.evaluate.result.WholeGradient;
import io.plumbline.graph.Activation;
import io.plumbline.graph.Graph;
import io.plumbline.graph.TieRule;
import io.plumbline.graph.loss.Loss;
import io.plumbline.graph.loss.OutputKind;
import io.plumbline.graph.loss.Target;
import io.plumbline.testing.generated.DeepNetwork;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The proof of a whole derivative, with errors planted in it. */
public class WholeGradientTest {
  private static final int DIRECTIONS = 8;

  private static Point point(int blocks, Activation.Kind kind) {
    Graph graph = DeepNetwork.residual(blocks, 6, kind, blocks);
    Evaluator evaluator = Evaluator.of(graph, OutputKind.LOGITS);
    Target target = Target.label(2, evaluator.outputs());
    return evaluator.at(DeepNetwork.input(graph, 3), Loss.CROSS_ENTROPY, target);
  }

  private static double norm(double[] values) {
    return Math.sqrt(Arrays.stream(values).map(each -> each * each).sum());
  }

  @Test
  void reverseModeIsProvedToTwelveDigits() {
    for (int blocks : new int[] {1, 4, 16}) {
      for (Activation.Kind kind :
          new Activation.Kind[] {Activation.Kind.RELU, Activation.Kind.TANH}) {
        Piece piece = point(blocks, kind).piece(TieRule.FIRST);
        WholeGradient shown = piece.whole(DIRECTIONS, 1, 0, 50, 100);
        double size = norm(piece.gradient());
        assertThat(shown.error()).isLessThan(1e-11 * size);
        assertThat(shown.singles()).isEqualTo(3);
        assertThat(shown.worstSingle()).isLessThan(1e-12 * size);
      }
    }
  }

  @Test
  void noPlantedErrorIsLargerThanTheBound() {
    Point point = point(2, Activation.Kind.TANH);
    Pinned<?>[] pins = Inside.of(point).pins(TieRule.FIRST);
    double[] derivative = point.gradient(TieRule.FIRST);
    Random random = new Random(5);
    for (int trial = 0; trial < 60; trial++) {
      double[] wrong = derivative.clone();
      double size = Math.pow(10, -random.nextInt(10)) * norm(derivative);
      double[] error = new double[wrong.length];
      // In one coordinate, or in all.
      for (int k = 0; k < error.length; k++) {
        error[k] = trial % 2 == 0 || k == trial ? random.nextGaussian() : 0;
      }
      double scale = size / norm(error);
      for (int k = 0; k < error.length; k++) {
        wrong[k] += scale * error[k];
      }
      WholeGradient shown =
          WholeDifferencing.of(Inside.of(point), pins, wrong, DIRECTIONS, trial, new int[0]);
      assertThat(shown.error()).isGreaterThan(size).isLessThan(1e3 * size + 1e-11);
    }
  }

  @Test
  void anErrorThatIsNotANumberProvesNothing() {
    Point point = point(1, Activation.Kind.RELU);
    double[] wrong = point.gradient(TieRule.FIRST);
    wrong[3] = Double.NaN;
    Pinned<?>[] pins = Inside.of(point).pins(TieRule.FIRST);
    assertThat(
            WholeDifferencing.of(Inside.of(point), pins, wrong, DIRECTIONS, 1, new int[0]).error())
        .isNaN();
  }

  @Test
  void quantilesAreThoseOfTheTables() {
    assertThat(ChiSquare.quantile(2, 0.05)).isCloseTo(0.102587, within(1e-6));
    assertThat(ChiSquare.quantile(8, 0.05)).isCloseTo(2.732637, within(1e-6));
    assertThat(ChiSquare.quantile(16, 0.01)).isCloseTo(5.812212, within(1e-6));
    assertThat(ChiSquare.quantile(8, 0.95)).isCloseTo(15.507313, within(1e-6));
    // For small p, (y^4 / 4!) = p with y half the quantile.
    assertThat(ChiSquare.quantile(8, 1e-9)).isCloseTo(2 * Math.pow(24e-9, 0.25), within(5e-4));
  }
}
