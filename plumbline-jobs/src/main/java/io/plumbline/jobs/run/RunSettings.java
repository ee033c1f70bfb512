package io.plumbline.jobs.run;

import io.plumbline.attack.Norm;
import io.plumbline.attack.Threat;
import io.plumbline.core.InvalidInputException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What to do.
 *
 * @param image which test image, from 0
 * @param step h of the central difference in float32, positive and finite
 * @param tile the side of the square tiles in pixels, at least 1
 * @param epochs how often each training image is seen, at least 1
 * @param epsilon the largest change of a pixel by the attack, at least 0 and finite
 * @param seed of everything random
 * @param model a model to read in place of training one
 * @param data a directory of IDX files in place of MNIST
 * @param out where the report and all that belongs to it goes
 */
public record RunSettings(
    int image,
    double step,
    int tile,
    int epochs,
    double epsilon,
    long seed,
    Optional<Path> model,
    Optional<Path> data,
    Path out) {

  /**
   * Checks what can be checked without data.
   *
   * @throws InvalidInputException if a number is out of its range
   */
  public RunSettings {
    require(image >= 0, "image", image, "at least 0");
    require(step > 0 && step < Double.POSITIVE_INFINITY, "h", step, "positive and finite");
    require(tile >= 1, "tile", tile, "at least 1");
    require(epochs >= 1, "epochs", epochs, "at least 1");
    Threat.of(Norm.LINF, epsilon);
  }

  private static void require(boolean condition, String name, Number value, String what) {
    if (!condition) {
      throw new InvalidInputException(name + " (" + value + ") must be " + what);
    }
  }
}
