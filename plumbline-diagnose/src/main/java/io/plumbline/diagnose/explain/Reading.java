package io.plumbline.diagnose.explain;

import java.util.Optional;

/**
 * How the numeric array may have come about, and what it then would be but for rounding.
 *
 * @param source the input
 * @param scalar what was differenced there
 * @param side of the quotients
 * @param cut what was moved together
 * @param mean whether a tile's quotient was divided by its pixels
 * @param step by which x was moved to either side
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
    double step,
    double factor,
    double[] expected,
    double misfit) {

  /** Whether nothing but step, tile, side and factor may be other than was said. */
  boolean asStated() {
    return scalar.id().isEmpty() && source.variant().isAsGiven();
  }

  Made made() {
    return new Made(step, side.toString(), cut.side(), factor);
  }

  /** The quotients of another side or cut, at the same step, in the array's order. */
  double[] quotients(Side of, Cut together, boolean meant) {
    double moved = source.variant().moved(step);
    double[] quotients = of.quotients(source.changes(scalar.objective(), together, moved), moved);
    return Vectors.times(scalar.factor(), source.array(quotients, together, meant));
  }

  /** What to do about the numeric array, where it was not computed as was said. */
  Optional<String> mending() {
    if (!source.variant().isAsGiven()) {
      return Optional.of(source.variant().mending());
    }
    if (!scalar.id().isEmpty()) {
      return Optional.of("Compute the quotients again: these are " + scalar.words() + ".");
    }
    if (factor == 0) {
      return Optional.of(
          "Look at the loop that fills the numeric array: every quotient in it is zero.");
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

  Reading times(double other, double[] numeric) {
    double[] scaled = Vectors.times(other, expected);
    return new Reading(
        source,
        scalar,
        side,
        cut,
        mean,
        step,
        factor * other,
        scaled,
        Vectors.distance(numeric, scaled));
  }
}
