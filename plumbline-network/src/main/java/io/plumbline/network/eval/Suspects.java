package io.plumbline.network.eval;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Ranks near-ties by the correlation of their effect with a residual. The effect of a flip is the
 * transposed Jacobian's image of a change at one window, so its product with the residual is the
 * residual, pushed forward to that window, times the window's derivative: one push ranks them all.
 */
final class Suspects {
  private static final double SMALL = 0x1p-24;

  private Suspects() {}

  private record Ranked(NearTie tie, double score) {}

  static List<NearTie> of(
      Point point,
      Object[] pins,
      double[][][] bars,
      List<NearTie> ties,
      double[] residual,
      int most) {
    double largest = 0;
    for (double each : residual) {
      largest = Math.max(largest, Math.abs(each));
    }
    if (!(largest > 0) || Double.isInfinite(largest)) {
      return List.of();
    }
    Changes changes = new Changes(point.program);
    point.prepareKinks();
    new Push(point, pins).pushAll(residual, SMALL / largest, changes);
    List<Ranked> ranked = new ArrayList<>();
    for (NearTie tie : ties) {
      Kernel kernel = point.program.kernels.get(tie.kernel());
      double score = kernel.kinks().flipScore(pins[tie.kernel()], tie, bars, changes);
      if (score > 0) {
        ranked.add(new Ranked(tie, score));
      }
    }
    ranked.sort(Comparator.comparingDouble(r -> -r.score));
    return ranked.stream().limit(most).map(Ranked::tie).toList();
  }
}
