package io.plumbline.graph;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.function.Shape;
import java.util.List;

/**
 * The largest element of each window; padding never wins. Ties go to whichever rule is asked for.
 *
 * @param window the sliding
 * @param layout of input and output
 */
public record MaxPool(Window window, Layout layout) implements Sliding {

  @Override
  public Shape infer(List<Shape> inputs) {
    Shape x = Fit.only(inputs);
    int channels = Fit.channels(this, x);
    Shape y = Fit.slid(this, x, channels);
    requireElements(x);
    return y;
  }

  /** Every window of a maximum needs an element: dilated taps may all lie in the padding. */
  private void requireElements(Shape x) {
    for (int axis = 0; axis < window.rank(); axis++) {
      int extent = x.extent(layout.firstSpatialAxis() + axis);
      int outputs = window.outputExtent(axis, extent);
      long step = window.dilations()[axis];
      for (int at = 0; at < outputs; at++) {
        long start = (long) at * window.strides()[axis] - window.padsBegin()[axis];
        // The first tap that is not in the padding before the input.
        long tap = Math.max(0, -Math.floorDiv(start, step));
        if (tap >= window.kernel()[axis] || start + tap * step >= extent) {
          throw new InvalidInputException(
              "pool window " + at + " along axis " + axis + " must reach into the input " + x);
        }
      }
    }
  }

  @Override
  public double work(List<Shape> inputs, Shape output) {
    return output.size() * window.taps();
  }

  @Override
  public MaxPool in(Layout other) {
    return new MaxPool(window, other);
  }

  @Override
  public <R> R accept(OpVisitor<R> visitor) {
    return visitor.visit(this);
  }
}
