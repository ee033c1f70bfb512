package io.plumbline.graph;

/**
 * What reverse mode does where the function has a kink exactly at the input. Any one rule, kept
 * throughout, is a legitimate convention; frameworks differ in theirs.
 *
 * @param window which of several equal elements of a pooling window gets the gradient
 * @param reduction the same for a maximum over whole axes
 * @param pair the same for a maximum of two operands
 * @param below the weight of the left slope at a kink of an activation: 1 gives ReLU'(0) = 0, 0
 *     gives 1, one half gives 1/2
 */
public record TieRule(Among window, Among reduction, Among pair, double below) {
  /** Who wins among equals. */
  public enum Among {
    /** The first, scanning rows then columns: TensorFlow, PyTorch, JAX's reduce_window. */
    FIRST,
    /** The last. */
    LAST,
    /** All, in equal parts: JAX's maximum over an axis. */
    SPLIT
  }

  /**
   * TensorFlow's and PyTorch's: the first of a window, equal parts of a reduction, ReLU'(0) = 0.
   */
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
}
