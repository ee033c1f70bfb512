package io.plumbline.jobs.attack;

import io.plumbline.attack.AttackMethod;
import io.plumbline.attack.Bounds;
import io.plumbline.attack.Norm;
import io.plumbline.attack.Threat;
import io.plumbline.core.InvalidInputException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What to attack, and how.
 *
 * @param of the model and its images
 * @param method which attack
 * @param values of its settings, where they are not the usual
 * @param norm of the change
 * @param epsilons how far, one or several
 * @param bounds of the values, for all channels or for each; those of the images where empty
 * @param target a class, or {@code next} for the label plus one; any wrong class will do where
 *     absent
 * @param seed of everything random
 * @param selfCheck whether to check the attack's gradients
 * @param json where to write the results
 * @param report where to write a report
 */
public record AttackJobSettings(
    ModelAndImages of,
    AttackMethod method,
    Map<AttackMethod.Setting, Double> values,
    Norm norm,
    List<Double> epsilons,
    List<Bounds> bounds,
    Optional<String> target,
    long seed,
    boolean selfCheck,
    Optional<Path> json,
    Optional<Path> report) {
  static final int USUAL_COUNT = 1000;
  static final String NEXT = "next";

  /**
   * Checks what can be checked without data.
   *
   * @throws InvalidInputException if a number is out of its range, or two settings contradict
   */
  public AttackJobSettings {
    values = Map.copyOf(values);
    bounds = List.copyOf(bounds);
    epsilons = epsilons.stream().distinct().toList();
    if (epsilons.isEmpty()) {
      throw new InvalidInputException("--epsilon (none) must be one number or more");
    }
    epsilons.forEach(epsilon -> Threat.of(norm, epsilon));
  }
}
