package io.plumbline.diagnose.check;

import io.plumbline.core.function.Precision;
import io.plumbline.core.verdict.Agreement;
import io.plumbline.core.verdict.Evidence;
import io.plumbline.core.verdict.Freedom;
import io.plumbline.core.verdict.Judge;
import io.plumbline.core.verdict.Judgement;
import io.plumbline.evaluate.Piece;
import io.plumbline.evaluate.Point;
import io.plumbline.evaluate.result.Allowance;
import io.plumbline.evaluate.result.NearTie;
import io.plumbline.graph.TieRule;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds the piece that a gradient is the derivative of: one consistent rule for exact ties, and
 * then those near-ties whose other side explains what is left. The derivative is linear in each
 * choice, so each candidate's effect is known exactly.
 *
 * <p>A search that finds no piece proves nothing: there are as many as choices of near-ties. So a
 * gradient is only called wrong where {@link NearTieDoubt} rules near-ties out.
 */
final class PieceSearch {
  private static final int MOST_ROUNDS = 24;
  private static final int SUSPECTS = 64;

  /** How many standard deviations make the allowance of a near-tie. */
  private static final double DEVIATIONS = 8;

  /** A round that leaves more than this part of the misfit leads nowhere. */
  private static final double PROGRESS = 0.97;

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
   * @param undecided whether near-ties that could not be decided may explain what disagrees
   */
  record Found(
      Piece piece,
      TieRule rule,
      List<NearTie> flips,
      Allowance allowance,
      Judgement judgement,
      List<double[]> references,
      boolean undecided) {
    private Found with(List<double[]> found) {
      return new Found(piece, rule, flips, allowance, judgement, found, false);
    }

    private Found doubted() {
      return new Found(piece, rule, flips, allowance, judgement, references, true);
    }
  }

  Found search(Optional<TieRule.Among> only) {
    List<TieRule> rules = TieRules.at(point, only);
    Allowance allowance = point.piece(rules.get(0)).allowance(precision);
    Found best = null;
    List<double[]> references = new ArrayList<>();
    for (TieRule rule : rules) {
      Piece piece = point.piece(rule);
      double[] derivative = piece.gradient();
      Judgement judgement = judge.judge(gradient, evidence(derivative, allowance));
      Found found = new Found(piece, rule, List.of(), allowance, judgement, List.of(), false);
      boolean better = best == null || misfit(judgement) < misfit(best.judgement);
      references.add(better ? 0 : references.size(), derivative);
      best = better ? found : best;
      if (judgement.count(Agreement.DISAGREES) == 0) {
        break;
      }
    }
    Objects.requireNonNull(best);
    Found rejudged =
        best.rule.equals(rules.get(0)) ? best.with(references) : rejudged(best, references);
    return misfit(rejudged.judgement) == 0 ? rejudged : decided(rejudged);
  }

  /** The piece that near-ties lead to, or whether they leave open what is left. */
  private Found decided(Found from) {
    // A model stored in float32 defines its function to float32 only: an exporter that folded a
    // normalization into a convolution rounded once more than the framework did.
    Precision coarser = precision == Precision.FLOAT64 ? Precision.FLOAT32 : precision;
    List<NearTie> ties = from.piece.nearTies(coarser);
    if (ties.isEmpty()) {
      return from;
    }
    NearTieDoubt doubt =
        new NearTieDoubt(from.piece, from.allowance, ties, difference(from), from.judgement);
    if (!doubt.possible()) {
      return from;
    }
    Found flipped = flip(from, ties);
    if (misfit(flipped.judgement) == 0 && likely(flipped.flips)) {
      return flipped;
    }
    return doubt.reasonable() ? from.doubted() : from;
  }

  private double[] difference(Found from) {
    double[] difference = gradient.clone();
    for (int k = 0; k < difference.length; k++) {
      difference[k] -= from.references.get(0)[k];
    }
    return difference;
  }

  /**
   * Whether rounding decides so many near-ties otherwise: together they need errors of that many
   * standard deviations in as many directions. One alone may need all that makes it a near-tie.
   */
  private static boolean likely(List<NearTie> flips) {
    double needed = 0;
    for (NearTie tie : flips) {
      double deviations = DEVIATIONS * tie.distance() / tie.allowance();
      needed += deviations * deviations;
    }
    double most = Math.sqrt(flips.size()) + DEVIATIONS;
    return needed <= most * most;
  }

