package io.plumbline.evaluate.kernel;

/** Is shown the units that have kinks. */
public interface KinkVisitor {
  /** The units of an operation follow, which has this place among all. */
  void begin(int index);

  /**
   * One unit of an activation.
   *
   * @param distance from its nearest kink, rounding not deducted
   * @param variance of the unit itself in the visitor's precision
   */
  void unit(Kernel<?> kernel, int row, int channel, double distance, double variance);

  /**
   * One loser of a maximum.
   *
   * @param winner the place in the window of the pinned winner
   * @param loser the place in the window of another element
   * @param gap how much smaller it is
   * @param variance of the two together in the visitor's precision
   */
  void rival(
      MaximumKernel kernel,
      int row,
      int channel,
      int winner,
      int loser,
      double gap,
      double variance);
}
