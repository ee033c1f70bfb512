package io.plumbline.diagnose.mistakes;

import io.plumbline.diagnose.mistakes.BackwardPass.Edge;
import io.plumbline.diagnose.mistakes.WrongBackward.Way;
import io.plumbline.graph.Layout;
import io.plumbline.graph.MaxPool;
import io.plumbline.graph.Node;
import io.plumbline.graph.TieRule;
import java.util.ArrayList;
import java.util.List;

/**
 * The ways to go back through a maximum over windows that are often wrong. The windows are taken in
 * groups of such as do not overlap, so that what each hands to an element is known.
 */
final class PoolBackward {
  private PoolBackward() {}

  static List<Way> ways() {
    return List.of(
        new Way(
            "all-maxima",
            "hands all to each of several elements that are the largest of a window",
            node -> node.op() instanceof MaxPool,
            PoolBackward::toAll),
        new Way(
            "overwritten",
            "overwrites what an element gets from one window by what it gets from the next,"
                + " where windows overlap",
            PoolBackward::overlaps,
            PoolBackward::overwritten));
  }

  private static boolean overlaps(Node node) {
    if (!(node.op() instanceof MaxPool pool)) {
      return false;
    }
    boolean any = false;
    for (int axis = 0; axis < pool.window().rank(); axis++) {
      any |= period(pool, axis) > 1;
    }
    return any;
  }

  /**
   * Of so many windows along an axis, one behind another, the first and the next do not overlap.
   */
  private static int period(MaxPool pool, int axis) {
    int taps = (pool.window().kernel()[axis] - 1) * pool.window().dilations()[axis] + 1;
    int stride = pool.window().strides()[axis];
    return (taps + stride - 1) / stride;
  }

  /** For each group of windows, which elements of the output are theirs. */
  private static List<boolean[]> groups(Edge edge) {
    MaxPool pool = (MaxPool) edge.op();
    int[] extents = edge.node().output().shape().extents();
    int first = pool.layout() == Layout.CHANNELS_FIRST ? 2 : 1;
    int rank = pool.window().rank();
    int count = 1;
    for (int axis = 0; axis < rank; axis++) {
      count *= period(pool, axis);
    }
    List<boolean[]> groups = new ArrayList<>();
    for (int group = 0; group < count; group++) {
      groups.add(new boolean[edge.bar().length]);
    }
    for (int k = 0; k < edge.bar().length; k++) {
      int group = 0;
      int rest = k;
      for (int axis = extents.length - 1; axis >= 0; axis--) {
        int at = rest % extents[axis];
        rest /= extents[axis];
        if (axis >= first && axis < first + rank) {
          int period = period(pool, axis - first);
          group = group * period + at % period;
        }
      }
      groups.get(group)[k] = true;
    }
    return groups;
  }

  private static double[] toAll(Edge edge) {
    double[] sum = new double[edge.in().length];
    for (boolean[] group : groups(edge)) {
      double[] bar = new double[edge.bar().length];
      double[] ones = new double[bar.length];
      for (int k = 0; k < bar.length; k++) {
        bar[k] = group[k] ? edge.bar()[k] : 0;
        ones[k] = group[k] ? 1 : 0;
      }
      double[] shared = edge.right(bar, TieRule.SPLIT);
      double[] shares = edge.right(ones, TieRule.SPLIT);
      for (int k = 0; k < sum.length; k++) {
        sum[k] += shares[k] == 0 ? 0 : shared[k] / shares[k];
      }
    }
    return sum;
  }

  private static double[] overwritten(Edge edge) {
    double[] last = new double[edge.in().length];
    double[] behind = new double[last.length];
    for (boolean[] group : groups(edge)) {
      double[] bar = new double[edge.bar().length];
      double[] order = new double[bar.length];
      for (int k = 0; k < bar.length; k++) {
        bar[k] = group[k] ? edge.bar()[k] : 0;
        order[k] = group[k] ? k + 1 : 0;
      }
      double[] handed = edge.right(bar);
      double[] by = edge.right(order);
      for (int k = 0; k < last.length; k++) {
        if (by[k] > behind[k]) {
          behind[k] = by[k];
          last[k] = handed[k];
        }
      }
    }
    return last;
  }
}
