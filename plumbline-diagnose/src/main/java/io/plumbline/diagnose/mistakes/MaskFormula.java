package io.plumbline.diagnose.mistakes;

import io.plumbline.graph.loss.Objective;
import io.plumbline.graph.loss.OutputKind;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * What a dropout's mask makes of the gradient where all that stands between the dropout and the
 * scores is affine: the scores with the mask, their derivatives, and those of the units that are
 * kept.
 */
final class MaskFormula {
  /** Masks of at most so many units are all tried. */
  private static final int EXHAUSTIVE = 16;

  /** Flips are tried one by one by the formula for at most so many units. */
  private static final int MOST_FLIPPED = 400;

  /** And two by two for at most so many. */
  private static final int MOST_PAIRED = 48;

  private static final int SWEEPS = 40;

  private final SparseRows rows;
  private final int[] units;
  private final int[] rowOf;
  private final double[] values;
  private final double[][] slopes;
  private final double[] without;
  private final double[] gradient;
  private final Objective objective;
  private final OutputKind kind;
  private final double[][] products;
  private final double[] along;
  private final double square;

  /**
   * The formula at one point.
   *
   * @param rows the derivatives of the layer's units by the input, those that have any
   * @param layer the units' values
   * @param slopes the derivatives of each score by each unit
   * @param scores with all units
   */
  MaskFormula(
      SparseRows rows,
      double[] layer,
      double[][] slopes,
      double[] scores,
      double[] gradient,
      Objective objective,
      OutputKind kind) {
    this.rows = rows;
    this.gradient = gradient;
    this.objective = objective;
    this.kind = kind;
    int[] found = new int[layer.length];
    Arrays.fill(found, -1);
    for (int row = 0; row < rows.count(); row++) {
      found[rows.origin(row)] = row;
    }
    this.units =
        IntStream.range(0, layer.length).filter(u -> found[u] >= 0 || layer[u] != 0).toArray();
    this.rowOf = IntStream.of(units).map(u -> found[u]).toArray();
    this.values = IntStream.of(units).mapToDouble(u -> layer[u]).toArray();
    this.slopes = new double[slopes.length][];
    this.without = scores.clone();
    for (int k = 0; k < slopes.length; k++) {
      double[] all = slopes[k];
      this.slopes[k] = IntStream.of(units).mapToDouble(u -> all[u]).toArray();
      for (int u = 0; u < units.length; u++) {
        without[k] -= this.slopes[k][u] * values[u];
      }
    }
    this.products = units.length <= MOST_FLIPPED ? products() : new double[0][];
    this.along = new double[units.length];
    for (int u = 0; u < units.length; u++) {
      along[u] = rowOf[u] < 0 ? 0 : rows.product(rowOf[u], gradient);
    }
    this.square = Arrays.stream(gradient).map(g -> g * g).sum();
  }

  private double[][] products() {
    double[][] products = new double[units.length][units.length];
    for (int u = 0; u < units.length; u++) {
      double[] row = new double[gradient.length];
      if (rowOf[u] >= 0) {
        rows.add(rowOf[u], 1, row);
        for (int v = 0; v < units.length; v++) {
          products[u][v] = rowOf[v] < 0 ? 0 : rows.product(rowOf[v], row);
        }
      }
    }
    return products;
  }

  int units() {
    return units.length;
  }

  /** All units kept. */
  boolean[] all() {
    boolean[] kept = new boolean[units.length];
    Arrays.fill(kept, true);
    return kept;
  }

  /** A mask of the units that have rows, all others kept. */
  boolean[] start(double[] mask) {
    boolean[] kept = new boolean[units.length];
    for (int u = 0; u < kept.length; u++) {
      kept[u] = rowOf[u] < 0 || mask[rowOf[u]] != 0;
    }
    return kept;
  }

  /** How many units a mask drops. */
  int dropped(boolean[] kept) {
    return (int) IntStream.range(0, kept.length).filter(u -> !kept[u]).count();
  }

  /** What comes back to each unit that is kept; to all of them before the mask if asked. */
  private double[] back(boolean[] kept, double rate, boolean all) {
    double[] scores = without.clone();
    for (int k = 0; k < scores.length; k++) {
      for (int u = 0; u < units.length; u++) {
        scores[k] += kept[u] ? slopes[k][u] * values[u] / (1 - rate) : 0;
      }
    }
    double[] bar = Head.bar(objective, scores, kind);
    double[] back = new double[units.length];
    for (int u = 0; u < units.length; u++) {
      for (int k = 0; (all || kept[u]) && k < bar.length; k++) {
        back[u] += bar[k] * slopes[k][u] / (1 - rate);
      }
    }
    return back;
  }

