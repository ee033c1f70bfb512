package io.plumbline.jobs.estimate;

import io.plumbline.attack.Bounds;
import io.plumbline.attack.Norm;
import io.plumbline.attack.Threat;
import io.plumbline.core.InvalidInputException;
import io.plumbline.jobs.attack.ModelAndImages;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What to estimate, and how.
 *
 * @param of the model and its image
 * @param tiles sides of tiles
 * @param h the step of the differences
 * @param epsilons how far FGSM goes with each estimate
 * @param bounds of the values, for all channels or for each; those of the image where empty
 * @param json where to write the results
 * @param report where to write a report
 */
public record EstimateSettings(
    ModelAndImages of,
    List<Integer> tiles,
    double h,
    List<Double> epsilons,
    List<Bounds> bounds,
    Optional<Path> json,
    Optional<Path> report) {
  /**
   * Checks what can be checked without data.
   *
   * @throws InvalidInputException if a number is out of its range
   */
  public EstimateSettings {
    tiles = tiles.stream().distinct().toList();
    epsilons = epsilons.stream().distinct().toList();
    if (tiles.isEmpty()) {
      throw new InvalidInputException("--tile (none) must be one number or more");
    }
    if (epsilons.isEmpty()) {
      throw new InvalidInputException("--epsilon (none) must be one number or more");
    }
    for (int tile : tiles) {
      if (tile < 1) {
        throw new InvalidInputException("tile (" + tile + ") must be at least 1");
      }
    }
    if (!(h > 0 && h < Double.POSITIVE_INFINITY)) {
      throw new InvalidInputException("h (" + h + ") must be positive and finite");
    }
    epsilons.forEach(epsilon -> Threat.of(Norm.LINF, epsilon));
  }
}
