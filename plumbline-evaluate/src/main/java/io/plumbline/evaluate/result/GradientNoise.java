package io.plumbline.evaluate.result;

import java.util.List;
import java.util.function.Supplier;

/**
 * What an arithmetic's rounding does to a gradient on one piece, measured: the forward and the
 * reverse pass are repeated in float64 with a random error, as large as a model of rounding says,
 * added to every result. Winners and sides are pinned, so that the noise is linear in the unit
 * roundoff. A model of rounding and a sample of it, not a bound: it is as good as the model, and a
 * deviation from {@code draws} passes is itself off by some 70 % / sqrt(draws).
 *
 * @param derivative on the piece, by reverse mode in float64, one for each element of the input
 * @param deviations the noise at each coordinate, a standard deviation; 0 where nothing rounds
 * @param norm the noise of the whole gradient: the root mean square of its norm
 * @param own how far the derivative is off by its own rounding, a standard deviation for each
 * @param arithmetic that was modelled
 * @param draws how many pairs of passes were made
 * @param seed what the draws follow from
 * @param units finds the units that come within their own measured error of a kink
 */
public record GradientNoise(
    double[] derivative,
    double[] deviations,
    double norm,
    double[] own,
    Arithmetic arithmetic,
    int draws,
    long seed,
    Supplier<List<NearTie>> units) {

  /**
   * The units that come within their own measured error of a kink.
   *
   * @return near-ties, nearest relative to their allowance first
   */
  public List<NearTie> nearTies() {
    return units.get();
  }
}
