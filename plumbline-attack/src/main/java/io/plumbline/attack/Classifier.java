package io.plumbline.attack;

/**
 * A model seen from outside: inputs in, scores out. Black-box attacks ask for nothing else.
 * Implementations do not write to what they are given.
 */
public interface Classifier {
  /**
   * The number of values of an input.
   *
   * @return at least 1
   */
  int inputs();

  /**
   * The number of classes.
   *
   * @return at least 2
   */
  int classes();

  /**
   * The scores of the classes before any softmax.
   *
   * @param samples (N, inputs)
   * @return (N, classes)
   */
  float[][] logits(float[][] samples);
}
