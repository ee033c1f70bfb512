package io.plumbline.diagnose.mistakes;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.core.cause.Cause;
import io.plumbline.core.function.Precision;
import io.plumbline.core.verdict.Verdict;
import io.plumbline.diagnose.check.CheckOptions;
import io.plumbline.diagnose.check.NetworkCheck;
import io.plumbline.diagnose.check.Sample;
import io.plumbline.diagnose.check.SampleResult;
import io.plumbline.evaluate.Evaluator;
import io.plumbline.graph.TieRule;
import io.plumbline.graph.loss.Loss;
import io.plumbline.graph.loss.OutputKind;
import io.plumbline.graph.loss.Target;
import io.plumbline.readers.Models;
import io.plumbline.testing.Corpus;
import io.plumbline.testing.Fixtures;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The commonest slips of who calls check are called by their names, not by a mistake's. */
class SlipsTest {
  private static final Evaluator MODEL =
      Evaluator.of(Models.read(Fixtures.path("models/seed.onnx")));
  private static final Corpus.Row RIGHT =
      Corpus.read("seed-onnx").rows().stream()
          .filter(row -> row.isCorrect() && row.facts().get("p_true").getAsDouble() < 0.99)
          .findFirst()
          .orElseThrow();

  private static double[] gradient(double[] x) {
    Target target = Target.label(RIGHT.label(), 10);
    return float32(MODEL.at(x, Loss.CROSS_ENTROPY, target).gradient(TieRule.FIRST));
  }

  private static double[] float32(double[] values) {
    return Arrays.stream(values).map(v -> (float) v).toArray();
  }

  private static Cause cause(Evaluator model, double[] x, double[] gradient) {
    Target target = Target.label(RIGHT.label(), 10);
    CheckOptions options =
        new CheckOptions(
            Loss.CROSS_ENTROPY,
            Precision.FLOAT32,
            CheckOptions.DEFAULT.relativeTolerance(),
            CheckOptions.DEFAULT.tieRule());
    SampleResult result =
        new NetworkCheck(model, options).batch(List.of(new Sample(x, target, gradient))).check(0);
    assertThat(result.verdict()).isEqualTo(Verdict.FAIL);
    return result.causes().get(0);
  }

  @ParameterizedTest
  @ValueSource(doubles = {1, 1 / 255.0})
  void anInputOf255ToANetworkOfOne(double slope) {
    double[] x = Arrays.stream(RIGHT.x()).map(v -> Math.rint(255 * v)).toArray();
    double[] units = Arrays.stream(x).map(v -> v / 255).toArray();
    double[] given = Arrays.stream(gradient(units)).map(v -> slope * v).toArray();
    Cause cause = cause(MODEL, x, float32(given));
    assertThat(cause.id()).isEqualTo("input");
    assertThat(cause.details()).containsEntry("input", "divided by 255");
  }

  @Test
  void aNormalisedInputWithTheRawGradient() {
    double[] x = float32(Arrays.stream(RIGHT.x()).map(v -> (v - 0.1307) / 0.3081).toArray());
    Cause cause = cause(MODEL, x, gradient(RIGHT.x()));
    assertThat(cause.id()).isEqualTo("input");
    assertThat((String) cause.details().get("input")).startsWith("not normalized by MNIST's");
  }

  @Test
  void inputAndGradientSwapped() {
    Cause cause = cause(MODEL, gradient(RIGHT.x()), RIGHT.x());
    assertThat(cause.id()).isEqualTo("swapped");
    assertThat(cause.sentence()).contains("Exchange --input and --gradient");
  }

  @Test
  void aSoftmaxModelWithLogits() {
    Evaluator logits = Evaluator.of(MODEL.graph(), OutputKind.LOGITS);
    Cause cause = cause(logits, RIGHT.x(), gradient(RIGHT.x()));
    assertThat(cause.id()).isEqualTo("loss");
    assertThat(cause.details()).containsEntry("loss", "cross-entropy-of-outputs");
    assertThat(cause.sentence()).contains("--logits must be left out");
  }
}
