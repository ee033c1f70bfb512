package io.plumbline.evaluate.result;

/**
 * What long work at a point is at.
 *
 * @param name such as {@code measuring rounding}
 * @param done how many of its steps were made
 * @param total how many there are
 */
public record Stage(String name, int done, int total) {}
