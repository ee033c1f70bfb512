package io.plumbline.evaluate.result;

/**
 * The gradient by one parameter.
 *
 * @param name the parameter's
 * @param values one derivative for each of its elements, in its own order
 */
public record ParameterGradient(String name, double[] values) {}
