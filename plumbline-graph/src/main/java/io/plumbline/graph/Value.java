package io.plumbline.graph;

import io.plumbline.core.function.Shape;

/**
 * A tensor that flows through the graph: the input, a constant, or a node's output.
 *
 * @param id its place among the graph's values, from 0; the array index for whoever evaluates
 * @param name as the file names it
 * @param shape with the batch axis, which is 1
 */
public record Value(int id, String name, Shape shape) {}
