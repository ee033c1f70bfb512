package io.plumbline.jobs.run.result;

/**
 * How the model does on the test set.
 *
 * @param loss mean loss
 * @param accuracy a fraction
 * @param count how many images
 */
public record TestScore(double loss, double accuracy, int count) {}
