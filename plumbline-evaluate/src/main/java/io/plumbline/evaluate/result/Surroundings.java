package io.plumbline.evaluate.result;

import io.plumbline.graph.loss.Objective;

/**
 * The scores on both sides of a point along each coordinate: what a difference quotient of any loss
 * with a given step sees, in float64. Either of the function as it is, or of one piece of it.
 *
 * @param scores at the point
 * @param step by how much each coordinate is moved to either side
 * @param plus the scores' change at the step ahead, for each coordinate
 * @param minus the scores' change at the step back
 */
public record Surroundings(double[] scores, double step, double[][] plus, double[][] minus) {
  /**
   * The central difference quotients of a loss of these scores.
   *
   * @param objective the loss; of what goes into the final softmax exactly if the point's is
   * @return one for each coordinate
   */
  public double[] quotients(Objective objective) {
    double[] quotients = new double[plus.length];
    for (int k = 0; k < quotients.length; k++) {
      double ahead = objective.realDifference(scores, plus[k]);
      double back = objective.realDifference(scores, minus[k]);
      quotients[k] = (ahead - back) / (2 * step);
    }
    return quotients;
  }
}
