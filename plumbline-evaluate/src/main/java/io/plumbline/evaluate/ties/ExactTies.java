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
import org.jspecify.annotations.Nullable;

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

  private final Evaluated point;
  private final Pinned<?>[] pins;

  /** Made where there is a tie to ask about. */
  private double @Nullable [][][] bars;

  private ExactTies(Evaluated point, Pinned<?>[] pins) {
    this.point = point;
    this.pins = pins;
  }

  public static ExactTies of(Evaluated point) {
    Pinned<?>[] pins = point.pins(TieRule.FIRST);
    ExactTies ties = new ExactTies(point, pins);
    point.visitKinks(pins, point.program.zeros(), ties);
    ties.bars = null;
    return ties;
  }

  private boolean matters(Kernel<?> kernel, int row, int channel) {
    if (bars == null) {
      bars = new Reverse(point, pins).bars();
    }
    return bars[kernel.out][row][channel] != 0;
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

  private void add(Kernel<?> kernel, int row, int channel, TieKind kind) {
    kinds.add(kind);
    int unit = row * kernel.channels + channel;
    if (!tied.get(unit)) {
      tied.set(unit);
      units.merge(kernel.name(), 1, Integer::sum);
    }
  }

  @Override
  public void begin(int index) {
    tied.clear();
  }

  @Override
  public void unit(Kernel<?> kernel, int row, int channel, double distance, double variance) {
    if (distance == 0 && matters(kernel, row, channel)) {
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
    if (matters(kernel, row, channel)) {
      add(kernel, row, channel, kernel.ties);
    }
  }
}
