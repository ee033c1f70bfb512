package io.plumbline.attack;

import io.plumbline.core.InvalidInputException;

/**
 * Climbs the loss by its gradient inside the ball: along its signs for L-infinity, along itself for
 * L2. One step of length epsilon is FGSM (Goodfellow, Shlens and Szegedy 2015); several are BIM
 * (Kurakin, Goodfellow and Bengio 2017); from random points PGD (Madry et al. 2018); along a
 * running mean of gradients MI-FGSM (Dong et al. 2018). A targeted attack descends the loss of its
 * target instead. Samples stop as soon as the model says what is wanted.
 */
public final class GradientAttack extends BatchedAttack {
  private final GradientAttackOptions options;

  GradientAttack(String name, GradientAttackOptions options) {
    super(name, options.seed());
    this.options = options;
  }

  /**
   * FGSM: one step of length epsilon from the clean input.
   *
   * @return the attack
   */
  public static Attack fgsm() {
    return new GradientAttack("fgsm", GradientAttackOptions.FGSM);
  }

  /**
   * BIM: several steps from the clean input.
   *
   * @param options how many, and how long
   * @return the attack
   */
  public static Attack bim(GradientAttackOptions options) {
    return new GradientAttack("bim", options.withRandomStart(false).withDecay(0));
  }

  /**
   * PGD: several steps from random points.
   *
   * @param options how many, how long, from how many points
   * @return the attack
   */
  public static Attack pgd(GradientAttackOptions options) {
    return new GradientAttack("pgd", options.withDecay(0));
  }

  /**
   * MI-FGSM: several steps along decaying sums of gradients, each divided by the sum of its
   * absolute values.
   *
   * @param options how many, how long, and the decay
   * @return the attack
   */
  public static Attack miFgsm(GradientAttackOptions options) {
    return new GradientAttack("mi-fgsm", options);
  }

  @Override
  void requireServed(Classifier model, Threat threat) {
    differentiable(model, name());
    if (options.restarts() > 1 && !options.randomStart()) {
      throw new InvalidInputException(
          "restarts (%d) must be 1 for %s, which always begins at the input; pgd begins at random points"
              .formatted(options.restarts(), name()));
    }
  }

  @Override
  void perturb(AttackedBatch batch, Classifier model, Threat threat, Steps steps) {
    DifferentiableClassifier differentiable = differentiable(model, name());
    if (options.randomStart()) {
      batch.predictClean();
    }
    for (int restart = 0; restart < options.restarts(); restart++) {
      batch.reopen();
      if (options.randomStart()) {
        for (int sample : batch.open()) {
          batch.points[sample] = batch.balls[sample].random(batch.randoms[sample]);
        }
      }
      climb(batch, differentiable, threat, restart, steps);
    }
  }

  private void climb(
      AttackedBatch batch,
      DifferentiableClassifier model,
      Threat threat,
      int restart,
      Steps steps) {
    double length = options.stepLength(threat.epsilon());
    float[][] momentum = options.decay() > 0 ? new float[batch.count()][model.inputs()] : null;
    for (int step = 0; step < options.steps() && batch.open().length > 0; step++) {
      steps.done(
          (restart * (double) options.steps() + step) / (options.restarts() * options.steps()));
      int[] asked = batch.open();
      boolean clean = step == 0 && !options.randomStart();
      LossGradients found = clean ? batch.cleanGradients(model) : batch.gradients(model);
      for (int k = 0; k < asked.length; k++) {
        int sample = asked[k];
        if (!batch.success[sample]) {
          float[] direction = found.gradients()[k];
          if (momentum != null) {
            accumulate(momentum[sample], direction);
            direction = momentum[sample];
          }
          batch.balls[sample].step(
              batch.points[sample], direction, threat.targeted() ? -length : length);
        }
      }
    }
    if (batch.open().length > 0) {
      batch.check();
    }
  }

  private void accumulate(float[] momentum, float[] gradient) {
    double size = 0;
    for (float g : gradient) {
      size += Math.abs(g);
    }
    double factor = size > 0 && size < Double.POSITIVE_INFINITY ? 1 / size : 0;
    for (int i = 0; i < momentum.length; i++) {
      momentum[i] = (float) (options.decay() * momentum[i] + factor * gradient[i]);
    }
  }
}
