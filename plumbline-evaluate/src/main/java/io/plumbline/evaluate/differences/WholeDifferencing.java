package io.plumbline.evaluate.differences;

import io.plumbline.core.Euclidean;
import io.plumbline.evaluate.kernel.Changes;
import io.plumbline.evaluate.kernel.Parallel;
import io.plumbline.evaluate.kernel.Pinned;
import io.plumbline.evaluate.point.Evaluated;
import io.plumbline.evaluate.point.Watch;
import io.plumbline.evaluate.result.WholeGradient;

/** Differences a piece along random directions, as {@link WholeGradient} says. */
public final class WholeDifferencing {
  /** The probability that is left. */
  private static final double MISSED = 1e-9;

  /** What a quotient is taken to be off by, as a part of the derivative's norm. */
  private static final double OWN = 0x1p-43;

  /** What a direction costs, in multiply-adds, at least about. */
  private static final double WORK = 1e6;

  private WholeDifferencing() {}

  public static WholeGradient of(
      Evaluated point,
      Pinned<?>[] pins,
      double[] derivative,
      int directions,
      long seed,
      int[] singles) {
    Push push = new Push(point, pins);
    point.prepareKinks();
    double size = Euclidean.norm(derivative);
    double[] residuals = new double[directions + singles.length];
    Watch.Counter counter = point.watch.counter("differencing directions", residuals.length);
    Parallel.ranges(
        residuals.length,
        WORK * residuals.length,
        (from, to) -> {
          boolean large = point.program.isLarge();
          Changes changes = large ? point.program.newChanges() : point.program.borrowChanges();
          for (int k = from; k < to; k++) {
            double[] v =
                k < directions
                    ? WholeGradient.direction(derivative.length, seed, k)
                    : unit(derivative.length, singles[k - directions]);
            residuals[k] = push.along(v, changes) - Euclidean.dot(derivative, v);
            counter.add(1);
          }
          if (!large) {
            point.program.giveBack(changes);
          }
        });
    double sum = 0;
    double worst = 0;
    double single = 0;
    for (int k = 0; k < residuals.length; k++) {
      double off = Math.abs(residuals[k]);
      if (k < directions) {
        sum += (off + OWN * size) * (off + OWN * size);
        worst = off <= worst ? worst : off;
      } else {
        single = off <= single ? single : off;
      }
    }
    double error = Math.sqrt(sum / ChiSquare.quantile(directions, MISSED));
    return new WholeGradient(directions, seed, MISSED, error, worst, singles.length, single);
  }

  private static double[] unit(int length, int index) {
    double[] v = new double[length];
    v[index] = 1;
    return v;
  }
}
