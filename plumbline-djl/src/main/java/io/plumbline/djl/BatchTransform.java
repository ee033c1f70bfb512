package io.plumbline.djl;

/** Changes a batch before the step that learns from it: adversarial training, augmentation. */
@FunctionalInterface
public interface BatchTransform {
  /** Leaves batches as they are. */
  BatchTransform NONE = (inputs, labels, model, step) -> inputs;

  /**
   * Gives what to learn from in place of a batch.
   *
   * @param inputs (N, values of a sample); may be written to
   * @param labels N classes, which stay as they are
   * @param model with the weights of this moment, dropout off
   * @param step the number of steps made so far: the seed of whatever is random, so that resumed
   *     training goes the same way
   * @return as many inputs, the same array or another
   */
  float[][] apply(float[][] inputs, int[] labels, TorchGraph model, long step);
}
