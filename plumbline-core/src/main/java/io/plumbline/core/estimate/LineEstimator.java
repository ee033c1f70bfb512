package io.plumbline.core.estimate;

import io.plumbline.core.estimate.Line.Difference;
import io.plumbline.core.step.Stencil;

/** From the values on one line to the derivative and its bound. */
final class LineEstimator {
  private static final int LEVELS_TO_JUDGE = 3;

  private final Line line;
  private final Stencil stencil;
  private final Difference[] differences;

  /** How many of the steps, from the shortest, are used: reduced to those that behave. */
  private int levels;

  private LineEstimator(Line line) {
    this.line = line;
    this.stencil = line.grid().stencil();
    this.differences = new Difference[line.grid().levels()];
    for (int level = 0; level < differences.length; level++) {
      differences[level] = line.difference(level);
      if (levels == level && Double.isFinite(differences[level].value())) {
        levels++;
      }
    }
  }

  static Estimate estimate(Line line, boolean extrapolated, int evaluations) {
    return new LineEstimator(line).estimate(extrapolated, evaluations);
  }

  private Estimate estimate(boolean extrapolated, int evaluations) {
    Difference finest = differences[0];
    if (levels == 0) {
      return Estimate.unbounded(Double.NaN, finest.step(), evaluations, Boundedness.NOT_FINITE);
    }
    Boundedness state = reduceToConverging();
    if (state != Boundedness.BOUNDED) {
      return Estimate.unbounded(finest.value(), finest.step(), evaluations, state);
    }
    Candidate best = extrapolated ? consistentExtrapolation() : plain(0);
    double step = differences[best.level].step();
    return new Estimate(
        best.value, best.bound(), best.truncation, best.rounding, step, evaluations, state);
  }

  /**
   * Leaves out the longest steps, down to those for which, and for every shorter one, the
   * differences converge: longer ones may agree by accident.
   *
   * @return bounded if enough are left
   */
  private Boundedness reduceToConverging() {
    int needed = Grid.levelsForABound(stencil);
    if (levels < needed) {
      return differences.length < needed ? Boundedness.NOT_ASKED : Boundedness.NOT_FINITE;
    }
    for (int level = 0; level + 2 < levels; level++) {
      Boundedness state = Convergence.of(line, differences, level);
      if (state != Boundedness.BOUNDED) {
        levels = level + 2;
        return levels < needed ? state : Boundedness.BOUNDED;
      }
    }
    return Boundedness.BOUNDED;
  }

  /**
   * The difference over one step, its truncation bounded by the difference over twice that step.
   */
  private Candidate plain(int level) {
    Difference fine = differences[level];
    Difference coarse = differences[level + 1];
    double change = Math.abs(coarse.value() - fine.value()) + fine.rounding() + coarse.rounding();
    double truncation =
        change / (stencil.leastGrowth() - 1)
            + Convergence.kinkAllowance(line, 1 << level, fine.step());
    return new Candidate(level, fine.value(), truncation, fine.rounding());
  }

  /**
   * The best entry of Richardson's table whose bound overlaps that of every shorter step on its
   * own.
   */
  private Candidate consistentExtrapolation() {
    Candidate best = extrapolate();
    while (levels > LEVELS_TO_JUDGE && !overlapsShorterSteps(best)) {
      levels--;
      best = extrapolate();
    }
    return best;
  }

  private boolean overlapsShorterSteps(Candidate candidate) {
    for (int level = 0; level < candidate.level; level++) {
      Candidate shorter = plain(level);
      double distance = Math.abs(candidate.value - shorter.value);
      if (!(distance <= candidate.bound() + shorter.bound())) {
        return false;
      }
    }
    return true;
  }

  /**
   * Richardson's table: entry (j, k) removes k terms of the error's expansion from the differences
   * over the steps of levels j..j+k. Its truncation is bounded by the distance to the two entries
   * that it was made from (Ridders 1982, Adv. Eng. Softw. 4, 75-76) and to the one below it in its
   * own column, their rounding added; the rounding of an entry is carried through its weights. The
   * entry with the smallest bound is returned.
   */
  private Candidate extrapolate() {
    // One-sided: a slope that settles within the shortest step leaves an error of 1/h in all of
    // them.
    int coarsest = stencil.isCentral() ? levels - LEVELS_TO_JUDGE : 0;
    double[] values = new double[levels];
    double[] roundings = new double[levels];
    Candidate best = plain(0);
    for (int j = 0; j < levels; j++) {
      values[j] = differences[j].value();
      roundings[j] = differences[j].rounding();
      if (j <= coarsest) {
        best = best.orBetter(plain(j));
      }
    }
    for (int k = 1; k < levels - 1; k++) {
      double[] finer = values.clone();
      double[] finerRoundings = roundings.clone();
      double factor = Math.scalb(1.0, stencil.errorExponent(k - 1));
      for (int j = 0; j + k < levels; j++) {
        values[j] = finer[j] + (finer[j] - finer[j + 1]) / (factor - 1);
        roundings[j] = (factor * finerRoundings[j] + finerRoundings[j + 1]) / (factor - 1);
      }
      for (int j = 0; j + k + 1 < levels && j <= coarsest; j++) {
        double distance =
            max(
                Math.abs(values[j] - finer[j]),
                Math.abs(values[j] - finer[j + 1]),
                Math.abs(values[j] - values[j + 1]));
        double unsure = max(finerRoundings[j], finerRoundings[j + 1], roundings[j + 1]);
        double change = distance + unsure + roundings[j];
        double truncation =
            change / Math.min(1, stencil.leastGrowth() - 1)
                + Convergence.kinkAllowance(line, 1 << j, differences[j].step());
        best = best.orBetter(new Candidate(j, values[j], truncation, roundings[j]));
      }
    }
    return best;
  }

  private static double max(double a, double b, double c) {
    return Math.max(a, Math.max(b, c));
  }

  /** An estimate that could be returned, from the steps of {@code level} and longer. */
  private record Candidate(int level, double value, double truncation, double rounding) {
    double bound() {
      return truncation + rounding;
    }

    Candidate orBetter(Candidate other) {
      return other.bound() < bound() ? other : this;
    }
  }
}
