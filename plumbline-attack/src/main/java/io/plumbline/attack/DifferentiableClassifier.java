package io.plumbline.attack;

/** A model whose gradients are known, as white-box attacks want it. */
public interface DifferentiableClassifier extends Classifier {
  /**
   * The cross-entropy of each sample with its class, and its gradient by the sample's values.
   *
   * @param samples (N, inputs)
   * @param labels N classes
   * @return losses, predictions and gradients
   */
  LossGradients gradients(float[][] samples, int[] labels);

  /**
   * One class's score before any softmax, and its gradient.
   *
   * @param samples (N, inputs)
   * @param output which class
   * @return scores as losses, predictions and gradients
   */
  LossGradients logitGradients(float[][] samples, int output);
}
