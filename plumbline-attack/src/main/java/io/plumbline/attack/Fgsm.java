package io.plumbline.attack;

import io.plumbline.core.InvalidInputException;

/**
 * The fast gradient sign method: one step of size epsilon along the sign of the loss's gradient,
 * clipped to [0, 1] (Goodfellow, Shlens and Szegedy 2015, section 4).
 *
 * @param epsilon the largest change of a pixel, not negative and finite
 */
public record Fgsm(double epsilon) {
  /**
   * Checks epsilon.
   *
   * @throws InvalidInputException if it is negative, infinite or NaN
   */
  public Fgsm {
    if (!(epsilon >= 0 && epsilon < Double.POSITIVE_INFINITY)) {
      throw new InvalidInputException("epsilon (" + epsilon + ") must be at least 0 and finite");
    }
  }

  /**
   * Moves an image against its label.
   *
   * @param image pixels in [0, 1]; not written to
   * @param gradient of the loss by each pixel
   * @return a new image; a pixel whose derivative is 0 or NaN stays as it is
   */
  public float[] perturb(float[] image, float[] gradient) {
    float[] adversarial = new float[image.length];
    for (int k = 0; k < image.length; k++) {
      double sign = gradient[k] > 0 ? 1 : gradient[k] < 0 ? -1 : 0;
      adversarial[k] = (float) Math.max(0, Math.min(1, image[k] + epsilon * sign));
    }
    return adversarial;
  }
}
