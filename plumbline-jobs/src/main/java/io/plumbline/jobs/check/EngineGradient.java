package io.plumbline.jobs.check;

import io.plumbline.core.function.Precision;
import io.plumbline.djl.TorchGraph;
import io.plumbline.evaluate.Evaluator;
import io.plumbline.graph.Graph;
import io.plumbline.graph.loss.Loss;
import io.plumbline.graph.loss.LossGraph;
import io.plumbline.graph.loss.OutputKind;
import io.plumbline.graph.loss.Target;
import io.plumbline.jobs.input.LossSettings;
import io.plumbline.jobs.input.SampleLosses;
import java.util.List;
import java.util.OptionalInt;

/** The gradient to be checked where none is given: the engine's, of the same graph. */
final class EngineGradient {
  private EngineGradient() {}

  static double[] of(
      Evaluator model, double[] x, Target target, LossSettings loss, Precision precision) {
    if (target.positions().isPresent()) {
      // The engine's own losses are of one label.
      Graph graph =
          new LossGraph(model.graph(), target.weights(), OptionalInt.empty())
              .crossEntropy(target.positions().get());
      return gradient(
          graph, x, SampleLosses.OUTPUT, new Loss.Logit(0), OutputKind.LOGITS, precision);
    }
    return gradient(model.graph(), x, target, loss.scalar().of(target), model.kind(), precision);
  }

  private static double[] gradient(
      Graph graph, double[] x, Target target, Loss loss, OutputKind kind, Precision precision) {
    try (TorchGraph engine = TorchGraph.of(graph, precision)) {
      return engine.gradient(new double[][] {x}, List.of(target), loss, kind).doubles()[0];
    }
  }
}
