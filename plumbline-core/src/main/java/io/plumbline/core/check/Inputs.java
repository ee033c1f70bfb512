package io.plumbline.core.check;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.function.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Named arrays, each flat in row-major order with a shape: what a function takes. Immutable; arrays
 * are copied on the way in and out.
 */
public final class Inputs {
  private final List<Block> blocks;
  private final double[] values;

  /** Where one input stands among all values. */
  record Block(String name, Shape shape, int from) {
    int to() {
      return from + shape.size();
    }
  }

  private Inputs(List<Block> blocks, double[] values) {
    this.blocks = blocks;
    this.values = values;
  }

  /**
   * One input, named {@code x}.
   *
   * @param x its values
   * @return the input
   * @throws InvalidInputException if it is empty
   */
  public static Inputs of(double... x) {
    if (x.length == 0) {
      throw new InvalidInputException("x (no elements) must have one at least");
    }
    return of("x", Shape.of(x.length), x);
  }

  /**
   * One input with a name.
   *
   * @param name as results call it
   * @param shape of the array
   * @param values flat, in row-major order
   * @return the input
   * @throws InvalidInputException if there are not as many values as the shape has
   */
  public static Inputs of(String name, Shape shape, double... values) {
    return new Inputs(List.of(), new double[0]).and(name, shape, values);
  }

  /**
   * These and one more.
   *
   * @param name as results call it
   * @param shape of the array
   * @param more flat, in row-major order
   * @return all of them, in order
   * @throws InvalidInputException if the name is taken, or there are not as many values as the
   *     shape has
   */
  public Inputs and(String name, Shape shape, double... more) {
    shape.requireLength(name, more);
    if (names().contains(name)) {
      throw new InvalidInputException("input (" + name + ") must be named once");
    }
    List<Block> all = new ArrayList<>(blocks);
    all.add(new Block(name, shape, values.length));
    double[] joined = Arrays.copyOf(values, values.length + more.length);
    System.arraycopy(more, 0, joined, values.length, more.length);
    return new Inputs(List.copyOf(all), joined);
  }

  /**
   * The names.
   *
   * @return in order
   */
  public List<String> names() {
    return blocks.stream().map(Block::name).toList();
  }

  /**
   * The shape of one input.
   *
   * @param name of it
   * @return its shape
   * @throws InvalidInputException if there is none of that name
   */
  public Shape shape(String name) {
    return block(name).shape;
  }

  /**
   * The values of one input.
   *
   * @param name of it
   * @return a copy, flat in row-major order
   * @throws InvalidInputException if there is none of that name
   */
  public double[] get(String name) {
    Block block = block(name);
    return Arrays.copyOfRange(values, block.from, block.to());
  }

  /**
   * The values of all inputs, one behind the other.
   *
   * @return a copy
   */
  public double[] flat() {
    return values.clone();
  }

  /**
   * How many values there are in all.
   *
   * @return the sum over the inputs
   */
  public int size() {
    return values.length;
  }

  /**
   * The same names and shapes with other values.
   *
   * @param flat of all inputs, one behind the other
   * @return inputs of those values
   * @throws InvalidInputException if there are not as many
   */
  public Inputs with(double[] flat) {
    Shape.of(values.length).requireLength("values", flat);
    return new Inputs(blocks, flat.clone());
  }

  /**
   * How one value reads, such as {@code w[1, 2]}.
   *
   * @param flat its place among all values
   * @return name and index
   */
  public String element(int flat) {
    Block block = blocks.stream().filter(each -> flat < each.to()).findFirst().orElseThrow();
    int[] at = block.shape.coordinates(flat - block.from);
    return at.length == 0
        ? block.name
        : block.name
            + Arrays.stream(at)
                .mapToObj(Integer::toString)
                .collect(Collectors.joining(", ", "[", "]"));
  }

  List<Block> blocks() {
    return blocks;
  }

  /** One array out of one for each name. */
  double[] joined(Map<String, double[]> byName) {
    double[] joined = new double[values.length];
    for (Block block : blocks) {
      double[] own = byName.get(block.name);
      if (own == null || byName.size() != blocks.size()) {
        throw new InvalidInputException(
            "gradient (by " + byName.keySet() + ") must be by the inputs " + names());
      }
      block.shape.requireLength("gradient by " + block.name, own);
      System.arraycopy(own, 0, joined, block.from, own.length);
    }
    return joined;
  }

  private Block block(String name) {
    return blocks.stream()
        .filter(each -> each.name.equals(name))
        .findFirst()
        .orElseThrow(
            () -> new InvalidInputException("input (" + name + ") must be one of " + names()));
  }
}
