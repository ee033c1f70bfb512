package io.plumbline.jobs.check;

import io.plumbline.core.function.Precision;
import io.plumbline.djl.TorchGraph;
import io.plumbline.graph.Graph;
import io.plumbline.graph.loss.Loss;
import io.plumbline.graph.loss.LossGraph;
import io.plumbline.graph.loss.OutputKind;
import io.plumbline.graph.loss.Target;
import io.plumbline.jobs.input.SampleLosses;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * The gradient to be checked where none is given: the engine's, of the same graph. Samples that
 * share a graph share what the engine made of it.
 */
final class EngineGradient implements AutoCloseable {
  private final Loss loss;
  private final Precision precision;
  private @Nullable Graph graph;
  private @Nullable TorchGraph engine;

  EngineGradient(Loss loss, Precision precision) {
    this.loss = loss;
    this.precision = precision;
  }

  double[] of(SampleLosses.Scored scored, double[] x) {
    Target target = scored.target();
    Graph model = scored.model().graph();
    if (target.positions().isPresent()) {
      // The engine's own losses are of one label.
      LossGraph on = new LossGraph(model, target.weights(), OptionalInt.empty());
      Graph whole = on.crossEntropy(target.positions().get());
      return gradient(whole, x, SampleLosses.OUTPUT, new Loss.Logit(0), OutputKind.LOGITS);
    }
    return gradient(model, x, target, loss.of(target), scored.model().kind());
  }

  private double[] gradient(Graph of, double[] x, Target target, Loss scalar, OutputKind kind) {
    return engine(of).gradient(new double[][] {x}, List.of(target), scalar, kind).doubles()[0];
  }

  private TorchGraph engine(Graph of) {
    TorchGraph made = engine;
    if (made == null || graph != of) {
      close();
      made = TorchGraph.of(of, precision);
      engine = made;
      graph = of;
    }
    return made;
  }

  @Override
  public void close() {
    if (engine != null) {
      engine.close();
      engine = null;
    }
  }
}
