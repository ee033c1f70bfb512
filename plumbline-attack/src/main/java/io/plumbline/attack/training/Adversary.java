package io.plumbline.attack.training;

import io.plumbline.attack.Norm;
import io.plumbline.attack.Threat;
import io.plumbline.core.InvalidInputException;
import java.util.Locale;

/**
 * Who attacks the batches that a network learns from, in L-infinity.
 *
 * @param kind which attack
 * @param epsilon how far it may move a pixel
 * @param mix the share of each batch that is attacked, above 0 and at most 1
 * @param steps how many gradients it takes
 * @param stepSize how far a step goes
 */
public record Adversary(Kind kind, double epsilon, double mix, int steps, double stepSize) {
  /** The attacks that training knows. */
  public enum Kind {
    /** None: standard training. */
    NONE,
    /**
     * One step of 1.25 epsilon from a random point, without which the network learns to mask its
     * gradients (Wong, Rice and Kolter 2020).
     */
    FGSM,
    /** Several steps from a random point (Madry et al. 2018). */
    PGD
  }

  private static final double FGSM_STEP = 1.25;
  private static final double PGD_REACH = 2.5;

  /**
   * Checks the numbers.
   *
   * @throws InvalidInputException if one is out of its range
   */
  public Adversary {
    Threat.of(Norm.LINF, epsilon);
    if (!(mix > 0 && mix <= 1)) {
      throw new InvalidInputException("mix (" + mix + ") must be above 0 and at most 1");
    }
    if (steps < 1) {
      throw new InvalidInputException("steps (" + steps + ") must be at least 1");
    }
    if (!(stepSize >= 0 && stepSize < Double.POSITIVE_INFINITY)) {
      throw new InvalidInputException("step size (" + stepSize + ") must be at least 0 and finite");
    }
  }

  /**
   * Nobody.
   *
   * @param epsilon at which the network is still attacked after each epoch, to see
   * @return the adversary
   */
  public static Adversary none(double epsilon) {
    return new Adversary(Kind.NONE, epsilon, 1, 1, 0);
  }

  /**
   * One step from a random point.
   *
   * @param epsilon how far a pixel may be moved
   * @param mix the share of each batch
   * @return the adversary
   */
  public static Adversary fgsm(double epsilon, double mix) {
    return new Adversary(Kind.FGSM, epsilon, mix, 1, FGSM_STEP * epsilon);
  }

  /**
   * Several steps from a random point, which together reach two and a half times as far as epsilon.
   *
   * @param epsilon how far a pixel may be moved
   * @param mix the share of each batch
   * @param steps at least 1
   * @return the adversary
   */
  public static Adversary pgd(double epsilon, double mix, int steps) {
    return new Adversary(Kind.PGD, epsilon, mix, steps, PGD_REACH * epsilon / Math.max(1, steps));
  }

  /** In words, each setting between commas. */
  String describe() {
    return "adversarial %s, epsilon %s, mix %s, steps %s, step size %s"
        .formatted(kind.name().toLowerCase(Locale.ROOT), epsilon, mix, steps, stepSize);
  }

  /**
   * The same with steps of another length.
   *
   * @param length at least 0
   * @return a new adversary
   */
  public Adversary withStepSize(double length) {
    return new Adversary(kind, epsilon, mix, steps, length);
  }
}
