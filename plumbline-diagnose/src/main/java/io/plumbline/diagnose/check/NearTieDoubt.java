package io.plumbline.diagnose.check;

import io.plumbline.core.verdict.Judgement;
import io.plumbline.evaluate.Piece;
import io.plumbline.evaluate.result.Allowance;
import io.plumbline.evaluate.result.NearTie;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Whether near-ties may be to blame for what a gradient is off by, though no choice of them was
 * found that explains it. Tests that a gradient passes which some choice explains: every coordinate
 * is within what all near-ties together reach; it still is without those that {@link InnocentTies}
 * clears; and some share of each of the others, from none to all of it, makes every coordinate
 * good.
 */
final class NearTieDoubt {
  /** More near-ties than these are not solved for together. */
  private static final int MOST_TIES = 400;

  /** Nor are more than these where they lie in several layers. */
  private static final int MOST_STACKED = 16;

  /** What a fit may leave of what near-ties can do, where it has not quite found the best. */
  private static final double UNFITTED = 0.05;

  /** The same for what errors common to all coordinates can do. */
  private static final double UNFITTED_COMMON = 1e-3;

  private final Piece piece;
  private final Allowance allowance;
  private final List<NearTie> ties;
  private final double[] difference;
  private final Judgement judgement;
  private final double[] allowed;

  /**
   * A doubt.
   *
   * @param difference the gradient minus the piece's
   * @param judgement of that difference
   */
  NearTieDoubt(
      Piece piece,
      Allowance allowance,
      List<NearTie> ties,
      double[] difference,
      Judgement judgement) {
    this.piece = piece;
    this.allowance = allowance;
    this.ties = ties;
    this.difference = difference;
    this.judgement = judgement;
    this.allowed = judgement.allowed();
  }

  /**
   * Whether each coordinate is as near as rounding and the near-ties that reach it can bring it.
   */
  boolean possible() {
    return within(piece.reach(ties, allowance));
  }

  private boolean within(double[] reach) {
    double[] total = allowance.total();
    for (int k = 0; k < reach.length; k++) {
      if (!(Math.abs(difference[k]) <= total[k] + allowed[k] + reach[k])) {
        return false;
      }
    }
    return true;
  }

  /**
   * Whether some share of each near-tie that the agreeing coordinates do not clear explains the
   * gradient, as far as can be solved for.
   */
  boolean reasonable() {
    InnocentTies innocent = new InnocentTies(piece, judgement);
    List<NearTie> open = innocent.without(ties);
    List<NearTie> suspects = new ArrayList<>();
    List<double[]> effects = new ArrayList<>();
    Set<Integer> kernels = new HashSet<>();
    for (NearTie tie : open) {
      double[] effect = piece.effect(tie);
      if (!innocent.isInnocent(effect)) {
        suspects.add(tie);
        if (Arrays.stream(effect).anyMatch(each -> each != 0)) {
          effects.add(effect);
          kernels.add(tie.kernel());
        }
      }
      // Many choices in one layer change what those in another do: shares no longer add up.
      if (effects.size() > (kernels.size() > 1 ? MOST_STACKED : MOST_TIES)) {
        return open.size() == ties.size() || within(piece.reach(open, allowance));
      }
    }
    double[] reach = piece.reach(suspects, allowance);
    return within(reach) && solvable(effects, reach);
  }

  private boolean solvable(List<double[]> effects, double[] reach) {
    double[] shifted = difference.clone();
    for (Allowance.Direction direction : allowance.directions()) {
      // From -bound to bound: a start at the lower end, and a share of twice the bound.
      double[] effect = direction.gradient().clone();
      for (int k = 0; k < effect.length; k++) {
        shifted[k] += direction.most() * effect[k];
        effect[k] *= 2 * direction.most();
      }
      effects.add(effect);
    }
    double[] left = Choices.remaining(effects, shifted, allowed);
    double[] total = allowance.total();
    for (int k = 0; k < left.length; k++) {
      double unfitted = UNFITTED * reach[k] + UNFITTED_COMMON * total[k];
      if (!(Math.abs(left[k]) <= allowed[k] + unfitted)) {
        return false;
      }
    }
    return true;
  }
}
