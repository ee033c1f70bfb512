package io.plumbline.core.noise;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.noise.NoiseEstimate.Conclusion;

/**
 * ECnoise (Moré and Wild 2011, SIAM J. Sci. Comput. 33, 1292-1314): the noise of a function from
 * its values at equally spaced points close together.
 *
 * <p>Differences of order k of a smooth function vanish like the k-th power of the spacing; those
 * of noise do not. sigma_k^2 = gamma_k mean(diff_k^2), gamma_k = (k!)^2 / (2k)!, estimates the
 * variance of independent noise at every level k. The first level is taken where three successive
 * sigma_k agree within a factor of four and the differences change sign.
 */
public final class EcNoise {
  /** The fewest values an estimate can be made from. */
  public static final int FEWEST_VALUES = 7;

  private static final double AGREEMENT = 4;

  private EcNoise() {}

  /**
   * The noise of the given values.
   *
   * @param values of the function at equally spaced points, at least {@link #FEWEST_VALUES}
   * @throws InvalidInputException if there are fewer
   */
  public static NoiseEstimate of(double[] values) {
    if (values.length < FEWEST_VALUES) {
      throw new InvalidInputException(
          "number of values (" + values.length + ") must be at least " + FEWEST_VALUES);
    }
    double min = Double.POSITIVE_INFINITY;
    double max = Double.NEGATIVE_INFINITY;
    for (double value : values) {
      if (!Double.isFinite(value)) {
        return NoiseEstimate.unknown(Conclusion.NOT_FINITE);
      }
      min = Math.min(min, value);
      max = Math.max(max, value);
    }
    if (max - min > 0.1 * Math.max(Math.abs(min), Math.abs(max))) {
      return NoiseEstimate.unknown(Conclusion.STEP_TOO_LARGE);
    }
    return ofAnyRange(values);
  }

  /**
   * The noise of finite values that may vary by more than a tenth of their size, as near a zero.
   */
  static NoiseEstimate ofAnyRange(double[] values) {
    int levels = values.length - 1;
    double[] sigma = new double[levels];
    boolean[] changesSign = new boolean[levels];
    double[] differences = values.clone();
    double gamma = 1;
    for (int k = 1; k <= levels; k++) {
      int length = values.length - k;
      Level level = Level.difference(differences, length);
      if (k == 1 && 2 * level.zeros() >= length) {
        return NoiseEstimate.unknown(Conclusion.STEP_TOO_SMALL);
      }
      if (level.zeros() == length && length >= 3) {
        return new NoiseEstimate(Conclusion.EXACT, 0);
      }
      gamma *= k / (2.0 * (2 * k - 1));
      sigma[k - 1] = Math.sqrt(gamma * level.meanSquare());
      changesSign[k - 1] = level.changesSign();
    }
    return firstAgreement(sigma, changesSign);
  }

  private static NoiseEstimate firstAgreement(double[] sigma, boolean[] changesSign) {
    for (int k = 0; k + 2 < sigma.length; k++) {
      double least = Math.min(sigma[k], Math.min(sigma[k + 1], sigma[k + 2]));
      double most = Math.max(sigma[k], Math.max(sigma[k + 1], sigma[k + 2]));
      if (changesSign[k] && most <= AGREEMENT * least) {
        return new NoiseEstimate(Conclusion.MEASURED, sigma[k]);
      }
    }
    return NoiseEstimate.unknown(Conclusion.NO_LEVELS_AGREE);
  }

  /** What one level of differences shows. */
  private record Level(double meanSquare, int zeros, boolean changesSign) {
    /** Replaces the first {@code length} entries by the differences of their neighbours. */
    static Level difference(double[] values, int length) {
      double sum = 0;
      int zeros = 0;
      boolean rises = false;
      boolean falls = false;
      for (int i = 0; i < length; i++) {
        double difference = values[i + 1] - values[i];
        values[i] = difference;
        sum += difference * difference;
        zeros += difference == 0 ? 1 : 0;
        rises |= difference > 0;
        falls |= difference < 0;
      }
      return new Level(sum / length, zeros, rises && falls);
    }
  }
}
