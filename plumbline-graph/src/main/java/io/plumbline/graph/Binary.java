package io.plumbline.graph;

import io.plumbline.core.function.Shape;
import java.util.List;
import java.util.Optional;

/**
 * Two tensors, broadcast as NumPy does.
 *
 * @param kind how they are combined
 */
public record Binary(Kind kind) implements Op {
  /** How two elements are combined. */
  public enum Kind {
    /** a + b. */
    ADD,
    /** a - b. */
    SUBTRACT,
    /** a · b. */
    MULTIPLY,
    /** a / b. */
    DIVIDE,
    /** The larger; a tie is a kink. */
    MAXIMUM,
    /** The smaller; a tie is a kink. */
    MINIMUM,
    /** a to the power of b. */
    POWER,

    /**
     * a where b, a truth value, is not 0, and 0 elsewhere, whatever a is there: a choice. It has no
     * slope by b, and none by an a that is not chosen, be that infinite.
     */
    MASK
  }

  @Override
  public Shape infer(List<Shape> inputs) {
    Fit.requireCount(inputs, 2);
    return Tensor.shapeOf(inputs.get(0).broadcast(inputs.get(1)).extents());
  }

  @Override
  public Optional<Op> channelsLast(int rank) {
    return Optional.of(this);
  }

  @Override
  public boolean keepsBatch(List<Shape> inputs, boolean[] batched) {
    return Fit.alignsBatch(inputs, batched);
  }

  @Override
  public <R> R accept(OpVisitor<R> visitor) {
    return visitor.visit(this);
  }
}
