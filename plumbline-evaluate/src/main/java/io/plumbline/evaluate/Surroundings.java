package io.plumbline.evaluate;

import io.plumbline.graph.TieRule;
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
  /** What pushing a group costs, in multiply-adds, at least about. */
  private static final double WORK = 1e4;

  static Surroundings of(Point point, Pinned<?>[] pins, int[][] groups, double step) {
    Push push = new Push(point, pins == null ? point.pins(TieRule.FIRST) : pins);
    point.prepareKinks();
    double[][] plus = new double[groups.length][];
    double[][] minus = new double[groups.length][];
    Parallel.ranges(
        groups.length,
        WORK * groups.length,
        (from, to) -> {
          Changes changes = point.program.borrowChanges();
          for (int k = from; k < to; k++) {
            if (pins == null) {
              plus[k] = push.realChange(groups[k], step, changes);
              minus[k] = push.realChange(groups[k], -step, changes);
            } else {
              plus[k] = push.pinnedChange(groups[k], step, changes);
              minus[k] = push.pinnedChange(groups[k], -step, changes);
            }
          }
          point.program.giveBack(changes);
        });
    return new Surroundings(point.scores(), step, plus, minus);
  }

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
