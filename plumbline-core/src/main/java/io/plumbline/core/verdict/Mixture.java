package io.plumbline.core.verdict;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A convex combination of errors, the corners of what has been found of a convex set. The one
 * nearest to a point in a weighted norm is looked for as Wolfe does: the nearest point of the
 * corners' affine hull, and where a share would be negative as far towards it as none is, that
 * corner being left out (Wolfe 1976, Finding the nearest point in a polytope).
 */
final class Mixture {
  /** Corners that are alike to this part of their squares would make the matrix singular. */
  private static final double ALIKE = 1e-11;

  private final List<double[]> errors = new ArrayList<>();
  private final List<double[]> factors = new ArrayList<>();
  private double[] shares = {1};

  /**
   * Begins with no error at all.
   *
   * @param size how many coordinates an error has
   * @param count how many factors make it
   */
  Mixture(int size, int count) {
    errors.add(new double[size]);
    factors.add(new double[count]);
  }

  void add(Freedoms.Extreme corner) {
    errors.add(corner.error());
    factors.add(corner.factors());
    shares = Arrays.copyOf(shares, shares.length + 1);
  }

  int corners() {
    return shares.length;
  }

  double[] shares() {
    return shares.clone();
  }

  /** Takes shares, at least 0 and of sum 1; corners without any are forgotten. */
  void take(double[] taken) {
    List<double[]> ownErrors = new ArrayList<>(errors);
    List<double[]> ownFactors = new ArrayList<>(factors);
    errors.clear();
    factors.clear();
    double[] kept = new double[taken.length];
    for (int k = 0; k < taken.length; k++) {
      if (taken[k] > 0) {
        kept[errors.size()] = taken[k];
        errors.add(ownErrors.get(k));
        factors.add(ownFactors.get(k));
      }
    }
    shares = Arrays.copyOf(kept, errors.size());
    double sum = Arrays.stream(shares).sum();
    Arrays.setAll(shares, k -> shares[k] / sum);
  }

  /** The combination of the errors by some shares. */
  double[] error(double[] some) {
    return mixed(errors, some);
  }

  /** The factors of the combination. */
  double[] factors() {
    return mixed(factors, shares);
  }

  /** The shares of the combination nearest to a point; coordinates of weight 0 do not count. */
  double[] nearest(double[] point, double[] weights) {
    int count = shares.length;
    double[][] weighted = new double[count][];
    double[] roots = roots(weights);
    for (int i = 0; i < count; i++) {
      weighted[i] = compact(errors.get(i), roots);
    }
    double[] goal = compact(point, roots);
    double[][] products = new double[count][count];
    double[] towards = new double[count];
    for (int i = 0; i < count; i++) {
      towards[i] = product(weighted[i], goal);
      for (int j = 0; j <= i; j++) {
        products[i][j] = product(weighted[i], weighted[j]);
        products[j][i] = products[i][j];
      }
    }
    double[] now = shares.clone();
    boolean[] kept = new boolean[count];
    Arrays.fill(kept, true);
    for (int round = 0; round < count; round++) {
      double[] best = best(kept, products, towards);
      int leaves = leaving(now, best, kept);
      double step = leaves < 0 ? 1 : now[leaves] / (now[leaves] - best[leaves]);
      for (int k = 0; k < count; k++) {
        now[k] = kept[k] ? Math.max(0, now[k] + step * (best[k] - now[k])) : 0;
      }
      if (leaves < 0) {
        break;
      }
      kept[leaves] = false;
      now[leaves] = 0;
    }
    return now;
  }

  /** The first corner whose share comes to nothing on the way to others; -1 where none does. */
  private static int leaving(double[] now, double[] best, boolean[] kept) {
    int first = -1;
    double least = 1;
    for (int k = 0; k < best.length; k++) {
      if (kept[k] && best[k] < 0) {
        double step = now[k] / (now[k] - best[k]);
        if (first < 0 || step < least) {
          first = k;
          least = step;
        }
      }
    }
    return first;
  }

  /** Shares of sum 1, of any sign, that come nearest. */
  private static double[] best(boolean[] kept, double[][] products, double[] towards) {
    int[] places = new int[towards.length];
    int count = 0;
    double largest = 0;
    for (int k = 0; k < kept.length; k++) {
      if (kept[k]) {
        places[count++] = k;
        largest = Math.max(largest, products[k][k]);
      }
    }
    // Adding the same to all products changes nothing where shares add up to 1.
    double size = largest > 0 ? largest : 1;
    double[][] matrix = new double[count][count];
    double[] ones = new double[count];
    double[] right = new double[count];
    for (int i = 0; i < count; i++) {
      for (int j = 0; j < count; j++) {
        matrix[i][j] = products[places[i]][places[j]] + size;
      }
      matrix[i][i] += ALIKE * size;
      ones[i] = 1;
      right[i] = towards[places[i]];
    }
    Cholesky factored = new Cholesky(matrix);
    double[] equal = factored.solve(ones);
    double[] free = factored.solve(right);
    double multiplier = (1 - Arrays.stream(free).sum()) / Arrays.stream(equal).sum();
    double[] best = new double[towards.length];
    for (int i = 0; i < count; i++) {
      best[places[i]] = free[i] + multiplier * equal[i];
    }
    return best;
  }

  private static double[] mixed(List<double[]> all, double[] shares) {
    double[] sum = new double[all.get(0).length];
    for (int j = 0; j < shares.length; j++) {
      double[] each = all.get(j);
      for (int k = 0; k < sum.length && shares[j] != 0; k++) {
        sum[k] += shares[j] * each[k];
      }
    }
    return sum;
  }

  private static double[] roots(double[] weights) {
    double[] roots = new double[weights.length];
    for (int k = 0; k < roots.length; k++) {
      roots[k] = Math.sqrt(weights[k]);
    }
    return roots;
  }

  /** Each value times its factor, those left out whose factor is 0: most are within the box. */
  private static double[] compact(double[] values, double[] factors) {
    double[] products = new double[values.length];
    int count = 0;
    for (int k = 0; k < values.length; k++) {
      if (factors[k] != 0) {
        products[count++] = factors[k] * values[k];
      }
    }
    return Arrays.copyOf(products, count);
  }

  /** In four sums side by side, for one alone waits for each addition. */
  private static double product(double[] one, double[] other) {
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    int k = 0;
    for (; k + 3 < one.length; k += 4) {
      a += one[k] * other[k];
      b += one[k + 1] * other[k + 1];
      c += one[k + 2] * other[k + 2];
      d += one[k + 3] * other[k + 3];
    }
    for (; k < one.length; k++) {
      a += one[k] * other[k];
    }
    return (a + b) + (c + d);
  }
}
