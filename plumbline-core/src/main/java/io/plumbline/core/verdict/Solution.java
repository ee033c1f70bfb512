package io.plumbline.core.verdict;

/** What {@link Solver} found. */
public sealed interface Solution {
  /**
   * The best factors that were found.
   *
   * @return one for each freedom
   */
  double[] factors();

  /**
   * What they leave of the differences.
   *
   * @return one number for each coordinate
   */
  double[] left();

  /**
   * Admissible factors explain everything.
   *
   * @param factors one for each freedom
   * @param left within what is allowed at each coordinate
   */
  record Within(double[] factors, double[] left) implements Solution {}

  /**
   * No admissible factors do: proved.
   *
   * @param factors the best found
   * @param left what they leave
   * @param dual the certificate, one number for each coordinate; see {@link Solver#proves}
   */
  record Beyond(double[] factors, double[] left, double[] dual) implements Solution {}

  /**
   * Neither was shown.
   *
   * @param factors the best found
   * @param left what they leave
   */
  record Open(double[] factors, double[] left) implements Solution {}
}
