package io.plumbline.core.verdict;

import java.util.List;

/**
 * All the errors that legitimate freedoms together may make of a gradient: a convex set, known by
 * the one question that a certificate needs, how far it reaches in a direction (its support
 * function).
 */
public interface Freedoms {
  /**
   * How many freedoms there are.
   *
   * @return the number of factors
   */
  int count();

  /**
   * The error that goes furthest in a direction.
   *
   * @param y one number for each coordinate
   * @return the error, and its product with {@code y}, which no other error exceeds
   */
  Extreme extreme(double[] y);

  /**
   * The furthest error in a direction.
   *
   * @param product an upper bound on y · e over all admissible e
   * @param error an admissible e, one number for each coordinate
   * @param factors by which the freedoms make it
   */
  record Extreme(double product, double[] error, double[] factors) {}

  /**
   * Freedoms that do not depend on each other.
   *
   * @param each the freedoms
   * @param size how many coordinates
   * @return the sums of their directions with factors within their bounds
   */
  static Freedoms of(List<Freedom> each, int size) {
    return new FreedomBox(List.copyOf(each), size);
  }
}
