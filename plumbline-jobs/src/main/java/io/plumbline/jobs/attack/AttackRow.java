package io.plumbline.jobs.attack;

import io.plumbline.attack.AttackResult;
import io.plumbline.attack.Threat;
import java.util.Arrays;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * One attack at one epsilon: an entry of {@code results} in the JSON file.
 *
 * @param method the attack's name
 * @param norm linf or l2
 * @param epsilon the largest change
 * @param count how many images
 * @param cleanAccuracy before the attack, from 0 to 1
 * @param adversarialAccuracy under it, from 0 to 1
 * @param successRate the share of images where the attacker got what was wanted, from 0 to 1
 * @param medianDistance of successes on images the model gets right; absent where there are none
 * @param queries evaluations of the model, all images together
 * @param gradients how many of those came with a gradient
 * @param elapsedMs how long it took, in milliseconds
 */
public record AttackRow(
    String method,
    String norm,
    double epsilon,
    int count,
    double cleanAccuracy,
    double adversarialAccuracy,
    double successRate,
    OptionalDouble medianDistance,
    long queries,
    long gradients,
    double elapsedMs) {
  private static final double NANOSECONDS_IN_MILLISECOND = 1e6;

  /**
   * The figures of a result.
   *
   * @param method the attack's name
   * @param threat norm and epsilon
   * @param result what was found
   * @param nanoseconds how long it took
   * @return a row
   */
  public static AttackRow of(String method, Threat threat, AttackResult result, long nanoseconds) {
    double median = result.medianDistance();
    return new AttackRow(
        method,
        threat.norm().name().toLowerCase(Locale.ROOT),
        threat.epsilon(),
        result.count(),
        result.cleanAccuracy(),
        result.adversarialAccuracy(),
        result.successRate(),
        Double.isNaN(median) ? OptionalDouble.empty() : OptionalDouble.of(median),
        result.totalQueries(),
        Arrays.stream(result.gradients()).sum(),
        nanoseconds / NANOSECONDS_IN_MILLISECOND);
  }

  /**
   * Whether some images are neither right nor what the attacker wanted, as only a target makes
   * them.
   *
   * @return whether success is more than a wrong answer
   */
  boolean targeted() {
    return Math.round(count * successRate) != Math.round(count * (1 - adversarialAccuracy));
  }

  /**
   * Evaluations for each image.
   *
   * @return the mean
   */
  public double queriesPerImage() {
    return (double) queries / count;
  }
}
