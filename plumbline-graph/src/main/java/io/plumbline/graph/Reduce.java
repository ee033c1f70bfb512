package io.plumbline.graph;

import io.plumbline.core.function.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * One number of several axes.
 *
 * @param kind how
 * @param axes which, not negative, ascending
 * @param keep whether they stay, with extent 1
 */
public record Reduce(Kind kind, int[] axes, boolean keep) implements Op {
  /** How elements are reduced. */
  public enum Kind {
    /** Their mean. */
    MEAN,
    /** Their sum. */
    SUM,
    /** The largest; a tie is a kink. */
    MAXIMUM,
    /** The smallest; a tie is a kink. */
    MINIMUM
  }

  @Override
  public Shape infer(List<Shape> inputs) {
    Shape x = Fit.only(inputs);
    int[] kept = new int[x.rank()];
    int rank = 0;
    for (int axis = 0; axis < x.rank(); axis++) {
      if (Arrays.binarySearch(axes, axis) < 0) {
        kept[rank++] = x.extent(axis);
      } else if (keep) {
        kept[rank++] = 1;
      }
    }
    if (kind == Kind.MAXIMUM || kind == Kind.MINIMUM) {
      Fit.requireElement(x);
    }
    for (int axis : axes) {
      Fit.requireAxis(axis, x);
      Fit.require(x.extent(axis) > 0, "input " + x + " must not be empty along axis " + axis);
    }
    return Tensor.shapeOf(Arrays.copyOf(kept, rank));
  }

  /** Where axes go, only over all spatial axes at once: (N, C) comes out, which has no layout. */
  @Override
  public Optional<Op> channelsLast(int rank) {
    boolean spatial = axes.length == rank - 2 && axes[0] == 2;
    if (!keep && !spatial) {
      return Optional.empty();
    }
    int[] twins = Arrays.stream(axes).map(axis -> ChannelsLast.axis(axis, rank)).sorted().toArray();
    return Optional.of(new Reduce(kind, twins, keep));
  }

  @Override
  public boolean keepsBatch(List<Shape> inputs, boolean[] batched) {
    return axes.length == 0 || axes[0] > 0;
  }

  @Override
  public <R> R accept(OpVisitor<R> visitor) {
    return visitor.visit(this);
  }
}
