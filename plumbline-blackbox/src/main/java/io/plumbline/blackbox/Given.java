package io.plumbline.blackbox;

/**
 * The array that a model is to be given.
 *
 * @param name of its file
 * @param shape as stored, or of an image
 * @param image whether it is a data set's image, whose shape is the model's to choose
 * @param first the values of the array's beginning: one sample at least
 */
public record Given(String name, int[] shape, boolean image, double[] first) {}
