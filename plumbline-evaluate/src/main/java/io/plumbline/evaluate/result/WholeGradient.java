package io.plumbline.evaluate.result;

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
  public static final double STEP = 0x1p-19;

  /**
   * A random direction.
   *
   * @param length of it
   * @param seed of all that belong together
   * @param number which of them
   * @return independent normal numbers of variance 1
   */
  public static double[] direction(int length, long seed, int number) {
    Random random = new Random(seed * 1_000_003L + number);
    double[] v = new double[length];
    Arrays.setAll(v, k -> random.nextGaussian());
    return v;
  }
}
