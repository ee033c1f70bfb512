package io.plumbline.readers.onnx.lower;

import io.plumbline.core.function.Shape;
import io.plumbline.graph.Tensor;
import io.plumbline.readers.onnx.file.Budget;
import io.plumbline.readers.onnx.file.Operand.Constant;
import java.util.Arrays;

/** Products and softmax of constants, computed while a model is read. */
final class ConstantProducts {
  private ConstantProducts() {}

  static Constant product(Constant a, Constant b, Shape shape, Budget budget) {
    int rows = a.shape().extent(-2);
    int inner = a.shape().extent(-1);
    int columns = b.shape().extent(-1);
    // Products are done a good deal faster than elements are moved.
    budget.steps((long) shape.size() * inner / Long.BYTES);
    Shape left = batch(a.shape());
    Shape right = batch(b.shape());
    Shape pairs = batch(shape);
    double[] y = new double[shape.size()];
    for (int pair = 0; pair < pairs.size(); pair++) {
      int from = ConstantFolding.broadcast(pairs, pair, left) * rows * inner;
      int other = ConstantFolding.broadcast(pairs, pair, right) * inner * columns;
      int to = pair * rows * columns;
      for (int row = 0; row < rows; row++) {
        for (int k = 0; k < inner; k++) {
          double factor = a.values()[from + row * inner + k];
          for (int column = 0; column < columns; column++) {
            y[to + row * columns + column] += factor * b.values()[other + k * columns + column];
          }
        }
      }
    }
    boolean integer = a.integer() && b.integer();
    return new Constant(a.name(), shape, y, integer, a.weight() || b.weight());
  }

  private static Shape batch(Shape shape) {
    int[] extents = shape.extents();
    return Tensor.shapeOf(Arrays.copyOf(extents, extents.length - 2));
  }

  static Constant softmax(Constant x, int axis, boolean logarithm) {
    int step = x.shape().strides()[axis];
    int extent = x.shape().extent(axis);
    double[] y = new double[x.values().length];
    for (int k = 0; k < y.length; k++) {
      if (k / step % extent > 0) {
        continue;
      }
      double most = Double.NEGATIVE_INFINITY;
      for (int j = 0; j < extent; j++) {
        most = Math.max(most, x.values()[k + j * step]);
      }
      double sum = 0;
      for (int j = 0; j < extent; j++) {
        sum += Math.exp(x.values()[k + j * step] - most);
      }
      for (int j = 0; j < extent; j++) {
        double above = x.values()[k + j * step] - most;
        y[k + j * step] = logarithm ? above - Math.log(sum) : Math.exp(above) / sum;
      }
    }
    return x.withValues(x.shape(), y);
  }
}
