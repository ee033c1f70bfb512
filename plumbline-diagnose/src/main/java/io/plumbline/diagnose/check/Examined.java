package io.plumbline.diagnose.check;

import io.plumbline.core.verdict.Grounds;
import io.plumbline.core.verdict.Judgement;
import io.plumbline.core.verdict.Reason;
import io.plumbline.evaluate.Piece;
import io.plumbline.evaluate.result.Differences;
import io.plumbline.evaluate.result.NearTie;
import io.plumbline.graph.TieRule;
import java.util.List;
import java.util.Optional;

/**
 * A gradient held against a network's derivative, before anything is decided.
 *
 * @param piece the piece that the gradient is of, or comes nearest to
 * @param rule for exact ties that leads there
 * @param flips near-ties that the gradient decides otherwise than float64 does
 * @param derivative on the piece
 * @param judgement coordinate by coordinate
 * @param grounds what a decision follows from
 * @param mustSee the largest mistake, relative to the derivative's norm, that a pass may overlook
 * @param references the derivatives by each tie rule, the best rule's first
 * @param noise what rounding may do at each coordinate
 * @param basis what it rests on
 */
record Examined(
    Piece piece,
    TieRule rule,
    List<NearTie> flips,
    Differences derivative,
    Judgement judgement,
    Grounds grounds,
    double mustSee,
    List<double[]> references,
    double[] noise,
    Basis basis) {
  /** The same where what is off cannot be decided. */
  Examined open(Reason reason) {
    Grounds undecided = new Grounds(false, Optional.of(reason), grounds.power());
    return new Examined(
        piece, rule, flips, derivative, judgement, undecided, mustSee, references, noise, basis);
  }
}
