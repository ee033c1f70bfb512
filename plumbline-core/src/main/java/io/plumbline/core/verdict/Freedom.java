package io.plumbline.core.verdict;

/**
 * A legitimate error that is common to all coordinates: the gradient may be off by this direction
 * times any one number of at most this size.
 *
 * @param name what it is
 * @param direction one number for each coordinate
 * @param bound the largest factor
 */
public record Freedom(String name, double[] direction, double bound) {}
