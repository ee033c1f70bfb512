package io.plumbline.evaluate;

import java.util.Arrays;
import java.util.Random;

/**
 * Proof of a derivative as a whole, as Freivalds (1979) proves a product of matrices: with v drawn
 * from N(0, I), the derivative's error e shows in &lt;e, v&gt;, which is N(0, |e|²). Along each of
 * K directions the pinned piece is differenced and extrapolated after Richardson, from forward
 * passes of the change alone, and held against &lt;d, v&gt; of reverse mode, which shares no code
 * with it.
 *
 * <p>With r_k what is left along the k-th and t what a quotient itself may be off by,
 *
 * <pre>|e|² &lt;= sum (|r_k| + t)² / q</pre>
 *
 * but for a probability p of which q is the quantile of the chi-square distribution with K degrees
 * of freedom. In other words: an error e is missed by a tolerance t with a probability of at most
 * (sqrt(2/π) t/|e|)^K.
 *
 * @param directions how many, K
 * @param seed what they follow from
 * @param missed p, the probability that the error is larger
 * @param error the bound on |e|; not a number where a quotient is none
 * @param residual the largest |r_k|
 * @param singles how many coordinates were differenced one by one besides
 * @param worstSingle the largest difference between one of them and reverse mode
 */
public record WholeGradient(
    int directions,
    long seed,
    double missed,
    double error,
    double residual,
    int singles,
    double worstSingle) {
  /** By how much the input is moved along a direction, at most, to either side. */
  public static final double STEP = Push.SMALL;

  /** The probability that is left. */
  private static final double MISSED = 1e-9;

  /** What a quotient is taken to be off by, as a part of the derivative's norm. */
  private static final double OWN = 0x1p-43;

  /** What a direction costs, in multiply-adds, at least about. */
  private static final double WORK = 1e6;

  static WholeGradient of(
      Point point,
      Pinned<?>[] pins,
      double[] derivative,
      int directions,
      long seed,
      int[] singles) {
    Push push = new Push(point, pins);
    point.prepareKinks();
    double size = Math.sqrt(Arrays.stream(derivative).map(each -> each * each).sum());
    double[] residuals = new double[directions + singles.length];
    Parallel.ranges(
        residuals.length,
        WORK * residuals.length,
        (from, to) -> {
          Changes changes = point.program.borrowChanges();
          for (int k = from; k < to; k++) {
            double[] v =
                k < directions
                    ? direction(derivative.length, seed, k)
                    : unit(derivative.length, singles[k - directions]);
            residuals[k] = push.along(v, changes) - product(derivative, v);
          }
          point.program.giveBack(changes);
        });
    double sum = 0;
    double worst = 0;
    double single = 0;
    for (int k = 0; k < residuals.length; k++) {
      double off = Math.abs(residuals[k]);
      if (k < directions) {
        sum += (off + OWN * size) * (off + OWN * size);
        worst = off <= worst ? worst : off;
      } else {
        single = off <= single ? single : off;
      }
    }
    double error = Math.sqrt(sum / ChiSquare.quantile(directions, MISSED));
    return new WholeGradient(directions, seed, MISSED, error, worst, singles.length, single);
  }

  /** A direction of independent normal numbers. */
  static double[] direction(int length, long seed, int number) {
    Random random = new Random(seed * 1_000_003L + number);
    double[] v = new double[length];
    Arrays.setAll(v, k -> random.nextGaussian());
    return v;
  }

  private static double[] unit(int length, int index) {
    double[] v = new double[length];
    v[index] = 1;
    return v;
  }

  static double product(double[] one, double[] other) {
    double sum = 0;
    for (int k = 0; k < one.length; k++) {
      sum += one[k] * other[k];
    }
    return sum;
  }
}
