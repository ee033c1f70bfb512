package io.plumbline.testing.oracle;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Which piece each unit of a network is on, in the order the units are evaluated: noted at one
 * input, held at others. A unit that sits exactly on a kink may be on several pieces, with weights.
 */
public final class ActivationPattern {
  /**
   * One unit.
   *
   * @param weights of the pieces, or of a maximum's candidates
   * @param kink whether the pieces meet in a kink; they may also only differ in curvature
   */
  private record Choice(double[] weights, boolean kink) {}

  private final List<Choice> all = new ArrayList<>();
  private final boolean held;
  private int next;

  /** The smallest distance of a unit from a kink that it is not exactly on. */
  public double nearest = Double.POSITIVE_INFINITY;

  /** Units exactly on a kink. */
  public int tied;

  private ActivationPattern(boolean held) {
    this.held = held;
  }

  public static ActivationPattern noted() {
    return new ActivationPattern(false);
  }

  /** The same choices, to be held. */
  public ActivationPattern hold() {
    ActivationPattern copy = new ActivationPattern(true);
    copy.all.addAll(all);
    return copy;
  }

  public boolean isHeld() {
    return held;
  }

  public double[] next() {
    return all.get(next++).weights;
  }

  public void note(double[] weights, boolean kink) {
    all.add(new Choice(weights, kink));
  }

  public void distance(double distance) {
    if (distance == 0) {
      tied++;
    } else {
      nearest = Math.min(nearest, Math.abs(distance));
    }
  }

  /** How many units are on other pieces than in another note of the same network. */
  public int switched(ActivationPattern other) {
    int count = 0;
    for (int k = 0; k < all.size(); k++) {
      boolean same = Arrays.equals(all.get(k).weights, other.all.get(k).weights);
      count += all.get(k).kink && !same ? 1 : 0;
    }
    return count;
  }
}
