package io.plumbline.jobs.check;

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
 */
public record Variable(
    Kind kind,
    Optional<String> name,
    int[] shape,
    Optional<ImageLayout> layout,
    Optional<KernelSheet> kernels) {
  /** What has no kernels. */
  Variable(Kind kind, Optional<String> name, int[] shape, Optional<ImageLayout> layout) {
    this(kind, name, shape, layout, Optional.empty());
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
    String several() {
      return several;
    }

    /** What is right or wrong. */
    String things() {
      return things;
    }
  }

  /** The input, of one of the samples. */
  static Variable ofInput(int[] shape, Optional<ImageLayout> layout) {
    return new Variable(Kind.SAMPLE, Optional.empty(), shape, layout);
  }

  /** A weight: a matrix is drawn as it is. */
  static Variable ofWeight(String name, int[] shape, boolean spatialFirst) {
    Optional<ImageLayout> matrix = shape.length == 2 ? InputLayout.of(shape) : Optional.empty();
    return new Variable(
        Kind.TENSOR, Optional.of(name), shape, matrix, KernelSheet.of(shape, spatialFirst));
  }

  /** A tensor with a name. */
  static Variable ofTensor(String name, int[] shape, Optional<ImageLayout> layout) {
    return new Variable(Kind.TENSOR, Optional.of(name), shape, layout);
  }
}
