package io.plumbline.diagnose.check;

import io.plumbline.core.verdict.Freedom;
import io.plumbline.core.verdict.Freedoms;
import io.plumbline.core.verdict.Solver;
import io.plumbline.evaluate.Piece;
import io.plumbline.evaluate.result.NearTie;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Finds the near-ties that a gradient decides otherwise than float64 does: their effects are fitted
 * to what the gradient is off by, with factors from 0 to 1, and rounded; then the derivative on the
 * piece that they lead to is computed anew, as effects of units behind each other do not add up.
 */
final class Flips {
  /** More near-ties than these are not fitted together. */
  static final int MOST = 64;

  private static final int ROUNDS = 8;

  /** Effects are computed for so many multiply-adds in all, and a few in any case. */
  private static final double MOST_WORK = 5e10;

  private static final int FEW = 8;

  private final double[] gradient;
  private final double[] allowed;
  private final List<NearTie> ties;

  /**
   * A search.
   *
   * @param gradient as given
   * @param allowed how far each coordinate is off by rounding alone, at most
   * @param ties of the piece where the search begins
   */
  Flips(double[] gradient, double[] allowed, List<NearTie> ties) {
    this.gradient = gradient;
    this.allowed = allowed;
    this.ties = ties;
  }

  /**
   * The piece that fits best.
   *
   * @param piece the piece
   * @param flips what is decided otherwise on it
   */
  record Fitted(Piece piece, List<NearTie> flips) {}

  Fitted fit(Piece from) {
    Piece at = from;
    Set<NearTie> flips = new LinkedHashSet<>();
    double[] difference = difference(at);
    double misfit = misfit(difference);
    double left = Math.max(FEW, MOST_WORK / from.passWork());
    for (int round = 0; round < ROUNDS && misfit > 0 && left >= 1; round++) {
      List<NearTie> open = ties.stream().filter(tie -> !flips.contains(tie)).toList();
      int most = (int) Math.min(MOST, Math.ceil(left / 2));
      List<NearTie> suspects = open.size() <= most ? open : at.suspects(open, difference, most);
      left -= suspects.size();
      List<NearTie> chosen = suspects.isEmpty() ? suspects : chosen(at, suspects, difference);
      if (chosen.isEmpty()) {
        break;
      }
      Piece next = at.flip(chosen);
      double[] there = difference(next);
      if (!(misfit(there) < misfit)) {
        break;
      }
      at = next;
      difference = there;
      misfit = misfit(there);
      flips.addAll(chosen);
    }
    return new Fitted(at, List.copyOf(flips));
  }

  /** The other sides of some near-ties, each taken by a share. */
  static List<Freedom> freedoms(Piece piece, List<NearTie> ties) {
    List<double[]> effects = piece.effects(ties);
    return IntStream.range(0, ties.size())
        .mapToObj(t -> new Freedom(ties.get(t).unit(), effects.get(t), 0, 1, 0))
        .toList();
  }

  private double[] difference(Piece piece) {
    double[] derivative = piece.gradient();
    double[] difference = gradient.clone();
    for (int k = 0; k < difference.length; k++) {
      difference[k] -= derivative[k];
    }
    return difference;
  }

  /** How much is beyond what rounding allows; 0 where nothing is. */
  private double misfit(double[] difference) {
    double sum = 0;
    for (int k = 0; k < difference.length; k++) {
      double beyond = Math.abs(difference[k]) / allowed[k];
      sum += beyond <= 1 ? 0 : beyond * beyond;
    }
    return sum;
  }

  private List<NearTie> chosen(Piece at, List<NearTie> suspects, double[] difference) {
    Freedoms freedoms = Freedoms.of(freedoms(at, suspects), difference.length);
    double[] factors = Solver.nearest(difference, allowed, freedoms).factors();
    List<NearTie> chosen = new ArrayList<>();
    for (int t = 0; t < factors.length; t++) {
      if (factors[t] > 0.5) {
        chosen.add(suspects.get(t));
      }
    }
    return chosen;
  }
}
