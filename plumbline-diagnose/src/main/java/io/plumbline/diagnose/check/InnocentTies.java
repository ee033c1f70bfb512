package io.plumbline.diagnose.check;

import io.plumbline.core.verdict.Agreement;
import io.plumbline.core.verdict.Judgement;
import io.plumbline.evaluate.Piece;
import io.plumbline.evaluate.result.NearTie;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Tells which near-ties went as the piece has them, by the coordinates that agree. A near-tie that
 * went the other way moves every coordinate it reaches, and others that did so too would have to
 * take it back, coordinate for coordinate and to within rounding. So one whose effect lies mostly
 * where the gradient agrees with the piece is not to blame for what is off elsewhere. That is an
 * argument from likelihood, unlike the interval that {@link Piece#reach} carries back.
 *
 * <p>Effects are measured in units of what is allowed at each coordinate. Their sums of squares
 * over a set of coordinates are estimated for all near-ties together: for signs s drawn at random
 * (sum s_k e_k)² has the mean sum e_k² (Hutchinson 1989).
 */
final class InnocentTies {
  private static final int DRAWS = 16;
  private static final long SEED = 20;

  /** An effect below ten times what is allowed anywhere shows too little to tell. */
  private static final double SHOWS = 100;

  /** By how much an effect must weigh more where the gradient agrees than elsewhere. */
  private static final double MOSTLY = 2;

  private static final double LEAST_ALLOWED = 1e-9;

  private final Piece piece;
  private final double[] weights;
  private final boolean[] agrees;

  InnocentTies(Piece piece, Judgement judgement) {
    this.piece = piece;
    this.weights = new double[judgement.allowed().length];
    this.agrees = new boolean[weights.length];
    double largest = 0;
    for (double each : judgement.allowed()) {
      largest = Math.max(largest, each);
    }
    for (int k = 0; k < weights.length; k++) {
      double allowed = Math.max(judgement.allowed()[k], LEAST_ALLOWED * largest);
      weights[k] = allowed > 0 ? 1 / allowed : 0;
      agrees[k] = judgement.agreements()[k] != Agreement.DISAGREES;
    }
  }

  /** The others: those that may have gone either way. */
  List<NearTie> without(List<NearTie> ties) {
    double[] where = sumsOfSquares(ties, true);
    double[] elsewhere = sumsOfSquares(ties, false);
    List<NearTie> left = new ArrayList<>();
    for (int t = 0; t < where.length; t++) {
      if (!(where[t] > SHOWS && where[t] > MOSTLY * elsewhere[t])) {
        left.add(ties.get(t));
      }
    }
    return left;
  }

  /** Whether an effect shows at more than twice as many coordinates that agree as at others. */
  boolean isInnocent(double[] effect) {
    int where = 0;
    int elsewhere = 0;
    for (int k = 0; k < effect.length; k++) {
      double size = effect[k] * weights[k];
      if (size * size > SHOWS) {
        where += agrees[k] ? 1 : 0;
        elsewhere += agrees[k] ? 0 : 1;
      }
    }
    return where > MOSTLY * elsewhere;
  }

  private double[] sumsOfSquares(List<NearTie> ties, boolean agreeing) {
    SplittableRandom random = new SplittableRandom(SEED);
    double[] sums = new double[ties.size()];
    double[] direction = new double[weights.length];
    for (int draw = 0; draw < DRAWS; draw++) {
      for (int k = 0; k < direction.length; k++) {
        double sign = random.nextBoolean() ? weights[k] : -weights[k];
        direction[k] = agrees[k] == agreeing ? sign : 0;
      }
      double[] products = piece.effectsAlong(ties, direction);
      for (int t = 0; t < sums.length; t++) {
        sums[t] += products[t] * products[t] / DRAWS;
      }
    }
    return sums;
  }
}
