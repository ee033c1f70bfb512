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

  /** Of those that make good something by themselves, those within this part of the best. */
  private static final double LIKELY = 0.3;

  /** Random directions that tell the squares of effects, to some 35 %. */
  private static final int DIRECTIONS = 16;

  private static final long SEED = 6;

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
    State state = new State(from);
    if (ties.size() > MOST) {
      double[] squares = from.effectSquares(ties, DIRECTIONS, SEED);
      for (int round = 0; round < ROUNDS && state.misfit > 0; round++) {
        if (!state.take(likeliest(state, squares))) {
          break;
        }
      }
    }
    double left = Math.max(FEW, MOST_WORK / from.passWork());
    for (int round = 0; round < ROUNDS && state.misfit > 0 && left >= 1; round++) {
      List<NearTie> open = state.open();
      int most = (int) Math.min(MOST, Math.ceil(left / 2));
      List<NearTie> suspects =
          open.size() <= most ? open : state.at.suspects(open, state.difference, most);
      left -= suspects.size();
      if (!state.take(suspects.isEmpty() ? suspects : chosen(state, suspects))) {
        break;
      }
    }
    return new Fitted(state.at, List.copyOf(state.flips));
  }

  /** How far the search has come. */
  private final class State {
    private final Set<NearTie> flips = new LinkedHashSet<>();
    private Piece at;
    private double[] difference;
    private double misfit;

    State(Piece from) {
      at = from;
      difference = difference(at);
      misfit = misfit(difference);
    }

    List<NearTie> open() {
      return ties.stream().filter(tie -> !flips.contains(tie)).toList();
    }

    /** Flips some near-ties, if that leaves less. */
    boolean take(List<NearTie> chosen) {
      if (chosen.isEmpty()) {
        return false;
      }
      Piece next = at.flip(chosen);
      double[] there = difference(next);
      double less = misfit(there);
      if (!(less < misfit)) {
        return false;
      }
      at = next;
      difference = there;
      misfit = less;
      flips.addAll(chosen);
      return true;
    }
  }

  /**
   * The near-ties that take most of the difference away by themselves: |r|² - |r - e|² = 2 &lt;r,
   * e&gt; - |e|², of which one push forward along r tells the products and some along random
   * directions the squares, for all of them together.
   */
  private List<NearTie> likeliest(State state, double[] squares) {
    double[] gains = state.at.effectProducts(ties, state.difference);
    double most = 0;
    for (int t = 0; t < gains.length; t++) {
      gains[t] = state.flips.contains(ties.get(t)) ? 0 : 2 * gains[t] - squares[t];
      most = Math.max(most, gains[t]);
    }
    List<NearTie> likeliest = new ArrayList<>();
    for (int t = 0; t < gains.length; t++) {
      if (gains[t] > 0 && gains[t] >= LIKELY * most) {
        likeliest.add(ties.get(t));
      }
    }
    return likeliest;
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

  private List<NearTie> chosen(State state, List<NearTie> suspects) {
    Freedoms freedoms = Freedoms.of(freedoms(state.at, suspects), gradient.length);
    double[] factors = Solver.nearest(state.difference, allowed, freedoms).factors();
    List<NearTie> chosen = new ArrayList<>();
    for (int t = 0; t < factors.length; t++) {
      if (factors[t] > 0.5) {
        chosen.add(suspects.get(t));
      }
    }
    return chosen;
  }
}
