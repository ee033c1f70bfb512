package io.plumbline.diagnose.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.core.Euclidean;
import io.plumbline.core.verdict.Judge;
import io.plumbline.core.verdict.Judgement;
import io.plumbline.evaluate.Evaluator;
import io.plumbline.evaluate.Piece;
import io.plumbline.evaluate.result.Arithmetic;
import io.plumbline.evaluate.result.FreeNoise;
import io.plumbline.evaluate.result.NearTie;
import io.plumbline.graph.Activation;
import io.plumbline.graph.Graph;
import io.plumbline.graph.TieRule;
import io.plumbline.graph.loss.Loss;
import io.plumbline.graph.loss.OutputKind;
import io.plumbline.graph.loss.Target;
import io.plumbline.testing.generated.DeepNetwork;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is usual of a whole gradient and what is too much: a case on each side of each number. */
class AsWholeTest {
  private static final Arithmetic ARITHMETIC = Arithmetic.BFLOAT16;
  private static final double NO_OTHER_LIMIT = Double.POSITIVE_INFINITY;
  private static final Graph GRAPH = DeepNetwork.residual(8, 6, Activation.Kind.RELU, 8);
  private static final Evaluator MODEL = Evaluator.of(GRAPH, OutputKind.LOGITS);
  private static final Piece PIECE =
      MODEL
          .at(DeepNetwork.input(GRAPH, 1), Loss.CROSS_ENTROPY, Target.label(1, MODEL.outputs()))
          .piece(TieRule.FIRST);
  private static final List<NearTie> TIES = PIECE.noise(ARITHMETIC, 16, 1).nearTies();
  private static final FreeNoise FREE = PIECE.freeNoise(TieRule.FIRST, ARITHMETIC, 16, 1);
  private static final Judge JUDGE = new Judge(1e-12);

  private static double largest(double[] values) {
    return Arrays.stream(values).map(Math::abs).max().orElseThrow();
  }

  private static String said(double[] gradient, double most) {
    AsWhole whole = new AsWhole(PIECE, TIES, FREE, most, 0, JUDGE.relativeTolerance());
    Judgement judgement = JUDGE.judge(gradient, whole.evidence());
    return whole.refutes(gradient, judgement)
        ? "wrong"
        : whole.accepts(gradient, judgement) ? "agrees" : "open";
  }

  /** The derivative, off by so much in a direction that adds or takes nothing of it. */
  private static double[] off(double norm) {
    double[] derivative = PIECE.gradient();
    Random random = new Random(2);
    double[] direction = random.doubles(derivative.length, -1, 1).toArray();
    double share = Euclidean.dot(direction, derivative) / Euclidean.dot(derivative, derivative);
    for (int k = 0; k < direction.length; k++) {
      direction[k] -= share * derivative[k];
    }
    double length = Euclidean.norm(direction);
    double kept = FreeNoise.mean(FREE.shares());
    double along = (kept - 1) * Euclidean.norm(derivative);
    double across = Math.sqrt(norm * norm - along * along);
    for (int k = 0; k < direction.length; k++) {
      derivative[k] = kept * derivative[k] + across / length * direction[k];
    }
    return derivative;
  }

  @ParameterizedTest
  @CsvSource({"4, 0.99, agrees", "4, 1.01, open", "8, 0.99, open", "8, 1.01, wrong"})
  void howFarPassesStrayAndHowFarOneUnitMoves(double deviations, double times, String said) {
    double stray = FreeNoise.mean(FREE.norms()) + deviations * FreeNoise.deviation(FREE.norms());
    double unit = Math.sqrt(largest(PIECE.effectSquares(TIES, 8, 5)));

    assertThat(said(off(times * Math.hypot(stray, unit)), NO_OTHER_LIMIT)).isEqualTo(said);
  }

  @ParameterizedTest
  @CsvSource({"0.99, agrees", "1.01, open"})
  void sumsFarFinerThanResultsStrayLess(double times, String said) {
    double square = FreeNoise.mean(Arrays.stream(FREE.norms()).map(n -> n * n).toArray());

    assertThat(said(off(times * 1.2 * Math.sqrt(square)), 1.2)).isEqualTo(said);
  }

  @ParameterizedTest
  @CsvSource({"4, 0.98, agrees", "4, 1.02, open", "8, 0.98, open", "8, 1.02, wrong"})
  void howMuchOfTheDerivativeIsInIt(double deviations, double times, String said) {
    double[] derivative = PIECE.gradient();
    double unit =
        largest(PIECE.effectProducts(TIES, derivative)) / Euclidean.dot(derivative, derivative);
    double share = times * (deviations * FreeNoise.deviation(FREE.shares()) + unit);
    for (int sign : new int[] {-1, 1}) {
      double kept = FreeNoise.mean(FREE.shares()) + sign * share;
      double[] gradient = Arrays.stream(derivative).map(each -> kept * each).toArray();

      assertThat(said(gradient, NO_OTHER_LIMIT)).as("%s", sign).isEqualTo(said);
    }
  }
}
