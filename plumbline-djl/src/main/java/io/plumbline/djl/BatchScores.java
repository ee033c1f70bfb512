package io.plumbline.djl;

/**
 * What evaluation gave for a batch.
 *
 * @param losses the loss of each sample, computed in the engine's precision
 * @param predictions the class with the largest output for each sample
 */
public record BatchScores(double[] losses, int[] predictions) {}
