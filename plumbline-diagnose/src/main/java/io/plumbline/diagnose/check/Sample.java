package io.plumbline.diagnose.check;

import io.plumbline.graph.loss.Target;

/**
 * One sample and the gradient to be checked.
 *
 * @param x the input in C order
 * @param target the label or its weights
 * @param gradient as long as the input
 */
public record Sample(double[] x, Target target, double[] gradient) {}
