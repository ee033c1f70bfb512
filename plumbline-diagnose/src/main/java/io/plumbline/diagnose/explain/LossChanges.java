package io.plumbline.diagnose.explain;

import io.plumbline.evaluate.result.Surroundings;
import io.plumbline.graph.loss.Objective;

/**
 * By how much the loss changes on both sides along each coordinate, in float64.
 *
 * @param value f(x)
 * @param ahead f(x + h) - f(x)
 * @param back f(x - h) - f(x)
 * @param steps h of each coordinate
 */
record LossChanges(double value, double[] ahead, double[] back, double[] steps) {
  static LossChanges of(Surroundings around, Objective objective, double[] steps) {
    Objective.Differencer within = objective.from(around.scores());
    return new LossChanges(
        objective.value(around.scores()),
        changes(around, around.plus(), objective, within),
        changes(around, around.minus(), objective, within),
        steps);
  }

  private static double[] changes(
      Surroundings around, double[][] moved, Objective objective, Objective.Differencer within) {
    double[] changes = new double[moved.length];
    for (int k = 0; k < changes.length; k++) {
      changes[k] =
          objective.crosses(around.scores(), moved[k])
              ? objective.realDifference(around.scores(), moved[k])
              : within.of(moved[k]);
    }
    return changes;
  }
}
