package io.plumbline.graph;

import io.plumbline.core.function.Shape;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * x·W + b over the last axis.
 *
 * @param weight (inputs, outputs)
 * @param bias (outputs), or null
 */
public record Dense(Parameter weight, @Nullable Parameter bias) implements Affine {

  @Override
  public Shape infer(List<Shape> inputs) {
    Shape x = Fit.only(inputs);
    Shape w = weight.tensor().shape();
    Fit.require(w.rank() == 2, "weight " + w + " must have 2 axes");
    Fit.require(
        x.rank() >= 1 && x.extent(-1) == w.extent(0),
        "input " + x + " must end in " + w.extent(0) + ", as the weight " + w + " begins");
    Fit.requireElement(x);
    Fit.require(w.extent(1) > 0, "weight " + w + " must have a column");
    Fit.requireLength(bias, w.extent(1), "bias");
    int[] out = x.extents();
    out[out.length - 1] = w.extent(1);
    return Tensor.shapeOf(out);
  }

  @Override
  public double work(List<Shape> inputs, Shape output) {
    return (double) output.size() * weight.tensor().shape().extent(0);
  }

  @Override
  public List<Parameter> parameters() {
    return Fit.present(weight, bias);
  }

  @Override
  public Op withParameters(UnaryOperator<Parameter> replacement) {
    return new Dense(replacement.apply(weight), Fit.replaced(bias, replacement));
  }

  @Override
  public Dense linear() {
    return new Dense(weight, null);
  }

  @Override
  public boolean keepsBatch(List<Shape> inputs, boolean[] batched) {
    return inputs.get(0).rank() >= 2;
  }

  @Override
  public <R> R accept(OpVisitor<R> visitor) {
    return visitor.visit(this);
  }
}
