package io.plumbline.graph;

import io.plumbline.core.function.Shape;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * (x - mean) / sqrt(variance + epsilon) · scale + shift, by channel, with the stored statistics.
 *
 * @param scale (C), or null for 1
 * @param shift (C), or null for 0
 * @param mean (C)
 * @param variance (C)
 * @param epsilon added to the variance
 * @param axis of the channels, not negative
 */
public record BatchNormalization(
    @Nullable Parameter scale,
    @Nullable Parameter shift,
    Parameter mean,
    Parameter variance,
    double epsilon,
    int axis)
    implements Affine {

  @Override
  public Shape infer(List<Shape> inputs) {
    Shape x = Fit.only(inputs);
    Fit.requireAxis(axis, x);
    int channels = x.extent(axis);
    Fit.requireLength(scale, channels, "scale");
    Fit.requireLength(shift, channels, "shift");
    Fit.requireLength(mean, channels, "mean");
    Fit.requireLength(variance, channels, "variance");
    return x;
  }

  @Override
  public List<Parameter> parameters() {
    return Fit.present(scale, shift, mean, variance);
  }

  @Override
  public Op withParameters(UnaryOperator<Parameter> replacement) {
    return new BatchNormalization(
        Fit.replaced(scale, replacement),
        Fit.replaced(shift, replacement),
        replacement.apply(mean),
        replacement.apply(variance),
        epsilon,
        axis);
  }

  @Override
  public BatchNormalization linear() {
    Shape shape = mean.tensor().shape();
    Parameter zero = Parameter.fixed("zero", new Tensor(shape, new double[shape.size()]));
    return new BatchNormalization(scale, null, zero, variance, epsilon, axis);
  }

  @Override
  public Optional<Op> channelsLast(int rank) {
    return axis == 1
        ? Optional.of(new BatchNormalization(scale, shift, mean, variance, epsilon, rank - 1))
        : Optional.empty();
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
