package io.plumbline.core.verdict;

/** What is said of one coordinate. */
public enum Agreement {
  /** The gradient is within what is allowed there. */
  AGREES,
  /** The gradient is further off than anything allowed explains. */
  DISAGREES,
  /**
   * Within what is allowed, but rounding there is larger than the derivative itself and large
   * enough to hide a mistake worth the name; or further off than rounding explains, but not further
   * than what the evidence leaves in doubt.
   */
  UNDECIDED
}