  /** The same piece, judged by its own allowance instead of the first rule's. */
  private Found rejudged(Found found, List<double[]> references) {
    Allowance allowance = found.piece.allowance(precision);
    Judgement judgement = judge.judge(gradient, evidence(references.get(0), allowance));
    return new Found(found.piece, found.rule, found.flips, allowance, judgement, references, false);
  }

  /** How badly a gradient fits: how many coordinates disagree, then by how much. */
  private static double misfit(Judgement judgement) {
    int count = judgement.count(Agreement.DISAGREES);
    return count == 0 ? 0 : judgement.excess();
  }

  private Found flip(Found from, List<NearTie> ties) {
    Found at = from;
    for (int round = 0; round < MOST_ROUNDS && misfit(at.judgement) > 0; round++) {
      Found next = closer(at, ties);
      if (next == null || misfit(next.judgement) > PROGRESS * misfit(at.judgement)) {
        return from;
      }
      at = next;
    }
    return misfit(at.judgement) == 0 ? at : from;
  }

  /** The best of the pieces that flipping some of the likeliest ties leads to. */
  private @Nullable Found closer(Found at, List<NearTie> ties) {
    List<NearTie> open = ties.stream().filter(tie -> !at.flips.contains(tie)).toList();
    double[] residual = new double[gradient.length];
    for (int k = 0; k < residual.length; k++) {
      boolean off = at.judgement.agreements()[k] == Agreement.DISAGREES;
      residual[k] = off ? at.judgement.differences()[k] : 0;
    }
    List<NearTie> suspects = at.piece.suspects(open, residual, SUSPECTS);
    if (suspects.isEmpty()) {
      return null;
    }
    List<double[]> effects = suspects.stream().map(at.piece::effect).toList();
    double[] factors = Choices.solve(effects, at.judgement);
    Found best = null;
    for (double least : new double[] {0.5, 0.9, 1}) {
      Set<NearTie> chosen = chosen(suspects, factors, least);
      if (!chosen.isEmpty()) {
        Found found = flipped(at, chosen);
        if (best == null || misfit(found.judgement) < misfit(best.judgement)) {
          best = found;
        }
      }
    }
    return best;
  }

  /**
   * Those whose factor is at least so large, at most one for each unit.
   *
   * @param least or 1 for the one whose factor is largest
   */
  private static Set<NearTie> chosen(List<NearTie> suspects, double[] factors, double least) {
    Map<String, Integer> largest = new LinkedHashMap<>();
    for (int t = 0; t < factors.length; t++) {
      NearTie tie = suspects.get(t);
      String unit = least == 1 ? "" : tie.kernel() + " " + tie.row() + " " + tie.channel();
      if (least == 1 || factors[t] >= least) {
        largest.merge(unit, t, (one, other) -> factors[other] > factors[one] ? other : one);
      }
    }
    return largest.values().stream()
        .map(suspects::get)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private Found flipped(Found at, Set<NearTie> chosen) {
    List<NearTie> flips = new ArrayList<>(at.flips);
    flips.addAll(chosen);
    Piece piece = at.piece.flip(List.copyOf(chosen));
    Judgement judgement = judge.judge(gradient, evidence(piece.gradient(), at.allowance));
    return new Found(piece, at.rule, flips, at.allowance, judgement, at.references, false);
  }

  private static Evidence evidence(double[] derivative, Allowance allowance) {
    return new Evidence(
        derivative, new double[derivative.length], allowance.local(), freedoms(allowance));
  }

  /** Errors of the loss's formula, by any in use. */
  static List<Freedom> freedoms(Allowance allowance) {
    return freedoms(allowance, Allowance.Direction::most);
  }

  /** The same by formulas that keep their digits: what a pass may leave open. */
  static List<Freedom> certainFreedoms(Allowance allowance) {
    return freedoms(allowance, Allowance.Direction::bound);
  }

  private static List<Freedom> freedoms(
      Allowance allowance, ToDoubleFunction<Allowance.Direction> bound) {
    return allowance.directions().stream()
        .map(
            d ->
                new Freedom(
                    "derivative by score " + d.score(), d.gradient(), bound.applyAsDouble(d)))
        .toList();
  }
}
