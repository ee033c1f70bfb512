package io.plumbline.jobs.audit;

import io.plumbline.diagnose.check.SampleResult;
import io.plumbline.diagnose.check.SampleResult.FromNetwork;
import io.plumbline.diagnose.check.SampleResult.Judged;
import io.plumbline.diagnose.check.WorstCoordinate;
import io.plumbline.evaluate.Evaluator;
import io.plumbline.evaluate.result.Differences.Standing;
import io.plumbline.graph.loss.Objective;
import io.plumbline.graph.loss.OutputKind;
import io.plumbline.graph.loss.Target;
import io.plumbline.jobs.audit.rows.AuditRow;
import io.plumbline.jobs.audit.rows.AuditRow.Finding;
import io.plumbline.jobs.audit.rows.AuditRow.Named;
import io.plumbline.jobs.audit.rows.AuditRow.Worst;
import io.plumbline.jobs.input.ModelAndSamples;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Makes rows of what was found. */
final class RowMaker {
  private static final int WORST = 3;

  private final Evaluator model;
  private final ModelAndSamples of;

  RowMaker(Evaluator model, ModelAndSamples of) {
    this.model = model;
    this.of = of;
  }

  /** The row of a sample. */
  AuditRow of(int index, String key, double[] x, Target target, SampleResult result) {
    double[] outputs = model.forward(x);
    Optional<Integer> label = of.labelOf(target);
    Optional<Judged> judged = result.judged();
    Optional<FromNetwork> network = judged.flatMap(Judged::fromNetwork);
    return AuditRow.of(
        index,
        key,
        new Finding(
            label.map(OptionalInt::of).orElse(OptionalInt.empty()),
            largest(outputs),
            label.map(each -> probability(outputs, each)).orElse(Double.NaN),
            result.loss(),
            result.verdict(),
            result.reason(),
            network.flatMap(FromNetwork::tieRule),
            network.map(from -> from.choices().size()).orElse(0),
            network.map(FromNetwork::tiedUnits).orElse(Map.of()),
            judged.map(one -> one.derivative().count(Standing.TIED)).orElse(0),
            judged.map(one -> one.power().coordinate()).orElse(Double.NaN),
            judged.map(one -> one.power().norm()).orElse(Double.NaN),
            judged.map(Judged::normError).orElse(Double.NaN),
            judged.map(Judged::maxError).orElse(Double.NaN),
            judged.map(RowMaker::worst).orElse(List.of()),
            result.causes().stream()
                .findFirst()
                .map(cause -> new Named(cause.id(), cause.sentence())),
            Fingerprints.of(result.gradient())));
  }

  private static List<Worst> worst(Judged judged) {
    return judged.worst().stream().limit(WORST).map(RowMaker::worst).toList();
  }

  private static Worst worst(WorstCoordinate each) {
    return new Worst(each.index(), each.analytic(), each.numeric(), each.allowed());
  }

  private static int largest(double[] outputs) {
    int largest = 0;
    for (int k = 1; k < outputs.length; k++) {
      largest = outputs[k] > outputs[largest] ? k : largest;
    }
    return largest;
  }

  /** What the model gives a class; not a number where its outputs are not of classes. */
  private double probability(double[] outputs, int label) {
    if (!of.loss().meant().isOfDistribution()) {
      return Double.NaN;
    } else if (model.kind() == OutputKind.PROBABILITIES) {
      return outputs[label];
    }
    return Objective.softmax(outputs)[label];
  }
}
