package io.plumbline.core.verdict;

/** What is said of one coordinate, or of all together. */
public enum Agreement {
  /** The gradient is within what is allowed there. */
  AGREES,
  /** The gradient is further off than anything allowed explains. */
  DISAGREES,
  /** Within what is allowed only if what cannot be excluded is so: that proves nothing. */
  DOUBTFUL,
  /**
   * Within what is allowed, but rounding there is larger than the derivative itself and large
   * enough to hide a mistake worth the name; or nothing bounds what is right there.
   */
  UNDECIDED
}
