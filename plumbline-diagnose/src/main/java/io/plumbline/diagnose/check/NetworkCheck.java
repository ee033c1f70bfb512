package io.plumbline.diagnose.check;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.verdict.Judge;
import io.plumbline.diagnose.mistakes.DataSet;
import io.plumbline.diagnose.mistakes.weights.Weights;
import io.plumbline.evaluate.Evaluator;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

/** Checks gradients of a loss by a model's input. */
public final class NetworkCheck {
  final Evaluator evaluator;
  final CheckOptions options;
  final Judge judge;
  final boolean naming;
  final DataSet dataSet;
  final Optional<Weights> weights;
  final Optional<IntFunction<Evaluator>> ofEach;

  /**
   * A check.
   *
   * @param evaluator the model
   * @param options how
   * @throws InvalidInputException if the relative tolerance is out of range
   */
  public NetworkCheck(Evaluator evaluator, CheckOptions options) {
    this(evaluator, options, true, DataSet.NONE, Optional.empty(), Optional.empty());
  }

  private NetworkCheck(
      Evaluator evaluator,
      CheckOptions options,
      boolean naming,
      DataSet dataSet,
      Optional<Weights> weights,
      Optional<IntFunction<Evaluator>> ofEach) {
    this.evaluator = evaluator;
    this.options = options;
    this.judge = new Judge(options.relativeTolerance());
    this.naming = naming;
    this.dataSet = dataSet;
    this.weights = weights;
    this.ofEach = ofEach;
  }

  /**
   * The same check for verdicts alone.
   *
   * @return one that looks for no causes
   */
  public NetworkCheck withoutCauses() {
    return new NetworkCheck(evaluator, options, false, dataSet, weights, ofEach);
  }

  /**
   * The same check for samples of a data set.
   *
   * @param from whose samples a wrong gradient may be of, besides those of the batch
   * @return one that looks for causes there too
   */
  public NetworkCheck among(DataSet from) {
    return new NetworkCheck(evaluator, options, naming, from, weights, ofEach);
  }

  /**
   * The same check of a model that is a function of a weight.
   *
   * @param around what is known around the weight
   * @return one that looks for what goes wrong with weights, and not with inputs
   */
  public NetworkCheck byWeight(Weights around) {
    return new NetworkCheck(evaluator, options, naming, dataSet, Optional.of(around), ofEach);
  }

  /**
   * The same check where each sample's loss is a function of its own.
   *
   * @param models by the samples' places in the batch: the model with that sample's loss on top
   * @return one that asks these
   */
  public NetworkCheck ofEach(IntFunction<Evaluator> models) {
    return new NetworkCheck(evaluator, options, naming, dataSet, weights, Optional.of(models));
  }

  /** What a sample's gradient is of. */
  Evaluator model(int index) {
    return ofEach.map(each -> each.apply(index)).orElse(evaluator);
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
