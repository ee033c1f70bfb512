package io.plumbline.diagnose.check;

import io.plumbline.evaluate.result.Stage;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What the check of one gradient had shown when it was ended: never that the gradient is right.
 *
 * @param loss at the sample
 * @param stage what it was at; empty before the first
 * @param off how far the gradient is from that of reverse mode in float64, in norm and relative to
 *     it, where that was made
 * @param noise how far rounding moves a gradient by, likewise, where all of it was measured
 * @param differenced the coordinates that were differenced one by one
 */
public record SoFar(
    double loss,
    Optional<Stage> stage,
    OptionalDouble off,
    OptionalDouble noise,
    Optional<Differenced> differenced) {
  /**
   * Coordinates that were differenced before the end.
   *
   * @param ranges from which to which, both included, in order
   * @param count how many there are in all
   * @param agree how many agree with their quotients
   * @param disagree how many do not
   */
  public record Differenced(List<int[]> ranges, int count, int agree, int disagree) {
    /**
     * How many were differenced.
     *
     * @return the ranges' lengths together
     */
    public int done() {
      return ranges.stream().mapToInt(range -> range[1] - range[0] + 1).sum();
    }
  }
}
