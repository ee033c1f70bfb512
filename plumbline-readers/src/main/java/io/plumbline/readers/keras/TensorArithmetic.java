package io.plumbline.readers.keras;

import io.plumbline.core.function.Shape;
import io.plumbline.graph.Activation;
import io.plumbline.graph.Activation.Kind;
import io.plumbline.graph.Binary;
import io.plumbline.graph.Concat;
import io.plumbline.graph.Dense;
import io.plumbline.graph.Gather;
import io.plumbline.graph.MatrixProduct;
import io.plumbline.graph.Pad;
import io.plumbline.graph.Parameter;
import io.plumbline.graph.Reduce;
import io.plumbline.graph.Reshape;
import io.plumbline.graph.Slice;
import io.plumbline.graph.Tensor;
import io.plumbline.graph.Transpose;
import io.plumbline.graph.Value;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Arithmetic on whole tensors, for layers that are many nodes; each is named after the layer. */
final class TensorArithmetic {
  private final Layer layer;

  TensorArithmetic(Layer layer) {
    this.layer = layer;
  }

  Value add(Value a, Value b) {
    return layer.add("add", "Add", new Binary(Binary.Kind.ADD), a, b);
  }

  Value subtract(Value a, Value b) {
    return layer.add("subtract", "Subtract", new Binary(Binary.Kind.SUBTRACT), a, b);
  }

  Value multiply(Value a, Value b) {
    return layer.add("multiply", "Multiply", new Binary(Binary.Kind.MULTIPLY), a, b);
  }

  Value divide(Value a, Value b) {
    return layer.add("divide", "Divide", new Binary(Binary.Kind.DIVIDE), a, b);
  }

  Value product(Value a, Value b) {
    return layer.add("matmul", "MatMul", new MatrixProduct(), a, b);
  }

  Value dense(Value x, Parameter weight, @Nullable Parameter bias) {
    return layer.add("dense", "Dense", new Dense(weight, bias), x);
  }

  Value apply(Kind kind, double alpha, Value x) {
    return layer.elementwise(
        kind.name().toLowerCase(Locale.ROOT), kind.name(), Activation.of(kind, alpha), x);
  }

  Value mean(Value x, int... axes) {
    return layer.add("mean", "ReduceMean", new Reduce(Reduce.Kind.MEAN, axes, true), x);
  }

  Value sum(Value x, int... axes) {
    return layer.add("sum", "ReduceSum", new Reduce(Reduce.Kind.SUM, axes, true), x);
  }

  /** (x - mean) / sqrt(variance + epsilon) over axes that stay; the mean may be left as it is. */
  Value standardized(Value x, boolean centred, double epsilon, int... axes) {
    Value from = centred ? subtract(x, mean(x, axes)) : x;
    Value variance = mean(apply(Kind.POWER, 2, from), axes);
    Value padded = add(variance, layer.number("epsilon", epsilon));
    return multiply(from, apply(Kind.POWER, -0.5, padded));
  }

  /**
   * 1 / sqrt(sum of squares) over axes that stay; a smaller sum than {@code least} counts as it.
   */
  Value inverseNorm(Value x, double least, int... axes) {
    Value squares = sum(apply(Kind.POWER, 2, x), axes);
    Activation clip = new Activation(Kind.CLIP, least, Double.POSITIVE_INFINITY);
    return apply(Kind.POWER, -0.5, layer.elementwise("least", "Maximum", clip, squares));
  }

  Value reshape(Value x, int... extents) {
    return layer.checked(
        () -> {
          Shape shape = Tensor.shapeOf(extents);
          return shape.equals(x.shape())
              ? x
              : layer.add("reshape", "Reshape", new Reshape(shape), x);
        });
  }

  Value transpose(Value x, int... permutation) {
    return layer.add("transpose", "Transpose", new Transpose(permutation), x);
  }

  /** The elements from {@code from} to before {@code to} along an axis. */
  Value slice(Value x, int axis, int from, int to) {
    int[] starts = new int[x.shape().rank()];
    int[] steps = new int[starts.length];
    int[] extents = x.shape().extents();
    Arrays.fill(steps, 1);
    starts[axis] = from;
    extents[axis] = to - from;
    return layer.checked(
        () -> layer.add("slice", "Slice", new Slice(starts, steps, Tensor.shapeOf(extents)), x));
  }

  /** What stands at one place along the first axis behind the batch, without that axis. */
  Value place(Value x, int place) {
    int[] extents = x.shape().extents();
    int[] one = new int[extents.length - 1];
    one[0] = extents[0];
    System.arraycopy(extents, 2, one, 1, one.length - 1);
    return reshape(slice(x, 1, place, place + 1), one);
  }

  /** The same under that axis, of extent 1. */
  Value placed(Value x) {
    int[] extents = x.shape().extents();
    int[] placed = new int[extents.length + 1];
    placed[0] = extents[0];
    placed[1] = 1;
    System.arraycopy(extents, 1, placed, 2, extents.length - 1);
    return reshape(x, placed);
  }

  Value gather(Value x, int axis, int... indices) {
    return layer.add("gather", "Gather", new Gather(axis, indices), x);
  }

  Value concat(int axis, List<Value> parts) {
    return layer.add("concat", "Concat", new Concat(axis), parts.toArray(Value[]::new));
  }

  Value pad(Value x, int axis, int before, int after) {
    if (before == 0 && after == 0) {
      return x;
    }
    int[] front = new int[x.shape().rank()];
    int[] back = new int[front.length];
    front[axis] = before;
    back[axis] = after;
    return layer.add("pad", "Pad", new Pad(front, back, Pad.Mode.CONSTANT, 0), x);
  }
}
