package io.plumbline.attack;

import io.plumbline.core.InvalidInputException;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * What an attacker may do and wants: move an input by at most epsilon in a norm, inside the bounds,
 * so that the model errs, or says one class.
 */
public final class Threat {
  private final Norm norm;
  private final double epsilon;
  private final Bounds bounds;
  private final int @Nullable [] targets;

  private Threat(Norm norm, double epsilon, Bounds bounds, int @Nullable [] targets) {
    this.norm = norm;
    this.epsilon = epsilon;
    this.bounds = bounds;
    this.targets = targets;
  }

  /**
   * Any wrong class will do, inside [0, 1].
   *
   * @param norm of the change
   * @param epsilon the largest change, at least 0 and finite
   * @return the threat
   * @throws InvalidInputException if epsilon is negative or not finite
   */
  public static Threat of(Norm norm, double epsilon) {
    if (!(epsilon >= 0 && epsilon < Double.POSITIVE_INFINITY)) {
      throw new InvalidInputException("epsilon (" + epsilon + ") must be at least 0 and finite");
    }
    return new Threat(norm, epsilon, Bounds.UNIT, null);
  }

  /**
   * The same with other bounds.
   *
   * @param other of every element
   * @return a new threat
   */
  public Threat within(Bounds other) {
    return new Threat(norm, epsilon, other, targets);
  }

  /**
   * The same with another epsilon.
   *
   * @param other the largest change, at least 0 and finite
   * @return a new threat
   * @throws InvalidInputException if epsilon is negative or not finite
   */
  public Threat reaching(double other) {
    return new Threat(norm, of(norm, other).epsilon, bounds, targets);
  }

  /**
   * The same with a class that the model shall say.
   *
   * @param classes one for each sample, none of them the sample's label; or one for all
   * @return a new threat
   */
  public Threat targeting(int... classes) {
    return new Threat(norm, epsilon, bounds, classes.clone());
  }

  /** The same for the first samples alone. */
  Threat onFirst(int count) {
    return targets == null || targets.length == 1
        ? this
        : new Threat(norm, epsilon, bounds, Arrays.copyOf(targets, count));
  }

  /**
   * FGSM on one input whose gradient is known already: one step as long as epsilon.
   *
   * @param clean inside the bounds; not written to
   * @param gradient of the loss by each value
   * @return a new input, exactly inside epsilon and bounds; in L-infinity a value whose derivative
   *     is 0 or NaN stays as it is
   */
  public float[] step(float[] clean, float[] gradient) {
    return step(clean, clean, gradient, epsilon);
  }

  /**
   * One step up the loss, from any point that the threat allows.
   *
   * @param clean inside the bounds; not written to
   * @param point where to begin; not written to
   * @param gradient of the loss at the point, by each value
   * @param length of the step; negative to go down
   * @return a new input, exactly inside epsilon and bounds
   */
  public float[] step(float[] clean, float[] point, float[] gradient, double length) {
    float[] moved = point.clone();
    new Ball(clean, this).step(moved, gradient, length);
    return moved;
  }

  /**
   * A random point that the threat allows: uniform in the ball, then clipped to the bounds.
   *
   * @param clean inside the bounds; not written to
   * @param random where the numbers come from
   * @return a new input, exactly inside epsilon and bounds
   */
  public float[] randomPoint(float[] clean, SplittableRandom random) {
    return new Ball(clean, this).random(random);
  }

  /**
   * In what the change is measured.
   *
   * @return the norm
   */
  public Norm norm() {
    return norm;
  }

  /**
   * The largest change.
   *
   * @return at least 0
   */
  public double epsilon() {
    return epsilon;
  }

  /**
   * The values that elements may have.
   *
   * @return the bounds
   */
  public Bounds bounds() {
    return bounds;
  }

  /**
   * Whether the model shall say one class.
   *
   * @return false where any wrong class will do
   */
  public boolean targeted() {
    return targets != null;
  }

  /** The target of each sample, checked against the labels; null where there is none. */
  int @Nullable [] targets(int[] labels, int classes) {
    if (targets == null) {
      return null;
    }
    if (targets.length != 1 && targets.length != labels.length) {
      throw new InvalidInputException(
          "targets ("
              + targets.length
              + ") must be one, or as many as the samples ("
              + labels.length
              + ")");
    }
    int[] each = new int[labels.length];
    Arrays.setAll(each, k -> targets.length == 1 ? targets[0] : targets[k]);
    for (int k = 0; k < each.length; k++) {
      if (each[k] < 0 || each[k] >= classes) {
        throw new InvalidInputException(
            "target (" + each[k] + ") must be at least 0 and below " + classes);
      }
      if (each[k] == labels[k]) {
        throw new InvalidInputException(
            "target (" + each[k] + ") must be another class than the label of sample " + k);
      }
    }
    return each;
  }
}
