package io.plumbline.diagnose.explain;

import io.plumbline.core.cause.Cause;
import io.plumbline.diagnose.check.SampleResult;
import io.plumbline.evaluate.Piece;
import io.plumbline.graph.loss.Objective;
import java.util.Optional;

/**
 * The arrays between the analytic and the numeric one, as a reading has them.
 *
 * @param given what is to be explained
 * @param reading how the numeric array came about
 * @param piece that the reading's derivative is of
 * @param rounding what it explains
 * @param derivative of the loss as stated, certified
 * @param other the derivative of what the quotients are of
 * @param pinned the quotients of the piece at the reading's steps
 * @param real the quotients of the network as it is
 * @param ties where the two differ
 */
record Journey(
    Disagreement given,
    Reading reading,
    Piece piece,
    Rounding rounding,
    double[] derivative,
    double[] other,
    double[] pinned,
    double[] real,
    Ties ties) {

  /**
   * Computes the arrays.
   *
   * @param analytic what a check says of the analytic array
   */
  static Journey of(Disagreement given, SampleResult.Judged analytic, Reading reading) {
    CandidateInput source = reading.source();
    Objective objective = reading.scalar().objective();
    GivenArray like = reading.asStated() ? given.analytic() : given.numeric();
    Piece piece = source.nearestPiece(objective, like.values());
    double[] other = source.change().array(piece.gradient());
    double[] derivative = analytic.derivative().values();
    boolean exact = reading.stencil() == DifferenceScheme.EXACT;
    double[] pinned = exact ? other : source.pinned(piece, objective, reading.steps());
    double[] real =
        exact ? other : reading.quotients(DifferenceScheme.CENTRAL, source.single(), false);
    double[] effects = Vectors.minus(real, pinned);
    if (reading.asStated()) {
      // Near-ties that the analytic array decides otherwise than any one rule are kinks.
      effects = Vectors.plus(effects, Vectors.minus(other, derivative));
    }
    double step = source.moved(source.single(), reading.steps())[0];
    Ties ties = TieFinder.of(source, piece, objective, step, effects, given.picture().isPresent());
    return new Journey(
        given, reading, piece, Rounding.of(reading), derivative, other, pinned, real, ties);
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
      double[] stencil = reading.quotients(reading.stencil(), reading.source().single(), false);
      chain.to(words.truncation(), stencil);
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
    Piece nearest = source.nearestPiece(stated, given.numeric().values());
    return source.change().array(nearest.gradient());
  }
}
