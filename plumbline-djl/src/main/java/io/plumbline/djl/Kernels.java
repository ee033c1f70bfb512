package io.plumbline.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import io.plumbline.graph.AveragePool;
import io.plumbline.graph.BatchNormalization;
import io.plumbline.graph.Binary;
import io.plumbline.graph.Concat;
import io.plumbline.graph.Convolution;
import io.plumbline.graph.CumulativeSum;
import io.plumbline.graph.Dense;
import io.plumbline.graph.Dropout;
import io.plumbline.graph.Elementwise;
import io.plumbline.graph.Gather;
import io.plumbline.graph.LayerNormalization;
import io.plumbline.graph.Layout;
import io.plumbline.graph.LogSoftmax;
import io.plumbline.graph.MatrixProduct;
import io.plumbline.graph.MaxPool;
import io.plumbline.graph.OpVisitor;
import io.plumbline.graph.Pad;
import io.plumbline.graph.Parameter;
import io.plumbline.graph.ParametricRelu;
import io.plumbline.graph.Reduce;
import io.plumbline.graph.Repeat;
import io.plumbline.graph.Reshape;
import io.plumbline.graph.Slice;
import io.plumbline.graph.Softmax;
import io.plumbline.graph.Transpose;
import io.plumbline.graph.Window;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The graph's operations in PyTorch; those that only move elements are in {@link Moves}. */
final class Kernels implements OpVisitor<NDArray> {
  private final TorchParameters weights;
  private final int batch;
  private final List<NDArray> inputs;
  private final NDArray x;

  /**
   * The kernel of one node.
   *
   * @param weights the parameters
   * @param batch the number of samples, which stands for the graph's batch axis of 1
   * @param inputs what it reads
   */
  Kernels(TorchParameters weights, int batch, List<NDArray> inputs) {
    this.weights = weights;
    this.batch = batch;
    this.inputs = inputs;
    this.x = inputs.get(0);
  }

  @Override
  public NDArray visit(Convolution op) {
    return imagewise(op.layout(), image -> convolution(op, image));
  }

  @Override
  public NDArray visit(Dense op) {
    return JniUtils.linear(
        (PtNDArray) x, (PtNDArray) get(op.weight()).transpose(), bias(op.bias()));
  }

  @Override
  public NDArray visit(MatrixProduct op) {
    return x.matMul(inputs.get(1));
  }

  @Override
  public NDArray visit(Elementwise op) {
    return Functions.apply(op.function(), x);
  }

  @Override
  public NDArray visit(ParametricRelu op) {
    return NDArrays.where(x.gte(0), x, x.mul(get(op.slope())));
  }

  @Override
  public NDArray visit(MaxPool op) {
    return imagewise(op.layout(), image -> Pooling.max(op, image));
  }

  @Override
  public NDArray visit(AveragePool op) {
    return imagewise(op.layout(), image -> Pooling.average(op, image));
  }

  /** From the other end where it is reversed; one place on where the element is left out. */
  @Override
  public NDArray visit(CumulativeSum op) {
    int rank = x.getShape().dimension();
    long[] along = {op.axis()};
    NDArray y = op.reverse() ? JniUtils.flip((PtNDArray) x, along) : x;
    if (op.exclusive()) {
      long[] pads = new long[2 * rank];
      // PyTorch lists the last axis first; a negative border cuts.
      pads[2 * (rank - 1 - op.axis())] = 1;
      pads[2 * (rank - 1 - op.axis()) + 1] = -1;
      y = JniUtils.pad((PtNDArray) y, pads, 0);
    }
    y = JniUtils.cumSum((PtNDArray) y, op.axis());
    return op.reverse() ? JniUtils.flip((PtNDArray) y, along) : y;
  }

  @Override
  public NDArray visit(Softmax op) {
    return x.softmax(op.axis());
  }

  @Override
  public NDArray visit(LogSoftmax op) {
    return x.logSoftmax(op.axis());
  }

  @Override
  public NDArray visit(Reshape op) {
    return Moves.reshape(op, x, batch);
  }

  @Override
  public NDArray visit(Transpose op) {
    return Moves.transpose(op, x);
  }

  @Override
  public NDArray visit(Slice op) {
    return Moves.slice(op, x, batch);
  }

  @Override
  public NDArray visit(Pad op) {
    return Moves.pad(op, x);
  }

  @Override
  public NDArray visit(Repeat op) {
    return Moves.repeat(op, x);
  }

  @Override
  public NDArray visit(Gather op) {
    return Moves.gather(op, x);
  }

  @Override
  public NDArray visit(Concat op) {
    return Moves.concat(op, inputs, batch);
  }

  @Override
  public NDArray visit(Dropout op) {
    return x;
  }

  private NDArray get(Parameter parameter) {
    return weights.get(parameter);
  }

  private @Nullable PtNDArray bias(@Nullable Parameter bias) {
    return bias == null ? null : (PtNDArray) get(bias);
  }

