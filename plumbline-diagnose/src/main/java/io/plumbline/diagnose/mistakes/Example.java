package io.plumbline.diagnose.mistakes;

import io.plumbline.graph.loss.Target;

/**
 * One sample of a batch.
 *
 * @param x the input in C order
 * @param target the label or its weights
 */
public record Example(double[] x, Target target) {}
