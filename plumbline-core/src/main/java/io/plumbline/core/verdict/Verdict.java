package io.plumbline.core.verdict;

/** What is said of a gradient, from best to worst. */
public enum Verdict {
  /** Every coordinate that can be decided agrees, and a mistake of 1 % would have been seen. */
  PASS,
  /** Nothing disagrees, but too little could be decided to say that the gradient is right. */
  INCONCLUSIVE,
  /** At least one coordinate is wrong, whatever rounding and tie rule may do. */
  FAIL
}
