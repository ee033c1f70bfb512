package io.plumbline.jobs.run.result;

import io.plumbline.report.Values;

/**
 * The image before and after an attack.
 *
 * @param method for example {@code FGSM}
 * @param epsilon the largest change of a pixel
 * @param adversarial the pixels after it, in the image's shape
 * @param perturbation adversarial minus clean, in the image's shape
 * @param truth the label
 * @param before what the model says of the clean image
 * @param after what the model says of the adversarial one
 */
public record AttackExample(
    String method,
    double epsilon,
    Values adversarial,
    Values perturbation,
    int truth,
    Prediction before,
    Prediction after) {

  /**
   * What the model says.
   *
   * @param label the most probable class
   * @param probability that class's probability
   * @param truthProbability the true class's probability
   */
  public record Prediction(int label, double probability, double truthProbability) {}
}
