package io.plumbline.jobs.check;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.function.Precision;
import io.plumbline.djl.TorchGraph;
import io.plumbline.evaluate.Evaluator;
import io.plumbline.graph.loss.Loss;
import io.plumbline.graph.loss.Target;
import io.plumbline.jobs.input.LabelledSamples;
import java.util.ArrayList;
import java.util.List;

/** The gradient to be checked where none is given: the engine's, of the same graph. */
final class EngineGradient {
  private EngineGradient() {}

  static List<double[]> of(Evaluator model, LabelledSamples batch, Loss loss, Precision precision) {
    if (batch.targets().stream().anyMatch(target -> target.positions().isPresent())) {
      throw new InvalidInputException(
          "--gradient (missing) must be given with a label for each position: the engine computes"
              + " the loss of one label only");
    }
    List<double[]> gradients = new ArrayList<>();
    try (TorchGraph engine = TorchGraph.of(model.graph(), precision)) {
      for (int k = 0; k < batch.samples().size(); k++) {
        double[][] sample = {batch.samples().get(k)};
        Target target = batch.targets().get(k);
        gradients.add(
            engine.gradient(sample, List.of(target), loss.of(target), model.kind()).doubles()[0]);
      }
    }
    return gradients;
  }
}
