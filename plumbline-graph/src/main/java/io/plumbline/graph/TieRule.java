package io.plumbline.graph;

import java.util.List;
import java.util.Map;

/**
 * What reverse mode does where the function has a kink exactly at the input. Any one rule, kept
 * throughout, is a legitimate convention; frameworks differ in theirs.
 *
 * @param window which of several equal elements of a pooling window gets the gradient
 * @param reduction the same for a maximum over whole axes
 * @param pair the same for a maximum of two operands
 * @param below the weight of the left slope at a kink of an activation: 1 gives ReLU'(0) = 0, 0
 *     gives 1, one half gives 1/2
 * @param orders in place of {@code window}, by the name of a layer: all places of its window,
 *     numbered by rows, of which the first that holds the maximum gets the gradient
 */
public record TieRule(
    Among window, Among reduction, Among pair, double below, Map<String, List<Integer>> orders) {
  /** Copies the orders. */
  public TieRule {
    orders = Map.copyOf(orders);
  }

  /**
   * A rule that is the same for all windows.
   *
   * @param window which of several equal elements of a pooling window gets the gradient
   * @param reduction the same for a maximum over whole axes
   * @param pair the same for a maximum of two operands
   * @param below the weight of the left slope at a kink of an activation
   */
  public TieRule(Among window, Among reduction, Among pair, double below) {
    this(window, reduction, pair, below, Map.of());
  }

  /** Who wins among equals. */
  public enum Among {
    /** The first, scanning rows then columns: TensorFlow, PyTorch, JAX's reduce_window. */
    FIRST,
    /** The last. */
    LAST,
    /** All, in equal parts: JAX's maximum over an axis. */
    SPLIT
  }

  /** The first wins everywhere; ReLU'(0) = 0. */
  public static final TieRule FIRST = of(Among.FIRST);

  /** The last wins everywhere; ReLU'(0) = 0. */
  public static final TieRule LAST = of(Among.LAST);

  /** Equal parts everywhere; ReLU'(0) = 0. */
  public static final TieRule SPLIT = of(Among.SPLIT);

  /**
   * The same for windows, reductions and pairs; ReLU'(0) = 0.
   *
   * @param among who wins
   * @return the rule
   */
  public static TieRule of(Among among) {
    return new TieRule(among, among, among, 1);
  }

  /**
   * The same rule with orders of windows' places.
   *
   * @param places by the name of a layer
   * @return the rule
   */
  public TieRule with(Map<String, List<Integer>> places) {
    return new TieRule(window, reduction, pair, below, places);
  }
}
