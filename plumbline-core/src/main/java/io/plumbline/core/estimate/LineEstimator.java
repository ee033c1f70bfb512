package io.plumbline.core.estimate;

import io.plumbline.core.estimate.Line.Difference;
import io.plumbline.core.step.Stencil;

/** From the values on one line to the derivative and its bound. */
final class LineEstimator {
  private static final int LEVELS_FOR_A_BOUND = 3;

  private LineEstimator() {}

  static Estimate estimate(Line line, boolean extrapolated, int evaluations) {
    Difference[] differences = new Difference[line.grid().levels()];
    for (int level = 0; level < differences.length; level++) {
      differences[level] = line.difference(level);
    }
    Difference finest = differences[0];
    if (!line.isFinite() || !Double.isFinite(finest.value())) {
      return Estimate.unbounded(Double.NaN, finest.step(), evaluations, Boundedness.NOT_FINITE);
    }
    if (differences.length < LEVELS_FOR_A_BOUND) {
      return Estimate.unbounded(finest.value(), finest.step(), evaluations, Boundedness.NOT_ASKED);
    }
    Candidate best = extrapolated ? extrapolate(line, differences) : plain(line, differences, 0);
    return best.estimate(line, differences, evaluations);
  }

  /**
   * The difference over one step, its truncation bounded by the difference over twice that step.
   */
  private static Candidate plain(Line line, Difference[] differences, int level) {
    Difference fine = differences[level];
    Difference coarse = differences[level + 1];
    double truncation =
        Math.abs(coarse.value() - fine.value())
            + fine.rounding()
            + coarse.rounding()
            + Convergence.kinkAllowance(line, 1 << level, fine.step());
    return new Candidate(level, fine.value(), truncation, fine.rounding());
  }

  /**
   * Richardson's table: entry (j, k) removes k terms of the error's expansion from the differences
   * over the steps of levels j..j+k. Its truncation is bounded by the distance to both entries that
   * it was made from (Ridders 1982, Adv. Eng. Softw. 4, 75-76), their rounding added; the rounding
   * of an entry is carried through its weights. The entry with the smallest bound is returned.
   */
  private static Candidate extrapolate(Line line, Difference[] differences) {
    Stencil stencil = line.grid().stencil();
    int levels = differences.length;
    double[] values = new double[levels];
    double[] roundings = new double[levels];
    Candidate best = plain(line, differences, 0);
    for (int j = 0; j < levels; j++) {
      values[j] = differences[j].value();
      roundings[j] = differences[j].rounding();
      if (j <= levels - LEVELS_FOR_A_BOUND) {
        best = best.orBetter(plain(line, differences, j));
      }
    }
    for (int k = 1; k < levels; k++) {
      double factor = Math.scalb(1.0, stencil.errorExponent(k - 1));
      for (int j = 0; j + k < levels; j++) {
        double fine = values[j];
        double coarse = values[j + 1];
        double before = Math.max(roundings[j], roundings[j + 1]);
        values[j] = fine + (fine - coarse) / (factor - 1);
        roundings[j] = (factor * roundings[j] + roundings[j + 1]) / (factor - 1);
        if (j <= levels - LEVELS_FOR_A_BOUND) {
          double distance = Math.max(Math.abs(values[j] - fine), Math.abs(values[j] - coarse));
          double kink = Convergence.kinkAllowance(line, 1 << j, differences[j].step());
          double truncation = distance + before + roundings[j] + kink;
          best = best.orBetter(new Candidate(j, values[j], truncation, roundings[j]));
        }
      }
    }
    return best;
  }

  /** An estimate that could be returned, from the steps of {@code level} and longer. */
  private record Candidate(int level, double value, double truncation, double rounding) {
    Candidate orBetter(Candidate other) {
      return other.truncation + other.rounding < truncation + rounding ? other : this;
    }

    Estimate estimate(Line line, Difference[] differences, int evaluations) {
      double step = differences[level].step();
      Boundedness state = Convergence.of(line, differences, level);
      return state == Boundedness.BOUNDED && Double.isFinite(truncation + rounding)
          ? new Estimate(
              value, truncation + rounding, truncation, rounding, step, evaluations, state)
          : Estimate.unbounded(value, step, evaluations, state);
    }
  }
}
