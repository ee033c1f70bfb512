package io.plumbline.attack;

import io.plumbline.core.InvalidInputException;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * DeepFool (Moosavi-Dezfooli, Fawzi and Frossard 2016): takes the network for linear, goes to the
 * nearest of the classes' boundaries, a little over it, and again until the model errs. It seeks
 * the smallest change; what is farther than epsilon is brought back into the ball.
 */
public final class DeepFool extends BatchedAttack {
  /** The defaults of the paper and of Foolbox. */
  static final int STEPS = 50;

  private static final double OVERSHOOT = 0.02;
  private static final int CANDIDATES = 10;

  /** Added to every gap, as the authors' code does: at the boundary the gap is lost in rounding. */
  private static final double LEAST_GAP = 1e-4;

  private final int steps;
  private final double overshoot;
  private final int candidates;

  /**
   * Sets the attack up.
   *
   * @param steps the largest number of steps, at least 1 (ART: {@code max_iter})
   * @param overshoot how much farther than the boundary, as a share; at least 0 (ART: {@code
   *     epsilon})
   * @param candidates how many of the likeliest classes are looked at, at least 2 (ART: {@code
   *     nb_grads})
   * @throws InvalidInputException if a number is out of its range
   */
  public DeepFool(int steps, double overshoot, int candidates) {
    super("deepfool", 0);
    Require.atLeast("steps", steps, 1);
    Require.that(
        overshoot >= 0 && overshoot < Double.POSITIVE_INFINITY,
        "overshoot",
        overshoot,
        "at least 0 and finite");
    Require.atLeast("candidates", candidates, 2);
    this.steps = steps;
    this.overshoot = overshoot;
    this.candidates = candidates;
  }

  /**
   * DeepFool as its authors set it up.
   *
   * @return 50 steps, an overshoot of 0.02, 10 candidates
   */
  public static DeepFool original() {
    return new DeepFool(STEPS, OVERSHOOT, CANDIDATES);
  }

  static DeepFool withSteps(int steps) {
    return new DeepFool(steps, OVERSHOOT, CANDIDATES);
  }

  @Override
  void requireServed(Classifier model, Threat threat) {
    differentiable(model, name());
    if (threat.targeted()) {
      throw new InvalidInputException(
          "target must be left out for deepfool, which goes to whatever class is nearest");
    }
  }

  @Override
  void perturb(AttackedBatch batch, Classifier model, Threat threat, Steps progress) {
    DifferentiableClassifier differentiable = differentiable(model, name());
    float[][] clean = batch.predictClean();
    int[][] classes = new int[batch.count()][];
    double[][] total = new double[batch.count()][];
    for (int sample : batch.open()) {
      classes[sample] = likeliest(clean[sample], batch.labels[sample]);
      total[sample] = new double[model.inputs()];
    }
    for (int step = 0; step < steps && batch.open().length > 0; step++) {
      progress.done((double) step / steps);
      Slopes slopes = new Slopes(batch, differentiable, classes);
      for (int sample : batch.open()) {
        cross(slopes, batch, sample, classes[sample], total[sample], threat);
      }
      batch.check();
    }
    bringBack(batch, threat);
  }

  /** The label, then the other candidates. */
  private int[] likeliest(float[] logits, int label) {
    return IntStream.concat(
            IntStream.of(label),
            IntStream.range(0, logits.length)
                .filter(c -> c != label)
                .boxed()
                .sorted((a, b) -> Float.compare(logits[b], logits[a]))
                .limit(candidates - 1L)
                .mapToInt(Integer::intValue))
        .toArray();
  }

  /** Adds the step to the nearest boundary to a sample's total. */
  private void cross(
      Slopes slopes,
      AttackedBatch batch,
      int sample,
      int[] classes,
      double[] total,
      Threat threat) {
    double nearest = Double.POSITIVE_INFINITY;
    double factor = 0;
    int chosen = -1;
    for (int k = 1; k < classes.length; k++) {
      double gap = Math.abs(slopes.gap(sample, classes[k], classes[0])) + LEAST_GAP;
      double size = slopes.size(sample, classes[k], classes[0], threat.norm());
      double distance = gap / size;
      if (distance < nearest) {
        nearest = distance;
        chosen = classes[k];
        // In L2 the step is gap·w/|w|², in LINF gap·sign(w)/|w|₁.
        factor = threat.norm() == Norm.L2 ? distance / size : distance;
      }
    }
    if (chosen < 0) {
      return;
    }
    float[] up = slopes.of(sample, chosen);
    float[] down = slopes.of(sample, classes[0]);
    float[] x = batch.points[sample];
    float[] center = batch.balls[sample].center();
    Bounds bounds = threat.bounds();
    for (int i = 0; i < x.length; i++) {
      double slope = (double) up[i] - down[i];
      total[i] += factor * (threat.norm() == Norm.L2 ? slope : Math.signum(slope));
      float moved = (float) (center[i] + (1 + overshoot) * total[i]);
      x[i] = bounds.clip(i, moved);
    }
  }

  /** What lies outside of the ball is projected into it, and asked for again. */
  private static void bringBack(AttackedBatch batch, Threat threat) {
    boolean any = false;
    for (int sample = 0; sample < batch.count(); sample++) {
      Ball ball = batch.balls[sample];
      if (threat.norm().distance(batch.points[sample], ball.center()) > threat.epsilon()) {
        ball.project(batch.points[sample]);
        batch.success[sample] = false;
        any = true;
      }
    }
    if (any) {
      batch.reopen();
      batch.check();
    }
  }

  /** The scores of all candidates and their gradients, where the open samples are. */
  private static final class Slopes {
    private final LossGradients[] byClass;
    private final int[][] rows;

    Slopes(AttackedBatch batch, DifferentiableClassifier model, int[][] classes) {
      byClass = new LossGradients[model.classes()];
      rows = new int[model.classes()][batch.count()];
      for (int c = 0; c < byClass.length; c++) {
        int output = c;
        int[] asked =
            Arrays.stream(batch.open())
                .filter(sample -> IntStream.of(classes[sample]).anyMatch(k -> k == output))
                .toArray();
        if (asked.length > 0) {
          byClass[c] = batch.logitGradients(model, asked, c);
          for (int k = 0; k < asked.length; k++) {
            rows[c][asked[k]] = k;
          }
        }
      }
    }

    float[] of(int sample, int output) {
      return byClass[output].gradients()[rows[output][sample]];
    }

    double gap(int sample, int output, int other) {
      return byClass[output].losses()[rows[output][sample]]
          - byClass[other].losses()[rows[other][sample]];
    }

    /** The dual norm of the difference of two slopes. */
    double size(int sample, int output, int other, Norm norm) {
      float[] up = of(sample, output);
      float[] down = of(sample, other);
      double sum = 0;
      for (int i = 0; i < up.length; i++) {
        double slope = (double) up[i] - down[i];
        sum += norm == Norm.L2 ? slope * slope : Math.abs(slope);
      }
      return norm == Norm.L2 ? Math.sqrt(sum) : sum;
    }
  }
}
