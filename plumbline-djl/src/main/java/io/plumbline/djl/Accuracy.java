package io.plumbline.djl;

/**
 * How well a model does on some examples.
 *
 * @param loss the mean cross-entropy
 * @param accuracy the share whose most probable class is the label, from 0 to 1
 */
public record Accuracy(double loss, double accuracy) {}
