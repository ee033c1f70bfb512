package io.plumbline.core.verdict;

/** What stands behind a verdict, from the strongest to the weakest. Never mixed silently. */
public enum Tier {
  /** Bounds that hold whatever rounding does. */
  PROVEN,
  /**
   * Bounds that hold for any order of summation to first order in the unit roundoff: products of
   * two roundings are neglected.
   */
  FIRST_ORDER,
  /** A model of rounding, and a sample of what it does: right with a probability that is stated. */
  MEASURED
}