  /**
   * Applies what wants (N, C, …). Images whose channels stand last are only seen that way: the
   * memory stays as it is, which is the layout PyTorch's kernels are fastest on.
   */
  private NDArray imagewise(Layout layout, UnaryOperator<NDArray> kernel) {
    if (layout == Layout.CHANNELS_FIRST) {
      return kernel.apply(x);
    }
    long[] extents = x.getShape().getShape();
    int rank = extents.length;
    NDArray image;
    if (extents[rank - 1] == 1) {
      long[] first = new long[rank];
      first[0] = extents[0];
      first[1] = 1;
      System.arraycopy(extents, 1, first, 2, rank - 2);
      image = x.reshape(new Shape(first));
    } else {
      image = rank == 3 ? x.transpose(0, 2, 1) : x.transpose(0, 3, 1, 2);
    }
    NDArray y = kernel.apply(image);
    return rank == 3 ? y.transpose(0, 2, 1) : y.transpose(0, 2, 3, 1);
  }

  private NDArray convolution(Convolution c, NDArray x) {
    Window w = c.window();
    boolean even = Arrays.equals(w.padsBegin(), w.padsEnd()) && !w.ceil();
    NDArray image = even ? x : Pooling.padded(x, w, 0);
    int[] pads = even ? w.padsBegin() : new int[w.rank()];
    return JniUtils.convolution(
        (PtNDArray) image,
        (PtNDArray) get(c.weight()),
        bias(c.bias()),
        Pooling.shape(w.strides()),
        Pooling.shape(pads),
        Pooling.shape(w.dilations()),
        c.groups());
  }

  @Override
  public NDArray visit(Binary op) {
    NDArray a = x;
    NDArray b = inputs.get(1);
    return switch (op.kind()) {
      case ADD -> a.add(b);
      case SUBTRACT -> a.sub(b);
      case MULTIPLY -> a.mul(b);
      case DIVIDE -> a.div(b);
      case MAXIMUM -> a.maximum(b);
      case MINIMUM -> a.minimum(b);
      case POWER -> a.pow(b);
      case MASK -> NDArrays.where(b.neq(0), a, a.zerosLike());
    };
  }

  /** With the stored statistics; in training too, which leaves them as they are. */
  @Override
  public NDArray visit(BatchNormalization b) {
    long[] along = new long[x.getShape().dimension()];
    Arrays.fill(along, 1);
    along[b.axis()] = b.mean().tensor().shape().size();
    Shape shape = new Shape(along);
    NDArray factor = get(b.variance()).add(b.epsilon()).sqrt().reshape(shape);
    factor = factor.onesLike().div(factor);
    if (b.scale() != null) {
      factor = factor.mul(get(b.scale()).reshape(shape));
    }
    NDArray y = x.sub(get(b.mean()).reshape(shape)).mul(factor);
    return b.shift() == null ? y : y.add(get(b.shift()).reshape(shape));
  }

  @Override
  public NDArray visit(LayerNormalization l) {
    long[] extents = x.getShape().getShape();
    Shape normalized = new Shape(Arrays.copyOfRange(extents, l.axis(), extents.length));
    PtNDManager manager = (PtNDManager) x.getManager();
    DataType type = x.getDataType();
    NDArray scale =
        l.scale() == null ? manager.ones(normalized, type) : get(l.scale()).reshape(normalized);
    NDArray shift =
        l.shift() == null ? manager.zeros(normalized, type) : get(l.shift()).reshape(normalized);
    return JniUtils.layerNorm(
        (PtNDArray) x, normalized, (PtNDArray) scale, (PtNDArray) shift, l.epsilon());
  }

  @Override
  public NDArray visit(Reduce r) {
    if (r.axes().length == 0) {
      return x;
    }
    long[] axes = Arrays.stream(r.axes()).asLongStream().toArray();
    return switch (r.kind()) {
      case SUM -> JniUtils.sum((PtNDArray) x, axes, r.keep());
      case MEAN -> {
        long count =
            Arrays.stream(axes)
                .map(axis -> x.getShape().get((int) axis))
                .reduce(1, (a, b) -> a * b);
        yield JniUtils.sum((PtNDArray) x, axes, r.keep()).div(count);
      }
      case MAXIMUM -> extreme(r, x);
      case MINIMUM -> extreme(r, x.neg()).neg();
    };
  }

  /** Over all axes at once, so that exactly one of several equal elements gets the slope. */
  private static NDArray extreme(Reduce r, NDArray x) {
    long[] extents = x.getShape().getShape();
    int rank = extents.length;
    int[] order = new int[rank];
    long[] kept = new long[rank - r.axes().length + 1];
    long[] result = extents.clone();
    int at = 0;
    long reduced = 1;
    for (int axis = 0; axis < rank; axis++) {
      if (Arrays.binarySearch(r.axes(), axis) < 0) {
        kept[at] = extents[axis];
        order[at++] = axis;
      }
    }
    for (int k = 0; k < r.axes().length; k++) {
      order[at + k] = r.axes()[k];
      reduced *= extents[r.axes()[k]];
      result[r.axes()[k]] = 1;
    }
    kept[at] = reduced;
    NDArray flat = x.transpose(order).reshape(new Shape(kept));
    NDArray y = JniUtils.max((PtNDArray) flat, at, false);
    return r.keep() ? y.reshape(new Shape(result)) : y;
  }
}