  /** The square of what the mask leaves of the gradient. */
  double off(boolean[] kept, double rate) {
    double[] back = back(kept, rate, false);
    double off = square;
    for (int u = 0; u < units.length; u++) {
      if (kept[u] && rowOf[u] >= 0) {
        double sum = 0;
        for (int v = 0; v < units.length; v++) {
          sum += products[u][v] * back[v];
        }
        off += back[u] * (sum - 2 * along[u]);
      }
    }
    return off;
  }

  /** The square of what a mask leaves, however many units there are. */
  double left(boolean[] kept, double rate) {
    double[] predicted = predicted(kept, rate);
    double off = 0;
    for (int k = 0; k < gradient.length; k++) {
      off += (gradient[k] - predicted[k]) * (gradient[k] - predicted[k]);
    }
    return off;
  }

  /** The gradient with a mask. */
  double[] predicted(boolean[] kept, double rate) {
    double[] back = back(kept, rate, false);
    double[] predicted = new double[gradient.length];
    for (int u = 0; u < units.length; u++) {
      if (rowOf[u] >= 0) {
        rows.add(rowOf[u], back[u], predicted);
      }
    }
    return predicted;
  }

  /** The mask that leaves least at a rate: of all, or of those that flips lead to. */
  boolean[] best(double rate, boolean[] start) {
    boolean[] kept = start.clone();
    if (units.length <= EXHAUSTIVE) {
      return exhausted(rate);
    }
    for (int sweep = 0; sweep < SWEEPS && sweep(kept, rate); sweep++) {}
    for (int sweep = 0; sweep < SWEEPS && products.length > 0; sweep++) {
      if (!exactSweep(kept, rate)) {
        break;
      }
    }
    return kept;
  }

  private boolean[] exhausted(double rate) {
    boolean[] best = all();
    double least = off(best, rate);
    for (int bits = 0; bits < 1 << units.length; bits++) {
      boolean[] kept = new boolean[units.length];
      for (int u = 0; u < kept.length; u++) {
        kept[u] = (bits >> u & 1) == 1;
      }
      double off = off(kept, rate);
      if (off < least) {
        least = off;
        best = kept;
      }
    }
    return best;
  }

  /** Flips each unit that leaves less with what comes back to it now; whether there was one. */
  private boolean sweep(boolean[] kept, double rate) {
    double[] back = back(kept, rate, true);
    double[] left = gradient.clone();
    for (int u = 0; u < kept.length; u++) {
      if (kept[u] && rowOf[u] >= 0) {
        rows.add(rowOf[u], -back[u], left);
      }
    }
    boolean any = false;
    for (int u = 0; u < kept.length; u++) {
      if (rowOf[u] >= 0) {
        double step = kept[u] ? -back[u] : back[u];
        double change =
            step * step * rows.square(rowOf[u]) - 2 * step * rows.product(rowOf[u], left);
        if (change < 0) {
          rows.add(rowOf[u], -step, left);
          kept[u] = !kept[u];
          any = true;
        }
      }
    }
    return any;
  }

  /** Flips pairs of units as long as that leaves less; for a few units only. */
  boolean[] paired(double rate, boolean[] start) {
    boolean[] kept = start.clone();
    if (units.length > MOST_PAIRED) {
      return kept;
    }
    double least = off(kept, rate);
    for (int step = 0; step < SWEEPS; step++) {
      int[] best = null;
      for (int u = 0; u < kept.length; u++) {
        for (int v = u; v < kept.length; v++) {
          double off = flipped(kept, rate, u, v);
          if (off < least) {
            least = off;
            best = new int[] {u, v};
          }
        }
      }
      if (best == null) {
        break;
      }
      toggle(kept, best[0], best[1]);
    }
    return kept;
  }

  private double flipped(boolean[] kept, double rate, int u, int v) {
    toggle(kept, u, v);
    double off = off(kept, rate);
    toggle(kept, u, v);
    return off;
  }

  private static void toggle(boolean[] kept, int u, int v) {
    kept[u] = !kept[u];
    if (v != u) {
      kept[v] = !kept[v];
    }
  }

  private boolean exactSweep(boolean[] kept, double rate) {
    boolean any = false;
    double least = off(kept, rate);
    for (int u = 0; u < kept.length; u++) {
      kept[u] = !kept[u];
      double off = off(kept, rate);
      if (off < least) {
        least = off;
        any = true;
      } else {
        kept[u] = !kept[u];
      }
    }
    return any;
  }
}
