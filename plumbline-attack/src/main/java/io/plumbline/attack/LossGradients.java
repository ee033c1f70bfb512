package io.plumbline.attack;

/**
 * What reverse mode gave for a batch.
 *
 * @param losses (N)
 * @param predictions (N) the class with the largest score
 * @param gradients (N, inputs)
 */
public record LossGradients(double[] losses, int[] predictions, float[][] gradients) {}
