package io.plumbline.evaluate.differences;

import io.plumbline.evaluate.kernel.Changes;
import io.plumbline.evaluate.kernel.Parallel;
import io.plumbline.evaluate.kernel.Pinned;
import io.plumbline.evaluate.point.Evaluated;
import io.plumbline.evaluate.result.Surroundings;
import io.plumbline.graph.TieRule;
import org.jspecify.annotations.Nullable;

/** Pushes a step to both sides of a point along each coordinate. */
public final class SidePushes {
  /** What pushing a group costs, in multiply-adds, at least about. */
  private static final double WORK = 1e4;

  private SidePushes() {}

  /**
   * What becomes of the scores.
   *
   * @param pins the piece; null for the function as it is
   */
  public static Surroundings of(
      Evaluated point, Pinned<?> @Nullable [] pins, int[][] groups, double step) {
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
    return new Surroundings(point.scores.clone(), step, plus, minus);
  }
}
