package io.plumbline.blackbox.engine;

/**
 * What a tensor gives.
 *
 * @param shape of the result, the batch axis included
 * @param values in C order
 */
public record Output(long[] shape, double[] values) {}
