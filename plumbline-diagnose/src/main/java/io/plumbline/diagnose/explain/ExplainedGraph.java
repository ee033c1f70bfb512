package io.plumbline.diagnose.explain;

import io.plumbline.diagnose.check.NetworkCheck;
import io.plumbline.diagnose.check.Sample;
import io.plumbline.diagnose.mistakes.DataSet;
import io.plumbline.diagnose.mistakes.OtherSample;
import io.plumbline.diagnose.mistakes.weights.Weights;
import io.plumbline.evaluate.Evaluator;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A model that is read.
 *
 * @param evaluator the model
 * @param dataSet whose samples an array may be of, besides those that are given
 * @param weights what is known around the weight that the model is a function of, if it is of one
 */
record ExplainedGraph(Evaluator evaluator, DataSet dataSet, Optional<Weights> weights)
    implements ExplainedModel {
  @Override
  public ArrayVerdict judge(Disagreement given, GivenArray array, boolean causes) {
    NetworkCheck among =
        new NetworkCheck(evaluator, given.options(array.precision())).among(dataSet);
    NetworkCheck check = weights.map(among::byWeight).orElse(among);
    return ArrayVerdict.of(
        (causes ? check : check.withoutCauses()).batch(batch(given, array)).check(0));
  }

  /** The sample first, and those that it may have been mistaken for. */
  private static List<Sample> batch(Disagreement given, GivenArray array) {
    List<Sample> batch = new ArrayList<>();
    batch.add(given.sample(array));
    for (OtherSample other : given.others()) {
      batch.add(new Sample(other.example().x(), other.example().target(), new double[0]));
    }
    return batch;
  }

  @Override
  public Landscape landscape(Disagreement given, ArrayVerdict analytic) {
    return new ReadLandscape(evaluator, analytic.derivative());
  }
}
