package io.plumbline.attack;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.tile.Image;
import java.util.Arrays;

/**
 * The square attack (Andriushchenko et al. 2020): random search. Each query changes the pixels of
 * one random square and keeps what lowers the margin; squares shrink as the budget is spent. What
 * is put into a square depends on the norm.
 */
public final class SquareAttack extends BatchedAttack {
  /** The share of the image that the first squares cover. */
  private static final double FIRST_SHARE = 0.8;

  /** Of 10,000 queries, those after which the share of the image is halved. */
  private static final int[] HALVINGS = {10, 50, 200, 500, 1000, 2000, 4000, 6000, 8000};

  private static final double SCHEDULED = 10_000;

  /** Queries before the first square: the clean input, and where the search begins. */
  private static final int BEFORE = 2;

  private final Image grid;
  private final int queryBudget;

  /**
   * Sets the attack up.
   *
   * @param grid how inputs lie in images
   * @param queryBudget how often the model may be evaluated for a sample, at least 1
   * @param seed of the search
   * @throws InvalidInputException if the budget is below 1
   */
  public SquareAttack(Image grid, int queryBudget, long seed) {
    super("square", seed);
    Require.atLeast("queries", queryBudget, 1);
    this.grid = grid;
    this.queryBudget = queryBudget;
  }

  @Override
  void requireServed(Classifier model, Threat threat) {
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
  void perturb(AttackedBatch batch, Classifier model, Threat threat, Steps progress) {
    batch.predictClean();
    SquareMoves moves =
        threat.norm() == Norm.LINF
            ? new LinfSquares(grid, threat.epsilon())
            : new L2Squares(grid, threat.epsilon());
    float[][] best = new float[batch.count()][];
    double[] lowest = new double[batch.count()];
    int[] said = batch.predictions.clone();
    Arrays.fill(lowest, Double.POSITIVE_INFINITY);
    // The clean input took one query.
    for (int query = 1; query < queryBudget && batch.open().length > 0; query++) {
      progress.done((double) query / queryBudget);
      int[] open = batch.open();
      for (int sample : open) {
        best[sample] = batch.points[sample];
        batch.points[sample] =
            query == 1
                ? moves.start(batch.balls[sample], batch.randoms[sample])
                : moves.move(
                    best[sample], batch.balls[sample], share(query), batch.randoms[sample]);
      }
      float[][] logits = batch.check();
      for (int k = 0; k < open.length; k++) {
        int sample = open[k];
        double margin = LogitLosses.margin(logits[k], batch.goal(sample));
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

  /** The share of the image that the square of a query covers. */
  private double share(int query) {
    double scaled = (query - BEFORE) * SCHEDULED / queryBudget;
    double share = FIRST_SHARE;
    for (int halving : HALVINGS) {
      share /= scaled > halving ? 2 : 1;
    }
    return share;
  }
}
