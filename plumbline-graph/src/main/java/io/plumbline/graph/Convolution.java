package io.plumbline.graph;

import io.plumbline.core.function.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Convolution over one or two spatial axes (cross-correlation, as every framework means it).
 *
 * @param weight (O, I/groups, KH, KW), or (O, I/groups, K) over one axis
 * @param bias (O), or null
 * @param window the sliding
 * @param groups channels in are split into so many groups, each convolved on its own
 * @param layout of input and output
 */
public record Convolution(
    Parameter weight, @Nullable Parameter bias, Window window, int groups, Layout layout)
    implements Sliding, Affine {

  @Override
  public Shape infer(List<Shape> inputs) {
    Shape x = Fit.only(inputs);
    Shape w = weight.tensor().shape();
    int spatial = window.rank();
    Fit.require(
        w.rank() == spatial + 2,
        "weight " + w + " must have " + spatial + " axes after the first 2");
    int channels = Fit.channels(this, x);
    for (int axis = 0; axis < spatial; axis++) {
      Fit.require(
          w.extent(axis + 2) == window.kernel()[axis],
          "weight " + w + " must agree with the kernel " + Arrays.toString(window.kernel()));
    }
    Fit.require(
        groups >= 1 && channels % groups == 0 && w.extent(0) % groups == 0,
        "groups (" + groups + ") must divide the channels, " + channels + " and " + w.extent(0));
    Fit.require(
        w.extent(1) == channels / groups,
        "weight " + w + " must have " + channels / groups + " channels in, as the input " + x);
    Fit.requireLength(bias, w.extent(0), "bias");
    return Fit.slid(this, x, w.extent(0));
  }

  @Override
  public double work(List<Shape> inputs, Shape output) {
    Shape w = weight.tensor().shape();
    return (double) output.size() * w.size() / Math.max(1, w.extent(0));
  }

  @Override
  public List<Parameter> parameters() {
    return Fit.present(weight, bias);
  }

  @Override
  public Op withParameters(UnaryOperator<Parameter> replacement) {
    return new Convolution(
        replacement.apply(weight), Fit.replaced(bias, replacement), window, groups, layout);
  }

  @Override
  public Convolution linear() {
    return new Convolution(weight, null, window, groups, layout);
  }

  @Override
  public Convolution in(Layout other) {
    return new Convolution(weight, bias, window, groups, other);
  }

  @Override
  public <R> R accept(OpVisitor<R> visitor) {
    return visitor.visit(this);
  }
}
