package io.plumbline.core.verdict;

/**
 * What all coordinates may be off by together, in the Euclidean norm.
 *
 * @param allowed beside the relative tolerance of the derivative's norm
 * @param doubt how much more a correct gradient may be off for a reason that cannot be excluded
 */
public record Together(double allowed, double doubt) {
  /** No more is known of all coordinates than of each. */
  public static final Together UNKNOWN = new Together(Double.POSITIVE_INFINITY, 0);
}
