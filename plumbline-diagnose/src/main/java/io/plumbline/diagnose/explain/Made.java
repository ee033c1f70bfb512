package io.plumbline.diagnose.explain;

/**
 * How the numeric array was made, as far as can be told from it.
 *
 * @param step by which x was moved to either side
 * @param quotient central, forward or backward
 * @param tile how many pixels a side were moved together
 * @param factor that the quotients are multiplied by
 */
public record Made(double step, String quotient, int tile, double factor) {}
