package io.plumbline.diagnose;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.core.function.Precision;
import io.plumbline.evaluate.Evaluator;
import io.plumbline.evaluate.Piece;
import io.plumbline.evaluate.Point;
import io.plumbline.graph.TieRule;
import io.plumbline.graph.loss.Loss;
import io.plumbline.graph.loss.Target;
import io.plumbline.readers.Models;
import io.plumbline.testing.Corpus;
import io.plumbline.testing.Fixtures;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Correct gradients that frameworks computed in float32, matched at every coordinate. */
class FixtureGradientsTest {
  @ParameterizedTest
  @CsvSource({
    "seed-keras, seed.keras",
    "seed-onnx, seed.onnx",
    "mlp-onnx, mlp.onnx",
    "mlp-onnx, mlp.keras",
    "torchres-onnx, torchres.onnx"
  })
  void correctGradientsFollowTheRuleOfTheirFramework(String folder, String model) {
    Evaluator evaluator = Evaluator.of(Models.read(Fixtures.path("models/" + model)));
    int checked = 0;
    for (Corpus.Row row : Corpus.read(folder).rows()) {
      if (row.isCorrect()) {
        Target target = Target.label(row.label(), evaluator.outputs());
        check(row, evaluator.at(row.x(), Loss.CROSS_ENTROPY, target));
        checked++;
      }
    }
    assertThat(checked).isPositive();
  }

  private static void check(Corpus.Row row, Point point) {
    boolean split = row.splitsTies();
    double[] exact = point.gradient(split ? TieRule.SPLIT : TieRule.FIRST);
    for (TieRule rule : List.of(TieRule.FIRST, TieRule.LAST, TieRule.SPLIT)) {
      boolean own = rule.equals(split ? TieRule.SPLIT : TieRule.FIRST);
      int off = off(point, rule, row.gradient());
      if (own) {
        assertThat(off).as("%s by %s", row.name(), rule).isZero();
      } else if (!Arrays.equals(point.gradient(rule), exact)) {
        assertThat(off).as("%s by %s", row.name(), rule).isPositive();
      }
    }
  }

  private static int off(Point point, TieRule rule, double[] gradient) {
    Piece piece = point.piece(rule);
    double[] exact = piece.gradient();
    double[] allowed = piece.allowance(Precision.FLOAT32).total();
    int off = 0;
    for (int k = 0; k < exact.length; k++) {
      off += Math.abs(gradient[k] - exact[k]) <= allowed[k] ? 0 : 1;
    }
    return off;
  }
}
