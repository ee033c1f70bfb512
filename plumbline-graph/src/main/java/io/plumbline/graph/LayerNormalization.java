package io.plumbline.graph;

import io.plumbline.core.function.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Normalization over the axes from {@code axis} to the last, with the sample's own mean and
 * (biased) variance, then scale and shift.
 *
 * @param scale the shape of those axes, or null for 1
 * @param shift the shape of those axes, or null for 0
 * @param epsilon added to the variance
 * @param axis the first of them, not negative
 */
public record LayerNormalization(
    @Nullable Parameter scale, @Nullable Parameter shift, double epsilon, int axis) implements Op {

  @Override
  public Shape infer(List<Shape> inputs) {
    Shape x = Fit.only(inputs);
    Fit.requireAxis(axis, x);
    Shape normalized = Tensor.shapeOf(Arrays.copyOfRange(x.extents(), axis, x.rank()));
    Fit.requireLength(scale, normalized.size(), "scale");
    Fit.requireLength(shift, normalized.size(), "shift");
    return x;
  }

  @Override
  public List<Parameter> parameters() {
    return Fit.present(scale, shift);
  }

  @Override
  public Op withParameters(UnaryOperator<Parameter> replacement) {
    return new LayerNormalization(
        Fit.replaced(scale, replacement), Fit.replaced(shift, replacement), epsilon, axis);
  }

  @Override
  public boolean keepsBatch(List<Shape> inputs, boolean[] batched) {
    return axis > 0;
  }

  @Override
  public <R> R accept(OpVisitor<R> visitor) {
    return visitor.visit(this);
  }
}
