package io.plumbline.diagnose.check;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.verdict.Judge;
import io.plumbline.diagnose.mistakes.DataSet;
import io.plumbline.diagnose.mistakes.weights.Weights;
import io.plumbline.evaluate.Evaluator;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Checks gradients of a loss by a model's input. */
public final class NetworkCheck {
  final Evaluator evaluator;
  final CheckOptions options;
  final Judge judge;
  final boolean naming;
  final DataSet dataSet;
  final Optional<Weights> weights;

  /**
   * A check.
   *
   * @param evaluator the model
   * @param options how
   * @throws InvalidInputException if the relative tolerance is out of range
   */
  public NetworkCheck(Evaluator evaluator, CheckOptions options) {
    this(evaluator, options, true, DataSet.NONE, Optional.empty());
  }

  private NetworkCheck(
      Evaluator evaluator,
      CheckOptions options,
      boolean naming,
      DataSet dataSet,
      Optional<Weights> weights) {
    this.evaluator = evaluator;
    this.options = options;
    this.judge = new Judge(options.relativeTolerance());
    this.naming = naming;
    this.dataSet = dataSet;
    this.weights = weights;
  }

  /**
   * The same check for verdicts alone.
   *
   * @return one that looks for no causes
   */
  public NetworkCheck withoutCauses() {
    return new NetworkCheck(evaluator, options, false, dataSet, weights);
  }

  /**
   * The same check for samples of a data set.
   *
   * @param from whose samples a wrong gradient may be of, besides those of the batch
   * @return one that looks for causes there too
   */
  public NetworkCheck among(DataSet from) {
    return new NetworkCheck(evaluator, options, naming, from, weights);
  }

  /**
   * The same check of a model that is a function of a weight.
   *
   * @param around what is known around the weight
   * @return one that looks for what goes wrong with weights, and not with inputs
   */
  public NetworkCheck byWeight(Weights around) {
    return new NetworkCheck(evaluator, options, naming, dataSet, Optional.of(around));
  }

  /**
   * A batch to be checked sample by sample.
   *
   * @param samples each with its gradient; what a wrong gradient of one may be of is looked for
   *     among the others
   * @return the batch
   */
  public BatchCheck batch(List<Sample> samples) {
    return new BatchCheck(this, samples);
  }

  /**
   * Checks a batch.
   *
   * @param samples each with its gradient
   * @return one result for each
   * @throws InvalidInputException if a size is wrong
   */
  public BatchResult check(List<Sample> samples) {
    BatchCheck batch = batch(samples);
    List<SampleResult> results = new ArrayList<>();
    for (int k = 0; k < samples.size(); k++) {
      results.add(batch.check(k));
    }
    return new BatchResult(results);
  }
}
