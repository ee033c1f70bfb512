package io.plumbline.network.explain;

import java.util.Optional;

/**
 * How the numeric array may have come about, and what it then would be but for rounding.
 *
 * @param source the input
 * @param scalar what was differenced there
 * @param side of the quotients
 * @param cut what was moved together
 * @param mean whether a tile's quotient was divided by its pixels
 * @param factor that everything was multiplied by
 * @param expected one number for each element of the array
 * @param misfit the norm of what is left of the numeric array
 */
record Reading(
    Source source,
    Scalar scalar,
    Side side,
    Cut cut,
    boolean mean,
    double factor,
    double[] expected,
    double misfit) {

  static Reading of(
      Source source, Scalar scalar, Side side, Cut cut, boolean mean, double factor, double[] n) {
    double[] quotients = source.quotients(scalar.objective(), side, cut, mean);
    double[] expected = Vectors.times(factor * scalar.factor(), quotients);
    double misfit = Vectors.distance(n, expected);
    return new Reading(source, scalar, side, cut, mean, factor, expected, misfit);
  }

  /** Whether nothing but tile, side and factor may be other than was said. */
  boolean asStated() {
    return scalar.id().isEmpty() && source.variant().name().isEmpty();
  }

  /** What to do about the numeric array, where it was not computed as was said. */
  Optional<String> mending() {
    if (!source.variant().name().isEmpty()) {
      return Optional.of(
          "Compute the quotients at the same input: these are at one "
              + source.variant().name()
              + ".");
    }
    if (!scalar.id().isEmpty()) {
      return Optional.of("Compute the quotients again: these are " + scalar.words() + ".");
    }
    if (factor != 1) {
      return Optional.of(Words.text("Divide the quotients by %.4g.", factor));
    }
    if (cut.side() > 1) {
      return Optional.of(
          "A tile's quotient is the sum of its pixels' derivatives: compare it with the sum of"
              + " the analytic ones over the tile, or divide it by their number.");
    }
    return side == Side.CENTRAL
        ? Optional.empty()
        : Optional.of("Take central quotients, (f(x+h) - f(x-h))/2h.");
  }

  Reading from(Side other, double[] numeric) {
    return of(source, scalar, other, cut, mean, factor, numeric);
  }

  Reading times(double other, double[] numeric) {
    return of(source, scalar, side, cut, mean, factor * other, numeric);
  }
}
