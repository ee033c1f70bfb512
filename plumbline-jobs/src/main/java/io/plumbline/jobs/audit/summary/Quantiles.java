package io.plumbline.jobs.audit.summary;

import java.util.Map;
import java.util.TreeMap;

/**
 * How often numbers occur, so coarsely that any count of them takes the same room: a bin is what
 * shares sign, exponent and the first six bits of the fraction. As in DDSketch (Masson, Rim and
 * Lee, VLDB 2019), a quantile is then off by a share of itself, here at most 1/128; unlike there,
 * the bins need no logarithm, so that they are the same on every machine. Counts add up in any
 * order.
 */
public final class Quantiles {
  /** A quantile lies within this share of the number that has its rank. */
  public static final double ACCURACY = 1.0 / 128;

  private static final int DROPPED_BITS = 46;

  private final TreeMap<Integer, Long> bins = new TreeMap<>();
  private long count;
  private long notNumbers;
  private double least = Double.POSITIVE_INFINITY;
  private double largest = Double.NEGATIVE_INFINITY;

  void add(double value) {
    if (Double.isNaN(value)) {
      notNumbers++;
    } else {
      bins.merge(bin(value), 1L, Long::sum);
      count++;
      least = Math.min(least, value);
      largest = Math.max(largest, value);
    }
  }

  void add(Quantiles other) {
    other.bins.forEach((bin, times) -> bins.merge(bin, times, Long::sum));
    count += other.count;
    notNumbers += other.notNumbers;
    least = Math.min(least, other.least);
    largest = Math.max(largest, other.largest);
  }

  /**
   * How many numbers there were, infinities among them.
   *
   * @return the count
   */
  public long count() {
    return count;
  }

  /**
   * How many were not a number.
   *
   * @return the count, not part of {@link #count}
   */
  public long notNumbers() {
    return notNumbers;
  }

  /**
   * The number that has a rank.
   *
   * @param share of all numbers that are at most as large, from 0 for the smallest to 1
   * @return the middle of its bin, between the smallest and the largest number, which are exact;
   *     not a number where there was none
   */
  public double at(double share) {
    if (count > 0 && (share == 0 || share == 1)) {
      return share == 0 ? least : largest;
    }
    long rank = Math.max(1, (long) Math.ceil(share * count));
    long seen = 0;
    for (Map.Entry<Integer, Long> bin : bins.entrySet()) {
      seen += bin.getValue();
      if (seen >= rank) {
        // A bin reaches beyond the smallest and the largest number that is in it.
        return Math.max(least, Math.min(largest, middle(bin.getKey())));
      }
    }
    return Double.NaN;
  }

  /** Ascends with the value; the negative ones end at -1. */
  private static int bin(double value) {
    int size = (int) (Double.doubleToLongBits(Math.abs(value)) >>> DROPPED_BITS);
    return value < 0 ? -1 - size : size;
  }

  private static double middle(int bin) {
    if (bin < 0) {
      return -middle(-1 - bin);
    }
    double low = Double.longBitsToDouble((long) bin << DROPPED_BITS);
    double high = Double.longBitsToDouble(((long) bin + 1) << DROPPED_BITS);
    // Zero has a bin with numbers that no gradient is made of, and infinity one of its own.
    return bin == 0 || low == Double.POSITIVE_INFINITY
        ? low
        : high == Double.POSITIVE_INFINITY ? low : low + (high - low) / 2;
  }
}
