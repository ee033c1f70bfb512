package io.plumbline.attack;

import io.plumbline.core.InvalidInputException;
import java.util.SplittableRandom;

/**
 * The square attack in L-infinity (Andriushchenko et al. 2020): random search from vertical stripes
 * of ±epsilon. Each query moves the pixels of one random square to ±epsilon, channel by channel,
 * and keeps what lowers the margin; squares shrink as the budget is spent.
 */
public final class SquareAttack extends BatchedAttack {
  /** The share of the image that the first squares cover. */
  private static final double FIRST_SHARE = 0.8;

  /** Of 10,000 queries, those after which the share of the image is halved. */
  private static final int[] HALVINGS = {10, 50, 200, 500, 1000, 2000, 4000, 6000, 8000};

  private static final double SCHEDULED = 10_000;
  private final ImageGrid grid;
  private final int queryBudget;

  /**
   * Sets the attack up.
   *
   * @param grid how inputs lie in images
   * @param queryBudget how often the model may be evaluated for a sample, at least 1
   * @param seed of the search
   * @throws InvalidInputException if the budget is below 1
   */
  public SquareAttack(ImageGrid grid, int queryBudget, long seed) {
    super("square", seed);
    Require.atLeast("queries", queryBudget, 1);
    this.grid = grid;
    this.queryBudget = queryBudget;
  }

  @Override
  void requireServed(Classifier model, Threat threat) {
    if (threat.norm() != Norm.LINF) {
      throw new InvalidInputException("norm (l2) must be linf for the attack square");
    }
    if (grid.size() != model.inputs()) {
      throw new InvalidInputException(
          "image ("
              + grid.rows()
              + "x"
              + grid.columns()
              + "x"
              + grid.channels()
              + ") must have as many values as the model has inputs ("
              + model.inputs()
              + ")");
    }
  }

  @Override
  void perturb(Batch batch, Classifier model, Threat threat, Steps progress) {
    batch.predictClean();
    float[][] best = new float[batch.count()][];
    double[] lowest = new double[batch.count()];
    int[] said = batch.predictions.clone();
    java.util.Arrays.fill(lowest, Double.POSITIVE_INFINITY);
    // The clean input took one query; the first candidate is the stripes.
    for (int query = 1; query < queryBudget && batch.open().length > 0; query++) {
      progress.done((double) query / queryBudget);
      int[] open = batch.open();
      for (int sample : open) {
        best[sample] = batch.points[sample];
        batch.points[sample] =
            query == 1
                ? stripes(batch.balls[sample], threat, batch.randoms[sample])
                : moved(best[sample], batch.balls[sample], threat, batch.randoms[sample], query);
      }
      float[][] logits = batch.check();
      for (int k = 0; k < open.length; k++) {
        int sample = open[k];
        double margin = CrossEntropy.margin(logits[k], batch.goal(sample));
        margin = batch.targeted ? -margin : margin;
        if (batch.success[sample] || margin < lowest[sample]) {
          lowest[sample] = margin;
          said[sample] = batch.predictions[sample];
        } else {
          batch.points[sample] = best[sample];
          batch.predictions[sample] = said[sample];
        }
      }
    }
  }

  private float[] stripes(Ball ball, Threat threat, SplittableRandom random) {
    float[] x = ball.center().clone();
    for (int channel = 0; channel < grid.channels(); channel++) {
      for (int column = 0; column < grid.columns(); column++) {
        double change = random.nextBoolean() ? threat.epsilon() : -threat.epsilon();
        for (int row = 0; row < grid.rows(); row++) {
          x[grid.index(row, column, channel)] += (float) change;
        }
      }
    }
    ball.project(x);
    return x;
  }

  private float[] moved(
      float[] from, Ball ball, Threat threat, SplittableRandom random, int query) {
    int side = side(query);
    int top = random.nextInt(grid.rows() - side + 1);
    int left = random.nextInt(grid.columns() - side + 1);
    float[] x = from.clone();
    for (int channel = 0; channel < grid.channels(); channel++) {
      float change = (float) (random.nextBoolean() ? threat.epsilon() : -threat.epsilon());
      for (int row = top; row < top + side; row++) {
        for (int column = left; column < left + side; column++) {
          int i = grid.index(row, column, channel);
          x[i] = ball.center()[i] + change;
        }
      }
    }
    ball.project(x);
    return x;
  }

  /** The side of the square at a query, at least 1. */
  private int side(int query) {
    double scaled = query * SCHEDULED / queryBudget;
    double share = FIRST_SHARE;
    for (int halving : HALVINGS) {
      share /= scaled > halving ? 2 : 1;
    }
    int side = (int) Math.round(Math.sqrt(share * grid.rows() * grid.columns()));
    return Math.max(1, Math.min(side, Math.min(grid.rows(), grid.columns())));
  }
}
