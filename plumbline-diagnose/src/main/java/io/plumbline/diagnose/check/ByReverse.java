package io.plumbline.diagnose.check;

import io.plumbline.evaluate.Piece;
import io.plumbline.evaluate.result.Allowance;
import io.plumbline.evaluate.result.Differences;
import io.plumbline.evaluate.result.NearTie;
import io.plumbline.evaluate.result.WholeGradient;
import java.util.Arrays;
import java.util.List;

/** The derivative by reverse mode, in the form of differences. */
final class ByReverse {
  private ByReverse() {}

  /**
   * One for each element of the input, bounded by the error of the whole.
   *
   * @param ties which elements they reach is part of it
   */
  static Differences differences(Piece piece, WholeGradient whole, List<NearTie> ties) {
    double[] derivative = piece.gradient();
    double[] bounds = new double[derivative.length];
    Arrays.fill(bounds, whole.error());
    double[] steps = new double[derivative.length];
    Arrays.fill(steps, WholeGradient.STEP);
    double[] exact = reach(piece, ties.stream().filter(tie -> tie.distance() == 0).toList());
    double[] near = reach(piece, ties);
    Differences.Standing[] standings = new Differences.Standing[derivative.length];
    for (int k = 0; k < standings.length; k++) {
      standings[k] =
          exact[k] > 0
              ? Differences.Standing.TIED
              : near[k] > 0 ? Differences.Standing.NEAR : Differences.Standing.SMOOTH;
    }
    return new Differences(derivative, bounds, steps, standings);
  }

  private static double[] reach(Piece piece, List<NearTie> ties) {
    int size = piece.gradient().length;
    return ties.isEmpty()
        ? new double[size]
        : piece.choices(ties, new Allowance(new double[size], List.of())).reach();
  }
}
