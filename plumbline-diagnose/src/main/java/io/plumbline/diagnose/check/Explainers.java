package io.plumbline.diagnose.check;

import io.plumbline.diagnose.mistakes.DataSet;
import io.plumbline.diagnose.mistakes.Example;
import io.plumbline.diagnose.mistakes.ModelCauses;
import io.plumbline.evaluate.Evaluator;
import io.plumbline.graph.loss.Loss;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One explainer for each loss, so that what it computes of a batch serves all its samples. */
final class Explainers {
  private final Evaluator evaluator;
  private final DataSet dataSet;
  private final Map<Loss, ModelCauses> made = new HashMap<>();
  private @Nullable List<Sample> last;

  Explainers(Evaluator evaluator, DataSet dataSet) {
    this.evaluator = evaluator;
    this.dataSet = dataSet;
  }

  /** The explainer of a batch; kept until another batch, another list that is, is asked for. */
  synchronized ModelCauses of(Loss loss, List<Sample> samples) {
    if (samples != last) {
      made.clear();
      last = samples;
    }
    return made.computeIfAbsent(
        loss,
        each -> {
          List<Example> batch =
              samples.stream().map(one -> new Example(one.x(), one.target())).toList();
          return ModelCauses.of(evaluator, each, batch, dataSet);
        });
  }
}
