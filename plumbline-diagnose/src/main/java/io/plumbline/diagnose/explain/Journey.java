package io.plumbline.diagnose.explain;

import io.plumbline.core.cause.Cause;
import io.plumbline.graph.loss.Objective;
import java.util.Optional;

/**
 * The arrays between the analytic and the numeric one, as a reading has them.
 *
 * @param given what is to be explained
 * @param reading how the numeric array came about
 * @param gradient that the quotients should be, in the order of the reading's input
 * @param rounding what it explains
 * @param derivative of the loss as stated, certified
 * @param other the derivative of what the quotients are of
 * @param pinned the quotients of the piece at the reading's steps
 * @param real the quotients of the network as it is, but for noise
 * @param ties where the two differ
 */
record Journey(
    Disagreement given,
    Reading reading,
    double[] gradient,
    Rounding rounding,
    double[] derivative,
    double[] other,
    double[] pinned,
    double[] real,
    Ties ties) {

  /**
   * Computes the arrays.
   *
   * @param derivative of the loss as stated
   */
  static Journey of(Disagreement given, double[] derivative, Reading reading) {
    CandidateInput source = reading.source();
    Objective objective = reading.scalar().objective();
    double[] like = reading.asStated() ? derivative : given.numeric().values();
    Landscape.Side side = source.side(objective, like);
    double[] other = source.change().array(side.gradient());
    double[] moved = source.moved(source.single(), reading.steps());
    double[] pinned = other;
    double[] real = other;
    if (reading.stencil() != DifferenceScheme.EXACT) {
      double[] quotients = source.central(objective, reading.steps());
      pinned = source.change().array(side.withoutKinks(moved, quotients));
      real = source.change().array(side.withoutNoise(moved, quotients));
    }
    double[] effects = Vectors.minus(real, pinned);
    if (reading.asStated()) {
      // Near-ties that the analytic array decides otherwise than any one rule are kinks.
      effects = Vectors.plus(effects, Vectors.minus(other, derivative));
    }
    return new Journey(
        given,
        reading,
        side.gradient(),
        Rounding.of(reading),
        derivative,
        other,
        pinned,
        real,
        side.ties(given, source, moved[0], effects));
  }

  /** What of the quotients, as they were read, is noise of values: none where those are exact. */
  double[] noise() {
    return Vectors.minus(central(), real);
  }

  private double[] central() {
    return reading.stencil() == DifferenceScheme.EXACT
        ? real
        : reading.quotients(DifferenceScheme.CENTRAL, reading.source().single(), false);
  }

  /**
   * From the one to the other.
   *
   * @param words for each step
   * @param wrong why the analytic array is
   */
  Chain chain(Words words, Optional<Cause> wrong) {
    double[] numeric = given.numeric().values();
    Chain chain = new Chain(given.analytic().values()).to(Words.analytic(wrong), derivative);
    if (reading.asStated()) {
      chain.to(words.kink(), other);
    } else if (reading.scalar().isStated()) {
      chain.to(words.input(), other);
    } else {
      if (!reading.source().change().isNone()) {
        chain.to(words.input(), statedAtTheInput());
      }
      chain.to(words.scalar(), other);
    }
    chain.to(words.truncation(), pinned).to(words.kink(), real);
    if (reading.stencil() != DifferenceScheme.EXACT) {
      Cut single = reading.source().single();
      chain
          .to(words.noise(), central())
          .to(words.scheme(), reading.quotients(reading.stencil(), single, false));
    }
    if (!reading.cut().isSingle()) {
      chain.to(words.tile(), reading.together());
    }
    double[] together = reading.together();
    if (reading.turned().isPresent()) {
      together = reading.turned().get().apply(together);
      chain.to(words.axes(), together);
    }
    if (reading.factor().value() != 1) {
      chain.to(words.scale(), reading.expected());
    }
    double[] rest = Vectors.minus(numeric, reading.expected());
    return chain
        .to(words.noise(), Vectors.plus(reading.expected(), rounding.within(rest)))
        .to(words.unknown(), numeric);
  }

  /** The derivative of the stated loss at another input. */
  private double[] statedAtTheInput() {
    CandidateInput source = reading.source();
    Objective stated = source.stated().objective();
    Landscape.Side nearest = source.side(stated, given.numeric().values());
    return source.change().array(nearest.gradient());
  }
}
