package io.plumbline.network.check;

import io.plumbline.core.function.Precision;
import io.plumbline.core.verdict.Agreement;
import io.plumbline.core.verdict.Evidence;
import io.plumbline.core.verdict.Freedom;
import io.plumbline.core.verdict.Judge;
import io.plumbline.core.verdict.Judgement;
import io.plumbline.network.eval.Allowance;
import io.plumbline.network.eval.NearTie;
import io.plumbline.network.eval.Piece;
import io.plumbline.network.eval.Point;
import io.plumbline.network.eval.TieRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds the piece that a gradient is the derivative of: one consistent rule for exact ties, and
 * then, one by one, those near-ties whose other side explains what is left. The derivative is
 * linear in each choice, so each candidate's effect is known exactly and a wrong gradient, which no
 * combination of so few choices matches at every coordinate, stays wrong.
 */
final class PieceSearch {
  private static final int MOST_FLIPS = 48;
  private static final int MOST_EXACT_FLIPS = 12;
  private static final int SUSPECTS = 8;

  private final Point point;
  private final Judge judge;
  private final Precision precision;
  private final double[] gradient;

  PieceSearch(Point point, Judge judge, Precision precision, double[] gradient) {
    this.point = point;
    this.judge = judge;
    this.precision = precision;
    this.gradient = gradient;
  }

  /**
   * A piece and how well the gradient fits it.
   *
   * @param references the derivatives by each rule, the best rule's first
   */
  record Found(
      Piece piece,
      TieRule rule,
      List<NearTie> flips,
      Allowance allowance,
      Judgement judgement,
      List<double[]> references) {}

  Found search(Optional<TieRule.Among> only) {
    List<TieRule> rules = TieRules.at(point, only);
    Allowance allowance = point.piece(rules.get(0)).allowance(precision);
    Found best = null;
    List<double[]> references = new ArrayList<>();
    for (TieRule rule : rules) {
      Piece piece = point.piece(rule);
      double[] derivative = piece.gradient();
      Judgement judgement = judge.judge(gradient, evidence(derivative, allowance));
      Found found = new Found(piece, rule, List.of(), allowance, judgement, List.of());
      boolean better = best == null || misfit(judgement) < misfit(best.judgement);
      references.add(better ? 0 : references.size(), derivative);
      best = better ? found : best;
      if (judgement.count(Agreement.DISAGREES) == 0) {
        break;
      }
    }
    Found rejudged = rejudged(best, references);
    return misfit(rejudged.judgement) == 0 ? rejudged : flip(rejudged);
  }

  /** The same piece, judged by its own allowance instead of the first rule's. */
  private Found rejudged(Found found, List<double[]> references) {
    Allowance allowance = found.piece.allowance(precision);
    Judgement judgement = judge.judge(gradient, evidence(references.get(0), allowance));
    return new Found(found.piece, found.rule, found.flips, allowance, judgement, references);
  }

  /** How badly a gradient fits: how many coordinates disagree, then by how much. */
  private static double misfit(Judgement judgement) {
    int count = judgement.count(Agreement.DISAGREES);
    double excess = judgement.excess();
    return count == 0 ? 0 : Double.isFinite(excess) ? excess : Double.MAX_VALUE;
  }

  private Found flip(Found from) {
    for (double each : gradient) {
      if (!Double.isFinite(each)) {
        return from;
      }
    }
    // A model stored in float32 defines its function to float32 only: an exporter that folded a
    // normalization into a convolution rounded once more than the framework did.
    Precision coarser = precision == Precision.FLOAT64 ? Precision.FLOAT32 : precision;
    List<NearTie> ties = from.piece.nearTies(coarser);
    Found at = from;
    int exact = 0;
    while (misfit(at.judgement) > 0 && at.flips.size() < MOST_FLIPS) {
      Found next = bestFlip(at, ties, exact < MOST_EXACT_FLIPS);
      if (next == null) {
        return from;
      }
      exact += next.flips.get(next.flips.size() - 1).distance() == 0 ? 1 : 0;
      at = next;
    }
    return misfit(at.judgement) == 0 ? at : from;
  }

  private Found bestFlip(Found at, List<NearTie> ties, boolean exactToo) {
    List<NearTie> open =
        ties.stream()
            .filter(tie -> !at.flips.contains(tie) && (exactToo || tie.distance() > 0))
            .toList();
    double[] derivative = at.piece.gradient();
    double[] residual = new double[derivative.length];
    for (int k = 0; k < residual.length; k++) {
      boolean off = at.judgement.agreements()[k] == Agreement.DISAGREES;
      residual[k] = off ? at.judgement.differences()[k] : 0;
    }
    Found best = null;
    for (NearTie tie : at.piece.suspects(open, residual, SUSPECTS)) {
      double[] effect = at.piece.effect(tie);
      double[] moved = derivative.clone();
      for (int k = 0; k < moved.length; k++) {
        moved[k] += effect[k];
      }
      Judgement judgement = judge.judge(gradient, evidence(moved, at.allowance));
      if (misfit(judgement) < misfit(best == null ? at.judgement : best.judgement)) {
        List<NearTie> flips = new ArrayList<>(at.flips);
        flips.add(tie);
        best =
            new Found(
                at.piece.flip(List.of(tie)),
                at.rule,
                flips,
                at.allowance,
                judgement,
                at.references);
      }
    }
    return best;
  }

  private static Evidence evidence(double[] derivative, Allowance allowance) {
    return new Evidence(
        derivative, new double[derivative.length], allowance.local(), freedoms(allowance));
  }

  static List<Freedom> freedoms(Allowance allowance) {
    return allowance.directions().stream()
        .map(d -> new Freedom("derivative by score " + d.score(), d.gradient(), d.bound()))
        .toList();
  }
}
