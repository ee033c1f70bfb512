package io.plumbline.jobs.check.outcome;

import io.plumbline.core.tile.ImageLayout;
import io.plumbline.graph.InputLayout;
import java.util.Optional;

/**
 * What one gradient is by, or of which part of another derivative it is.
 *
 * @param kind what it is
 * @param name of a tensor, or a part's place; empty for the input, of which samples are counted
 * @param shape without a batch axis
 * @param layout where it is an image
 * @param kernels where it is a convolution's weight
 * @param names of its entries, where they have some
 */
public record Variable(
    Kind kind,
    Optional<String> name,
    int[] shape,
    Optional<ImageLayout> layout,
    Optional<KernelSheet> kernels,
    Optional<EntryNames> names) {
  /** What has no kernels and no names. */
  public Variable(Kind kind, Optional<String> name, int[] shape, Optional<ImageLayout> layout) {
    this(kind, name, shape, layout, Optional.empty(), Optional.empty());
  }

  /** What is checked one after the other. */
  public enum Kind {
    /** A gradient by the input, at a sample. */
    SAMPLE("Sample", "Samples", "gradients"),
    /** A gradient by a tensor. */
    TENSOR("Tensor", "Tensors", "gradients"),
    /** Derivatives of one output. */
    OUTPUT("Output", "Outputs", "outputs' derivatives"),
    /** A row of a Hessian. */
    ROW("Row", "Rows", "rows"),
    /** An entry of its diagonal. */
    ENTRY("Entry", "Entries", "entries"),
    /** A product of it. */
    PRODUCT("Product", "Products", "products");

    private final String one;
    private final String several;
    private final String things;

    Kind(String one, String several, String things) {
      this.one = one;
      this.several = several;
      this.things = things;
    }

    /** As a sentence or the head of a column begins. */
    @Override
    public String toString() {
      return one;
    }

    /** As the head of a table has it. */
    public String several() {
      return several;
    }

    /** What is right or wrong. */
    public String things() {
      return things;
    }
  }

  /** The input, of one of the samples. */
  public static Variable ofInput(
      int[] shape, Optional<ImageLayout> layout, Optional<EntryNames> names) {
    return new Variable(Kind.SAMPLE, Optional.empty(), shape, layout, Optional.empty(), names);
  }

  /** A weight: a matrix is drawn as it is. */
  public static Variable ofWeight(String name, int[] shape, boolean spatialFirst) {
    Optional<ImageLayout> matrix = shape.length == 2 ? InputLayout.of(shape) : Optional.empty();
    return new Variable(
        Kind.TENSOR,
        Optional.of(name),
        shape,
        matrix,
        KernelSheet.of(shape, spatialFirst),
        Optional.empty());
  }

  /**
   * What an entry is called.
   *
   * @param flat its place in C order
   * @return its name; else its index as NumPy takes it
   */
  public String place(int flat) {
    return names.map(given -> given.of(shape, flat)).orElseGet(() -> WorstTable.place(shape, flat));
  }

  /** A tensor with a name. */
  public static Variable ofTensor(String name, int[] shape, Optional<ImageLayout> layout) {
    return new Variable(Kind.TENSOR, Optional.of(name), shape, layout);
  }
}
