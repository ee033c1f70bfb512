package io.plumbline.readers.options;

import io.plumbline.graph.Tensor;

/**
 * Is shown each floating-point weight of a file as it is read, and says what to read in its place.
 */
@FunctionalInterface
public interface WeightReplacement {
  /** As the file has them. */
  WeightReplacement AS_THEY_ARE = (name, tensor, trainable) -> tensor;

  /**
   * What to read in a weight's place.
   *
   * @param name as the file names it
   * @param tensor as the file has it, in the file's order of axes
   * @param trainable whether training would change it
   * @return a tensor of the same shape, often itself
   */
  Tensor read(String name, Tensor tensor, boolean trainable);
}
