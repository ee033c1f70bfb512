package io.plumbline.diagnose.explain;

import io.plumbline.core.cause.Factor;
import io.plumbline.core.cause.Price;
import io.plumbline.core.cause.Transform;
import io.plumbline.core.function.Precision;
import io.plumbline.diagnose.mistakes.Scalar;
import java.util.Optional;

/**
 * How the numeric array may have come about, and what it then would be but for rounding.
 *
 * @param source the input
 * @param scalar what was differenced there
 * @param stencil of the quotients
 * @param cut what was moved together
 * @param mean whether a tile's quotient was divided by its pixels
 * @param steps by which x was moved to either side
 * @param turned how the array's axes were rearranged
 * @param factor that everything was multiplied by
 * @param arithmetic in which the loss was evaluated
 * @param expected one number for each element of the array
 */
record Reading(
    CandidateInput source,
    Scalar scalar,
    DifferenceScheme stencil,
    Cut cut,
    boolean mean,
    Steps steps,
    Optional<Transform> turned,
    Factor factor,
    Precision arithmetic,
    double[] expected) {

  /** Whether nothing but stencil, steps, tile, axes and factor may be other than was said. */
  boolean asStated() {
    return scalar.isStated() && source.change().isNone();
  }

  /**
   * What it costs to assume it, in nats.
   *
   * @param given what was said
   * @param nothing whether the array is nothing but zeros, which most losses explain somewhere
   */
  double price(Disagreement given, boolean nothing) {
    double what = asStated() ? 0 : scalar.price() + source.change().price();
    boolean common = nothing && !scalar.isStated() && !scalar.flat();
    return (common ? Math.max(Price.NOTHING.nats(), what) : what)
        + stencil.price()
        + cut.price(given.tile())
        + steps.price(given.step())
        + (turned.isPresent() ? Price.AXES.nats() : 0)
        + (factor.value() == 0 ? Price.NOTHING.nats() : factor.price());
  }

  Made made() {
    return new Made(steps.h(), stencil.toString(), cut.height(), factor.value());
  }

  /** The quotients of another stencil or cut, at the same steps, before axes and factor. */
  double[] quotients(DifferenceScheme of, Cut together, boolean meant) {
    return source.array(quotients(source, scalar, of, together, steps), together, meant);
  }

  /** The quotients along the reading's cut, before axes and factor. */
  double[] together() {
    double[] quotients =
        stencil == DifferenceScheme.EXACT
            ? exact(source, scalar, cut, expected)
            : quotients(source, scalar, stencil, cut, steps);
    return source.array(quotients, cut, mean);
  }

  /** The derivative along each group of a cut, by the tie rule that is nearest to an array. */
  static double[] exact(CandidateInput source, Scalar scalar, Cut cut, double[] like) {
    return cut.sums(source.side(scalar.objective(), like).gradient());
  }

  /** One quotient for each group of a cut. */
  static double[] quotients(
      CandidateInput source, Scalar scalar, DifferenceScheme of, Cut cut, Steps steps) {
    if (of.isWalk()) {
      LossChanges walk = source.walk(scalar.objective(), of, steps);
      return of.quotients(walk, () -> walk);
    }
    Steps twice = steps.with(2 * steps.h());
    return of.quotients(
        source.changes(scalar.objective(), cut, steps),
        () -> source.changes(scalar.objective(), cut, twice));
  }

  /** What to do about the numeric array, where it was not computed as was said. */
  Optional<String> mending() {
    if (!source.change().isNone()) {
      return Optional.of(
          "Compute the quotients at the same input: these are at another, "
              + source.change().name()
              + ".");
    }
    if (!scalar.isStated()) {
      return Optional.of("Compute the quotients again: these are of " + scalar.noun() + ".");
    }
    if (turned.isPresent()) {
      return Optional.of(
          "Put the quotients' axes right (" + turned.get().name() + ") before comparing.");
    }
    if (factor.value() == 0) {
      return Optional.of(
          "Look at the loop that fills the numeric array: every quotient in it is zero.");
    }
    if (factor.value() != 1) {
      return Optional.of(Said.text("Divide the quotients by %.4g.", factor.value()));
    }
    if (!cut.isSingle()) {
      return Optional.of(
          "A tile's quotient is the sum of its pixels' derivatives: compare it with the sum of"
              + " the analytic ones over the tile, or divide it by their number.");
    }
    if (!stencil.isQuotient()) {
      return Optional.of("Put the parentheses in: (f(x+h) - f(x-h)) / (2*h).");
    }
    if (stencil.isWalk()) {
      return Optional.of("Put each element back to x before the next one is moved.");
    }
    boolean oneSided = stencil == DifferenceScheme.FORWARD || stencil == DifferenceScheme.BACKWARD;
    return oneSided
        ? Optional.of("Take central quotients, (f(x+h) - f(x-h))/2h.")
        : Optional.empty();
  }

  Reading times(Factor other) {
    double[] scaled = Vectors.times(other.value(), expected);
    return new Reading(
        source, scalar, stencil, cut, mean, steps, turned, other, arithmetic, scaled);
  }

  Reading turned(Transform transform) {
    double[] moved = transform.apply(expected);
    return new Reading(
        source,
        scalar,
        stencil,
        cut,
        mean,
        steps,
        Optional.of(transform),
        factor,
        arithmetic,
        moved);
  }

  Reading in(Precision other) {
    return new Reading(source, scalar, stencil, cut, mean, steps, turned, factor, other, expected);
  }
}
