package io.plumbline.diagnose.explain;

import io.plumbline.core.verdict.Verdict;

/**
 * A model that gives values.
 *
 * @param values what it gives
 */
record ValueModel(ModelValues values) implements ExplainedModel {
  @Override
  public ArrayVerdict judge(Disagreement given, GivenArray array, boolean causes) {
    return values.judge(given, array);
  }

  /**
   * An array that is wrong says nothing of the derivative; one that is not is nearer to it, on the
   * side of each kink that it takes, than any quotient.
   */
  @Override
  public Landscape landscape(Disagreement given, ArrayVerdict analytic) {
    double[] array = given.analytic().values();
    double[] derivative = array;
    if (analytic.verdict() == Verdict.FAIL) {
      derivative = analytic.derivative().clone();
      double[] bounds = analytic.bounds();
      for (int k = 0; k < derivative.length; k++) {
        derivative[k] = Double.isFinite(bounds[k]) ? derivative[k] : array[k];
      }
    }
    return new ValueLandscape(values, analytic.measured().orElseThrow(), derivative);
  }
}
