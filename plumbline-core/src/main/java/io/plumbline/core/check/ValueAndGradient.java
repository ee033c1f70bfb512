package io.plumbline.core.check;

/**
 * What code that computes both at once returns.
 *
 * @param value of the function
 * @param gradient by all entries, flat
 */
public record ValueAndGradient(double value, double[] gradient) {}
