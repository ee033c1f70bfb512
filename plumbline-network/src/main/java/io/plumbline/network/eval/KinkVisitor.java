package io.plumbline.network.eval;

/** Is shown the units that have kinks. */
interface KinkVisitor {
  /**
   * One unit of an activation.
   *
   * @param distance from its nearest kink, rounding not deducted
   * @param error how far the unit itself may be off in the visitor's precision
   */
  void unit(Kernel kernel, int row, int channel, double distance, double error);

  /**
   * One loser of a maximum.
   *
   * @param winner the place in the window of the first largest
   * @param loser the place in the window of another element
   * @param gap how much smaller it is
   * @param error how far the two may be off together in the visitor's precision
   */
  void rival(
      MaximumKernel kernel, int row, int channel, int winner, int loser, double gap, double error);
}
