package io.plumbline.core.check;

/**
 * Difference quotients of one entry over many steps, to be looked at: the verdict does not rest on
 * them.
 *
 * @param entry whose they are
 * @param steps from short to long, in units of the input
 * @param quotients central ones, one for each step; NaN where there are no values
 */
public record Sweep(Entry entry, double[] steps, double[] quotients) {}
