package io.plumbline.graph;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.function.Shape;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * What a node computes. Readers lower a file's many operators to the few that {@link OpVisitor}
 * lists; each is a record that knows its shapes, its parameters and its batch axis, and whoever
 * evaluates, writes or rebuilds answers for each by such a visitor. Weights are in one order
 * whatever the file's: convolution kernels (O, I/g, KH, KW) or (O, I/g, K), dense kernels (inputs,
 * outputs).
 */
public interface Op {

  /**
   * The shape of what it gives.
   *
   * @param inputs of what it reads, in its order
   * @return the shape
   * @throws InvalidInputException if they are too few or too many, or do not fit
   */
  Shape infer(List<Shape> inputs);

  /**
   * How many products, or elements looked at, one sample takes: what bounds its time. A double,
   * because a window of absurd size in an absurd border overflows a long.
   *
   * @param inputs of what it reads
   * @param output what {@link #infer} gives for them
   * @return at least about
   */
  default double work(List<Shape> inputs, Shape output) {
    double elements = output.size();
    for (Shape input : inputs) {
      elements += input.size();
    }
    return elements;
  }

  /**
   * The parameters it holds.
   *
   * @return in its order; none that it does without
   */
  default List<Parameter> parameters() {
    return List.of();
  }

  /**
   * The same operation with other parameters.
   *
   * @param replacement of each parameter it holds
   * @return itself where it holds none
   */
  default Op withParameters(UnaryOperator<Parameter> replacement) {
    return this;
  }

  /**
   * The operation that does to channels-last images what this does to channels-first ones.
   *
   * @param rank of the images, batch axis included: 3 or 4
   * @return empty where there is none
   */
  default Optional<Op> channelsLast(int rank) {
    return Optional.empty();
  }

  /**
   * Whether it computes each sample of a batch on its own, axis 0 being the batch before and after.
   *
   * @param inputs what it reads, of one sample
   * @param batched for each, whether its axis 0, of extent 1, is the batch; at least one is
   * @return whether any number of samples can go through at once
   */
  boolean keepsBatch(List<Shape> inputs, boolean[] batched);

  /**
   * Whether in inference it gives the elements it reads, in the same C order.
   *
   * @return whether only the shape may differ
   */
  default boolean passesOn() {
    return false;
  }

  /**
   * Whether it gives each element it reads once, at another place perhaps.
   *
   * @return whether nothing is computed, left out, repeated or added
   */
  default boolean rearranges() {
    return false;
  }

  /**
   * Calls the visitor's method for this operation.
   *
   * @param visitor what to do with it
   * @param <R> what comes of it
   * @return what the method returned
   */
  <R> R accept(OpVisitor<R> visitor);
}
