package io.plumbline.graph.loss;

import java.util.Arrays;

/**
 * How far 1 + sum e_k is off in floating point, with small terms e_k, in whatever order it is added
 * up: each order is a tree, in which groups of terms are added one after the other to a sum from 1
 * to 2. That sum is a multiple of 2u, u being the unit roundoff, so that each group is rounded to
 * one by itself: off by what it is away from the nearest. The worst partition into groups is the
 * worst order.
 */
final class SumRounding {
  /** Of more terms the others are taken to be off by u each, or by themselves: 3^n partitions. */
  private static final int MOST = 9;

  /** Terms are exponentials of scores that have hundreds of roundings behind them. */
  private static final double UNSURE = 0x1p10;

  private final double u;
  private final double[] terms;
  private final double others;

  private SumRounding(double[] sorted, double u) {
    int from = Math.max(0, sorted.length - MOST);
    this.u = u;
    this.terms = Arrays.copyOfRange(sorted, from, sorted.length);
    this.others = Arrays.stream(sorted, 0, from).sum();
  }

  /**
   * The largest error.
   *
   * @param terms at least 0, of sum below 1
   * @param u the unit roundoff
   * @return a bound on the error of the sum
   */
  static double of(double[] terms, double u) {
    double[] sorted = terms.clone();
    Arrays.sort(sorted);
    SumRounding rounding = new SumRounding(sorted, u);
    double within = terms.length * u * Arrays.stream(terms).sum();
    double rest = 0;
    for (int k = 0; k < sorted.length - rounding.terms.length; k++) {
      rest += Math.min(sorted[k], u);
    }
    return rounding.worst() + within + rest;
  }

  private double worst() {
    int all = 1 << terms.length;
    double[] up = new double[all];
    double[] down = new double[all];
    double[] mostUp = new double[all];
    double[] mostDown = new double[all];
    for (int group = 1; group < all; group++) {
      double sum = 0;
      for (int k = 0; k < terms.length; k++) {
        sum += (group >> k & 1) == 1 ? terms[k] : 0;
      }
      double least = sum * (1 - UNSURE * u);
      double most = sum * (1 + UNSURE * u) + others;
      boolean same = nearest(least) == nearest(most);
      up[group] = same ? most - nearest(most) : u;
      down[group] = same ? nearest(least) - least : u;
      // The group that holds the lowest term, and the best of what is left.
      int lowest = Integer.lowestOneBit(group);
      for (int part = group; part > 0; part = part - 1 & group) {
        if ((part & lowest) != 0) {
          mostUp[group] = Math.max(mostUp[group], up[part] + mostUp[group ^ part]);
          mostDown[group] = Math.max(mostDown[group], down[part] + mostDown[group ^ part]);
        }
      }
    }
    return Math.max(mostUp[all - 1], mostDown[all - 1]);
  }

  private double nearest(double sum) {
    return 2 * u * Math.floor(sum / (2 * u) + 0.5);
  }
}
