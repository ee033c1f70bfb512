package io.plumbline.diagnose.check;

import io.plumbline.core.Euclidean;
import io.plumbline.core.verdict.Evidence;
import io.plumbline.core.verdict.Judgement;
import io.plumbline.core.verdict.Power;
import io.plumbline.core.verdict.Reason;
import io.plumbline.core.verdict.Together;
import io.plumbline.core.verdict.Veil;
import io.plumbline.evaluate.Piece;
import io.plumbline.evaluate.result.FreeNoise;
import io.plumbline.evaluate.result.NearTie;
import java.util.Arrays;
import java.util.List;

/**
 * Holds a gradient as a whole, in norm and in its product with the derivative, against passes whose
 * units change sides as rounding has it. Of single coordinates, which jump with every unit, nothing
 * is said.
 *
 * <p>With m and s the mean and the deviation of how far such passes stray, and e the largest effect
 * of any one unit, a gradient that is off by up to sqrt((m + {@value #USUAL} s)² + e²) agrees, and
 * one that is off by more than sqrt((m + {@value #LARGEST} s)² + e²) is wrong; likewise of the
 * share of the derivative that is in it. Where sums are far finer than results, less is usual.
 */
final class AsWhole {
  static final double USUAL = 4;
  static final double LARGEST = 8;

  /** Random directions that tell the norms of effects, to some 25 %. */
  private static final int DIRECTIONS = 8;

  private static final long SEED = 5;

  private final FreeNoise noise;
  private final double[] derivative;
  private final double error;
  private final double tolerance;
  private final double size;

  /** How much of the derivative one unit may add or take. */
  private final double sharing;

  private final double usual;
  private final double largest;

  /**
   * Bounds.
   *
   * @param piece on which the derivative is
   * @param ties that may flip there
   * @param noise of passes with nothing pinned
   * @param most of those passes' root mean square that a gradient is usually off by
   * @param error how far the derivative itself may be off
   * @param tolerance relative to the derivative
   */
  AsWhole(
      Piece piece,
      List<NearTie> ties,
      FreeNoise noise,
      double most,
      double error,
      double tolerance) {
    this.noise = noise;
    this.derivative = piece.gradient();
    this.error = error;
    this.tolerance = tolerance;
    this.size = Euclidean.norm(derivative);
    double[] squares = piece.effectSquares(ties, DIRECTIONS, SEED);
    double effect = Math.sqrt(largest(squares));
    sharing = largest(piece.effectProducts(ties, derivative)) / (size * size);
    double mean = FreeNoise.mean(noise.norms());
    double deviation = deviation(noise);
    // Effects of units are many, and nearly orthogonal to one another.
    usual = Math.min(Math.hypot(mean + USUAL * deviation, effect), most * norm()) + error;
    largest = Math.hypot(mean + LARGEST * deviation, effect) + error;
  }

  private static double largest(double[] values) {
    return Arrays.stream(values).map(Math::abs).max().orElse(0);
  }

  /** In norm; each coordinate is allowed as much as all of them. */
  Evidence evidence() {
    int count = derivative.length;
    return new Evidence(
        derivative,
        filled(count, error),
        filled(count, usual),
        filled(count, largest - usual),
        List.of(),
        new Together(usual, largest - usual));
  }

  private static double[] filled(int count, double value) {
    double[] filled = new double[count];
    Arrays.fill(filled, value);
    return filled;
  }

  /** Whether rounding leaves no gradient so far off. */
  boolean refutes(double[] gradient, Judgement judgement) {
    return judgement.wrong() || !(apart(gradient) <= shares(LARGEST));
  }

  /** Whether rounding usually leaves gradients as far off. */
  boolean accepts(double[] gradient, Judgement judgement) {
    return judgement.agrees() && apart(gradient) <= shares(USUAL);
  }

  private double apart(double[] gradient) {
    double share = Euclidean.dot(gradient, derivative) / (size * size);
    return Math.abs(share - FreeNoise.mean(noise.shares()));
  }

  private double shares(double deviations) {
    return deviations * FreeNoise.deviation(noise.shares()) + sharing + tolerance;
  }

  /** The root mean square of what rounding does to the gradient. */
  double norm() {
    return Euclidean.norm(noise.norms()) / Math.sqrt(noise.norms().length);
  }

  /**
   * What could hide: of any form, what is usual and what the gradient is off by. A mistake m that
   * has nothing to do with the rounding r hides where |r + m| is as small as that of a gradient
   * that agrees, and |r| as small as it usually is at least; of n coordinates, their product is
   * within {@value #LARGEST} |r| |m| / sqrt(n).
   */
  Power power(Reason common, Judgement judgement) {
    double least = Math.max(0, FreeNoise.mean(noise.norms()) - USUAL * deviation(noise));
    double most = usual + tolerance * size;
    double along = Math.min(1, LARGEST / Math.sqrt(derivative.length)) * most;
    double hidden = (along + Math.sqrt(along * along + most * most - least * least)) / size;
    double left = judgement.agrees() ? Euclidean.norm(judgement.differences()) : most;
    double norm = (most + left) / size;
    return new Power(List.of(new Veil(common, hidden)), norm, norm, usual, shares(USUAL + LARGEST));
  }

  private static double deviation(FreeNoise noise) {
    return FreeNoise.deviation(noise.norms());
  }
}
