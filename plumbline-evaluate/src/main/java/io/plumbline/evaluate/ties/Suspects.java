package io.plumbline.evaluate.ties;

import io.plumbline.evaluate.differences.Push;
import io.plumbline.evaluate.kernel.Changes;
import io.plumbline.evaluate.kernel.Pinned;
import io.plumbline.evaluate.point.Evaluated;
import io.plumbline.evaluate.result.NearTie;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Ranks near-ties by the correlation of their effect with a residual. The effect of a flip is the
 * transposed Jacobian's image of a change at one window, so its product with the residual is the
 * residual, pushed forward to that window, times the window's derivative: one push ranks them all.
 */
public final class Suspects {
  private static final double SMALL = 0x1p-24;

  private Suspects() {}

  private record Ranked(NearTie tie, double score) {}

  public static List<NearTie> of(
      Evaluated point,
      Pinned<?>[] pins,
      double[][][] bars,
      List<NearTie> ties,
      double[] residual,
      int most) {
    double[] products = products(point, pins, bars, ties, residual);
    List<Ranked> ranked = new ArrayList<>();
    for (int t = 0; t < products.length; t++) {
      if (products[t] > 0) {
        ranked.add(new Ranked(ties.get(t), products[t]));
      }
    }
    ranked.sort(Comparator.comparingDouble(r -> -r.score));
    return ranked.stream().limit(most).map(Ranked::tie).toList();
  }

  /** The product of each near-tie's effect with a direction; zeros where the direction has none. */
  public static double[] products(
      Evaluated point,
      Pinned<?>[] pins,
      double[][][] bars,
      List<NearTie> ties,
      double[] direction) {
    double[] products = new double[ties.size()];
    double largest = 0;
    for (double each : direction) {
      largest = Math.max(largest, Math.abs(each));
    }
    if (!(largest > 0) || Double.isInfinite(largest)) {
      return products;
    }
    Changes changes = point.program.newChanges();
    point.prepareKinks();
    double factor = SMALL / largest;
    new Push(point, pins).pushAll(direction, factor, changes);
    for (int t = 0; t < products.length; t++) {
      NearTie tie = ties.get(t);
      products[t] = pins[tie.kernel()].flipScore(tie, bars, changes) / factor;
    }
    return products;
  }
}
