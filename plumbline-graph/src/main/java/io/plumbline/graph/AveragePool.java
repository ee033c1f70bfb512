package io.plumbline.graph;

import io.plumbline.core.function.Shape;
import java.util.List;

/**
 * The mean of each window.
 *
 * @param window the sliding
 * @param countPadding whether padding counts in the divisor
 * @param layout of input and output
 */
public record AveragePool(Window window, boolean countPadding, Layout layout)
    implements Sliding, Affine {

  @Override
  public Shape infer(List<Shape> inputs) {
    Shape x = Fit.only(inputs);
    return Fit.slid(this, x, Fit.channels(this, x));
  }

  @Override
  public double work(List<Shape> inputs, Shape output) {
    return output.size() * window.taps();
  }

  @Override
  public AveragePool in(Layout other) {
    return new AveragePool(window, countPadding, other);
  }

  @Override
  public <R> R accept(OpVisitor<R> visitor) {
    return visitor.visit(this);
  }
}
