package io.plumbline.evaluate.ties;

import io.plumbline.evaluate.kernel.Kernel;
import io.plumbline.evaluate.kernel.KinkVisitor;
import io.plumbline.evaluate.kernel.MaximumKernel;
import io.plumbline.evaluate.kernel.Pinned;
import io.plumbline.evaluate.point.Evaluated;
import io.plumbline.evaluate.point.Reverse;
import io.plumbline.evaluate.result.TieKind;
import io.plumbline.graph.TieRule;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Finds out which kinds of exact tie there are where the loss depends on how they are decided, and
 * which units have one.
 */
public final class ExactTies implements KinkVisitor {
  private final Set<TieKind> kinds = EnumSet.noneOf(TieKind.class);
  private final Map<String, Integer> units = new LinkedHashMap<>();
  private final Map<String, Integer> windows = new LinkedHashMap<>();

  /** The units of one operation that have one. */
  private final BitSet tied = new BitSet();

  private final double[][][] bars;

  private ExactTies(double[][][] bars) {
    this.bars = bars;
  }

  public static ExactTies of(Evaluated point) {
    Pinned<?>[] pins = point.pins(TieRule.FIRST);
    double[][][] bars = new Reverse(point, pins).bars();
    ExactTies ties = new ExactTies(bars);
    double[][][] none = point.program.zeros();
    boolean[] depends = point.program.dependent();
    for (int k = 0; k < pins.length; k++) {
      if (depends[point.program.kernels.get(k).out]) {
        pins[k].visitKinks(point, none, ties);
        ties.count(point.program.kernels.get(k).name());
      }
    }
    return ties;
  }

  /** Which kinds there are. */
  public Set<TieKind> kinds() {
    return kinds;
  }

  /** How many units of each layer are on a kink, or share their maximum, in the layers' order. */
  public Map<String, Integer> units() {
    return units;
  }

  /** How many places a window of each layer has that has windows with equal maxima. */
  public Map<String, Integer> windows() {
    return windows;
  }

  private void count(String layer) {
    if (!tied.isEmpty()) {
      units.merge(layer, tied.cardinality(), Integer::sum);
      tied.clear();
    }
  }

  private void add(Kernel<?> kernel, int row, int channel, TieKind kind) {
    kinds.add(kind);
    tied.set(row * kernel.channels + channel);
  }

  @Override
  public void unit(Kernel<?> kernel, int row, int channel, double distance, double variance) {
    if (distance == 0 && bars[kernel.out][row][channel] != 0) {
      add(kernel, row, channel, TieKind.UNIT);
    }
  }

  @Override
  public void rival(
      MaximumKernel kernel,
      int row,
      int channel,
      int winner,
      int loser,
      double gap,
      double variance) {
    if (gap != 0) {
      return;
    }
    if (kernel.ties == TieKind.WINDOW) {
      // Also where the loss depends on it by another rule for the layers behind.
      windows.put(kernel.name(), kernel.windows.tapCount);
    }
    if (bars[kernel.out][row][channel] != 0) {
      add(kernel, row, channel, kernel.ties);
    }
  }
}
