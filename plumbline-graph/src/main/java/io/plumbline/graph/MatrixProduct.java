package io.plumbline.graph;

import io.plumbline.core.function.Shape;
import java.util.Arrays;
import java.util.List;

/** The product of two tensors' last two axes, the others broadcast, as NumPy's matmul. */
public record MatrixProduct() implements Op {

  @Override
  public Shape infer(List<Shape> inputs) {
    Fit.requireCount(inputs, 2);
    Shape a = inputs.get(0);
    Shape b = inputs.get(1);
    Fit.require(
        a.rank() >= 2 && b.rank() >= 2, "operands " + a + ", " + b + " must have 2 axes or more");
    Fit.require(
        a.extent(-1) == b.extent(-2), "operands " + a + ", " + b + " must share the inner axis");
    Fit.require(
        a.size() > 0 && b.size() > 0, "operands " + a + ", " + b + " must have elements each");
    int[] left = Arrays.copyOf(a.extents(), a.rank() - 2);
    int[] right = Arrays.copyOf(b.extents(), b.rank() - 2);
    int[] batch = Tensor.shapeOf(left).broadcast(Tensor.shapeOf(right)).extents();
    int[] out = Arrays.copyOf(batch, batch.length + 2);
    out[batch.length] = a.extent(-2);
    out[batch.length + 1] = b.extent(-1);
    return Tensor.shapeOf(out);
  }

  @Override
  public double work(List<Shape> inputs, Shape output) {
    return (double) output.size() * inputs.get(0).extent(-1);
  }

  @Override
  public boolean keepsBatch(List<Shape> inputs, boolean[] batched) {
    // Of two matrices the second's axis 0 is summed over: it cannot be the batch.
    int rank = Math.max(inputs.get(0).rank(), inputs.get(1).rank());
    return Fit.alignsBatch(inputs, batched) && (rank > 2 || !batched[1]);
  }

  @Override
  public <R> R accept(OpVisitor<R> visitor) {
    return visitor.visit(this);
  }
}
