package io.plumbline.graph;

import io.plumbline.core.function.Shape;
import java.util.List;
import java.util.Optional;

/**
 * A border around the input.
 *
 * @param before along each axis, not negative
 * @param after along each axis, not negative
 * @param mode what the border holds
 * @param value the constant, for {@code CONSTANT}
 */
public record Pad(int[] before, int[] after, Mode mode, double value) implements Movement {
  /** What a border holds. */
  public enum Mode {
    /** One value. */
    CONSTANT,
    /** The nearest element. */
    EDGE,
    /** The mirrored elements, without the edge itself. */
    REFLECT
  }

  @Override
  public Shape infer(List<Shape> inputs) {
    Shape x = Fit.only(inputs);
    Fit.requireRank(before, x.rank(), "pads");
    Fit.requireRank(after, x.rank(), "pads");
    int[] out = x.extents();
    for (int axis = 0; axis < out.length; axis++) {
      int most = Math.max(before[axis], after[axis]);
      int least = Math.min(before[axis], after[axis]);
      Fit.require(
          least >= 0
              && (mode != Mode.REFLECT || most < Math.max(1, x.extent(axis)))
              && (mode != Mode.EDGE || most == 0 || x.extent(axis) > 0),
          "pads (" + least + ", " + most + ") must fit the input " + x + " in mode " + mode);
      out[axis] = Math.addExact(out[axis], Math.addExact(before[axis], after[axis]));
    }
    return Tensor.shapeOf(out);
  }

  @Override
  public int source(int[] at, Shape x) {
    int[] from = new int[at.length];
    for (int axis = 0; axis < at.length; axis++) {
      from[axis] = inside(at[axis] - before[axis], x.extent(axis));
      if (from[axis] == NONE) {
        return NONE;
      }
    }
    return x.flat(from);
  }

  private int inside(int place, int extent) {
    return switch (mode) {
      case CONSTANT -> place >= 0 && place < extent ? place : NONE;
      case EDGE -> Math.max(0, Math.min(extent - 1, place));
      case REFLECT -> place < 0 ? -place : place >= extent ? 2 * (extent - 1) - place : place;
    };
  }

  @Override
  public Pad linear() {
    return new Pad(before, after, mode, 0);
  }

  @Override
  public double fill() {
    return value;
  }

  @Override
  public Optional<Op> channelsLast(int rank) {
    return Optional.of(
        new Pad(ChannelsLast.byAxis(before), ChannelsLast.byAxis(after), mode, value));
  }

  @Override
  public <R> R accept(OpVisitor<R> visitor) {
    return visitor.visit(this);
  }
}
