package io.plumbline.jobs.check;

import io.plumbline.core.tile.ImageLayout;
import java.util.Optional;

/**
 * What one gradient is by.
 *
 * @param what it is: a sample, a tensor, an output, a row
 * @param name of a weight or of a value inside the model; empty for the input
 * @param shape without a batch axis
 * @param layout where it is an image
 */
public record Variable(
    String what, Optional<String> name, int[] shape, Optional<ImageLayout> layout) {
  /** The input, of one of the samples. */
  static Variable ofInput(int[] shape, Optional<ImageLayout> layout) {
    return new Variable("Sample", Optional.empty(), shape, layout);
  }

  /** A tensor with a name. */
  static Variable ofTensor(String name, int[] shape, Optional<ImageLayout> layout) {
    return new Variable("Tensor", Optional.of(name), shape, layout);
  }
}
