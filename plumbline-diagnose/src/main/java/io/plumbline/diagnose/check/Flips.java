package io.plumbline.diagnose.check;

import io.plumbline.core.verdict.Agreement;
import io.plumbline.core.verdict.Judgement;
import io.plumbline.evaluate.Piece;
import io.plumbline.evaluate.result.NearTie;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Finds the near-ties that a gradient decides otherwise than float64 does: their effects are fitted
 * to what the gradient is off by, with factors from 0 to 1, and rounded; then the derivative on the
 * piece that they lead to is computed anew, as effects of units behind each other do not add up.
 */
final class Flips {
  /** More near-ties than these are not fitted together. */
  static final int MOST = 64;

  private static final int ROUNDS = 8;

  /** What effects that do not quite add up may leave of them. */
  private static final double INTERPLAY = 0.1;

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
   * @param left what no share of the near-ties explains of the difference, with room for their
   *     interplay
   */
  record Fitted(Piece piece, List<NearTie> flips, double[] left) {}

  Fitted fit(Piece from) {
    Piece at = from;
    Set<NearTie> flips = new LinkedHashSet<>();
    double[] difference = difference(at);
    double misfit = misfit(difference);
    double[] least = null;
    for (int round = 0; round < ROUNDS && misfit > 0; round++) {
      List<NearTie> open = ties.stream().filter(tie -> !flips.contains(tie)).toList();
      List<NearTie> suspects = open.size() <= MOST ? open : at.suspects(open, difference, MOST);
      if (suspects.isEmpty()) {
        break;
      }
      List<double[]> effects = suspects.stream().map(at::effect).toList();
      double[] left = left(effects, difference);
      least = least == null || norm(left) < norm(least) ? left : least;
      List<NearTie> chosen = chosen(suspects, effects, difference);
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
    double[] left = least == null || norm(difference) < norm(least) ? difference : least;
    return new Fitted(at, List.copyOf(flips), left);
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

  private List<NearTie> chosen(
      List<NearTie> suspects, List<double[]> effects, double[] difference) {
    double[] factors = Choices.solve(effects, new Judgement(new Agreement[0], difference, allowed));
    List<NearTie> chosen = new ArrayList<>();
    for (int t = 0; t < factors.length; t++) {
      if (factors[t] > 0.5) {
        chosen.add(suspects.get(t));
      }
    }
    return chosen;
  }

  private double[] left(List<double[]> effects, double[] difference) {
    double[] left = Choices.remaining(effects, difference, allowed);
    for (int k = 0; k < left.length; k++) {
      double together = 0;
      for (double[] effect : effects) {
        together += Math.abs(effect[k]);
      }
      double size = Math.max(0, Math.abs(left[k]) - INTERPLAY * together);
      left[k] = Math.copySign(size, left[k]);
    }
    return left;
  }

  private static double norm(double[] values) {
    return Math.sqrt(Arrays.stream(values).map(each -> each * each).sum());
  }
}
