package io.plumbline.diagnose.mistakes;

import io.plumbline.core.cause.Suspicion;
import io.plumbline.core.function.Precision;
import io.plumbline.core.function.Shape;
import io.plumbline.core.tile.ImageLayout;
import io.plumbline.evaluate.Evaluator;
import io.plumbline.evaluate.Point;
import io.plumbline.graph.InputLayout;
import io.plumbline.graph.TieRule;
import io.plumbline.graph.loss.Loss;
import io.plumbline.graph.loss.Target;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What a check would ask of the causes. */
final class Suspicions {
  private Suspicions() {}

  static Suspicion of(
      Evaluator evaluator, double[] x, int label, double[] gradient, Precision precision) {
    return of(evaluator, x, Target.label(label, evaluator.outputs()), gradient, precision);
  }

  static Suspicion of(
      Evaluator evaluator, double[] x, Target target, double[] gradient, Precision precision) {
    Point point = evaluator.at(x, Loss.CROSS_ENTROPY, target);
    List<double[]> references = new ArrayList<>();
    for (TieRule rule : List.of(TieRule.FIRST, TieRule.SPLIT, TieRule.LAST)) {
      references.add(point.gradient(rule));
    }
    int[] shape = evaluator.graph().input().shape().extents();
    return new Suspicion(
        gradient,
        Shape.of(Arrays.copyOfRange(shape, 1, shape.length)),
        InputLayout.of(evaluator.graph()).equals(Optional.of(ImageLayout.CHW)),
        references,
        point.piece(TieRule.FIRST).allowance(precision).total());
  }
}
