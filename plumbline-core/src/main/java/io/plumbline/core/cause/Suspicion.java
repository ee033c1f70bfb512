package io.plumbline.core.cause;

import io.plumbline.core.function.Shape;
import java.util.List;

/**
 * A gradient that is wrong, and what it should have been.
 *
 * @param gradient as given
 * @param shape of one sample, as the model's input has it, without the batch axis
 * @param channelsFirst whether an image's channels stand before its rows
 * @param references what would have been right: the derivative by each legitimate tie rule, the
 *     likeliest first
 * @param rounding what the gradient's arithmetic allows at each coordinate, for the first reference
 */
public record Suspicion(
    double[] gradient,
    Shape shape,
    boolean channelsFirst,
    List<double[]> references,
    double[] rounding) {
  /** Copies the list. */
  public Suspicion {
    references = List.copyOf(references);
  }

  /**
   * The likeliest derivative.
   *
   * @return the first reference
   */
  public double[] reference() {
    return references.get(0);
  }
}
