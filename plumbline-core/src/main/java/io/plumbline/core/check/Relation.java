package io.plumbline.core.check;

import io.plumbline.core.verdict.Agreement;

/**
 * Two numbers that must be equal, computed in two ways: the value that comes with a gradient and
 * that of the function, or {@code <u, Jv>} and {@code <J'u, v>}.
 *
 * @param name what is held against what
 * @param left the first
 * @param right the second
 * @param allowed how far they may be apart
 * @param agreement what is said of them
 */
public record Relation(
    String name, double left, double right, double allowed, Agreement agreement) {
  /** Two numbers, compared. */
  static Relation of(String name, double left, double right, double allowed) {
    boolean equal = Math.abs(left - right) <= allowed;
    return new Relation(name, left, right, allowed, equal ? Agreement.AGREES : Agreement.DISAGREES);
  }

  /**
   * Whether they differ.
   *
   * @return true where one of them is wrong
   */
  public boolean disagrees() {
    return agreement == Agreement.DISAGREES;
  }
}
