package io.plumbline.attack;

import io.plumbline.core.InvalidInputException;

/**
 * Climbs the loss by an estimate of its gradient that takes the model's outputs alone. An estimate
 * that would exceed a sample's query budget is not begun.
 */
public final class EstimatedGradientAttack extends BatchedAttack {
  private final GradientEstimator estimator;
  private final GradientAttackOptions options;
  private final long queryBudget;

  /**
   * Sets the attack up.
   *
   * @param estimator where gradients come from
   * @param options steps, their length and the seed; random starts and restarts are not taken
   * @param queryBudget how often the model may be evaluated for a sample, at least 1
   * @throws InvalidInputException if the budget is below 1
   */
  public EstimatedGradientAttack(
      GradientEstimator estimator, GradientAttackOptions options, long queryBudget) {
    super(estimator.name(), options.seed());
    Require.atLeast("queries", queryBudget, 1);
    this.estimator = estimator;
    this.options = options;
    this.queryBudget = queryBudget;
  }

  /** What the first step takes: the clean input, an estimate, and a look at where it leads. */
  long leastQueries(int inputs) {
    return estimator.queries(inputs) + 2;
  }

  @Override
  void perturb(AttackedBatch batch, Classifier model, Threat threat, Steps progress) {
    batch.predictClean();
    double length = options.stepLength(threat.epsilon());
    double up = threat.targeted() ? -length : length;
    long next = estimator.queries(model.inputs()) + 1;
    for (int step = 0; step < options.steps() && batch.open().length > 0; step++) {
      batch.giveUp(sample -> batch.queries[sample] + next > queryBudget);
      int[] open = batch.open();
      for (int k = 0; k < open.length; k++) {
        int sample = open[k];
        progress.done((step + (double) k / open.length) / options.steps());
        float[] gradient =
            estimator.estimate(
                batch.points[sample],
                points -> batch.losses(sample, points),
                batch.randoms[sample]);
        batch.balls[sample].step(batch.points[sample], gradient, up);
      }
      batch.check();
    }
  }
}
