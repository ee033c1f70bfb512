package io.plumbline.jobs.check.outcome;

import io.plumbline.core.function.Precision;
import io.plumbline.djl.TorchGraph;
import io.plumbline.evaluate.Evaluator;
import io.plumbline.graph.Graph;
import io.plumbline.graph.loss.Loss;
import io.plumbline.graph.loss.LossGraph;
import io.plumbline.graph.loss.OutputKind;
import io.plumbline.graph.loss.Target;
import io.plumbline.jobs.input.SampleLosses;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * The gradient to be checked where none is given: the engine's, of the same graph. Samples that
 * share a graph share what the engine made of it.
 */
public final class EngineGradient implements AutoCloseable {
  private final Loss loss;
  private final Precision precision;
  private @Nullable Graph graph;
  private @Nullable TorchGraph engine;

  public EngineGradient(Loss loss, Precision precision) {
    this.loss = loss;
    this.precision = precision;
  }

  /** The gradients by samples that share a model, in one pass where their targets allow it. */
  public List<double[]> of(Evaluator model, List<double[]> samples, List<Target> targets) {
    boolean together =
        targets.stream().allMatch(each -> each.positions().isEmpty())
            && targets.stream().map(loss::of).distinct().count() == 1;
    if (together) {
      return gradients(model.graph(), samples, targets, loss.of(targets.get(0)), model.kind());
    }
    List<double[]> gradients = new ArrayList<>();
    for (int k = 0; k < samples.size(); k++) {
      gradients.add(of(new SampleLosses.Scored(model, targets.get(k)), samples.get(k)));
    }
    return gradients;
  }

  public double[] of(SampleLosses.Scored scored, double[] x) {
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
    return gradients(of, List.of(x), List.of(target), scalar, kind).get(0);
  }

  private List<double[]> gradients(
      Graph of, List<double[]> samples, List<Target> targets, Loss scalar, OutputKind kind) {
    double[][] rows = samples.toArray(double[][]::new);
    return List.of(engine(of).gradient(rows, targets, scalar, kind).doubles());
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
