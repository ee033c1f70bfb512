package io.plumbline.diagnose.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.core.verdict.Decision;
import io.plumbline.core.verdict.Reason;
import io.plumbline.core.verdict.Tier;
import io.plumbline.core.verdict.Verdict;
import io.plumbline.evaluate.Evaluator;
import io.plumbline.evaluate.Piece;
import io.plumbline.evaluate.result.Arithmetic;
import io.plumbline.evaluate.result.GradientNoise;
import io.plumbline.graph.Activation;
import io.plumbline.graph.Graph;
import io.plumbline.graph.TieRule;
import io.plumbline.graph.loss.Loss;
import io.plumbline.graph.loss.OutputKind;
import io.plumbline.graph.loss.Target;
import io.plumbline.testing.generated.DeepNetwork;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * How many deviations of the measured noise a gradient may be off: a case on each side of each
 * number that decides. The network has no kinks, and the tolerance is next to none, so that nothing
 * else does.
 */
class DeepThresholdsTest {
  private static final int DRAWS = 16;
  private static final int SEED = 1;
  private static final Graph GRAPH = DeepNetwork.dense(16, 24, Activation.Kind.TANH, 3);
  private static final double[] X = DeepNetwork.input(GRAPH, 4);
  private static final Evaluator MODEL = Evaluator.of(GRAPH, OutputKind.LOGITS);
  private static final Target TARGET = Target.label(1, MODEL.outputs());
  private static final Piece PIECE = MODEL.at(X, Loss.CROSS_ENTROPY, TARGET).piece(TieRule.FIRST);

  private static Decision decision(double[] gradient, Arithmetic arithmetic) {
    CheckOptions options =
        new CheckOptions(
            Loss.CROSS_ENTROPY,
            arithmetic,
            1e-12,
            Optional.empty(),
            Coordinates.AUTO,
            SEED,
            Optional.of(1.0));
    SampleResult.Judged judged =
        new NetworkCheck(MODEL, options)
            .withoutCauses()
            .batch(List.of(new Sample(X, TARGET, gradient)))
            .check(0)
            .judged()
            .orElseThrow();
    assertThat(judged.fromNetwork().orElseThrow().basis().tier()).isEqualTo(Tier.MEASURED);
    return judged.decision();
  }

  private static void assertSays(Decision decision, Verdict verdict) {
    assertThat(decision.verdict()).isEqualTo(verdict);
    if (verdict == Verdict.INCONCLUSIVE) {
      assertThat(decision.reason()).contains(Reason.BETWEEN);
    }
  }

  @ParameterizedTest
  @CsvSource({"7.8, PASS", "8.2, INCONCLUSIVE", "23.5, INCONCLUSIVE", "24.5, FAIL"})
  void oneCoordinateMayBeOffByItsOwnDeviations(double deviations, Verdict verdict) {
    GradientNoise noise = PIECE.noise(Arithmetic.TF32, DRAWS, SEED);
    // So small a part of the norm that the norm says nothing of it.
    int least = 0;
    for (int k = 0; k < X.length; k++) {
      least = noise.deviations()[k] < noise.deviations()[least] ? k : least;
    }
    for (double sign : new double[] {-1, 1}) {
      double[] gradient = PIECE.gradient();
      gradient[least] += sign * deviations * noise.deviations()[least];
      assertSays(decision(gradient, Arithmetic.TF32), verdict);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "TF32, 1.95, PASS",
    "TF32, 2.05, INCONCLUSIVE",
    "TF32, 5.9, INCONCLUSIVE",
    "TF32, 6.1, FAIL",
    "BFLOAT16, 1.45, PASS",
    "BFLOAT16, 1.55, INCONCLUSIVE",
    "BFLOAT16, 2.9, INCONCLUSIVE",
    "BFLOAT16, 3.1, FAIL",
    "FLOAT16, 1.45, PASS",
    "FLOAT16, 1.55, INCONCLUSIVE",
    "FLOAT16, 2.9, INCONCLUSIVE",
    "FLOAT16, 3.1, FAIL",
    "AUTOCAST, 1.45, PASS",
    "AUTOCAST, 1.55, INCONCLUSIVE",
    "AUTOCAST, 2.9, INCONCLUSIVE",
    "AUTOCAST, 3.1, FAIL"
  })
  void allTogetherMayBeOffByLess(Arithmetic arithmetic, double deviations, Verdict verdict) {
    GradientNoise noise = PIECE.noise(arithmetic, DRAWS, SEED);
    Random random = new Random(6);
    double[] gradient = PIECE.gradient();
    double[] off = new double[gradient.length];
    double square = 0;
    for (int k = 0; k < off.length; k++) {
      off[k] = random.nextBoolean() ? noise.deviations()[k] : -noise.deviations()[k];
      square += off[k] * off[k];
    }
    double scale = deviations * noise.norm() / Math.sqrt(square);
    for (int k = 0; k < off.length; k++) {
      gradient[k] += scale * off[k];
    }
    assertSays(decision(gradient, arithmetic), verdict);
  }

  @Test
  void theDerivativeItselfPasses() {
    for (Arithmetic arithmetic : new Arithmetic[] {Arithmetic.TF32, Arithmetic.BFLOAT16}) {
      assertSays(decision(PIECE.gradient(), arithmetic), Verdict.PASS);
    }
  }
}
