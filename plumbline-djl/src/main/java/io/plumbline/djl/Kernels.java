package io.plumbline.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import io.plumbline.graph.Layout;
import io.plumbline.graph.Op;
import io.plumbline.graph.Parameter;
import io.plumbline.graph.Window;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/** The graph's operations that compute, in PyTorch; those that only move elements are in Moves. */
final class Kernels {
  private final Weights weights;
  private final int batch;

  /**
   * Kernels over these weights.
   *
   * @param weights the parameters
   * @param batch the number of samples, which stands for the graph's batch axis of 1
   */
  Kernels(Weights weights, int batch) {
    this.weights = weights;
    this.batch = batch;
  }

  NDArray apply(Op op, List<NDArray> inputs) {
    NDArray x = inputs.get(0);
    if (op instanceof Op.Convolution c) {
      return imagewise(x, c.layout(), image -> convolution(c, image));
    } else if (op instanceof Op.Dense d) {
      return JniUtils.linear(
          (PtNDArray) x, (PtNDArray) get(d.weight()).transpose(), bias(d.bias()));
    } else if (op instanceof Op.MatrixProduct) {
      return x.matMul(inputs.get(1));
    } else if (op instanceof Op.Elementwise e) {
      return Functions.apply(e.function(), x);
    } else if (op instanceof Op.ParametricRelu p) {
      return NDArrays.where(x.gte(0), x, x.mul(get(p.slope())));
    } else if (op instanceof Op.Binary b) {
      return binary(b.kind(), x, inputs.get(1));
    } else if (op instanceof Op.BatchNormalization b) {
      return batchNormalization(b, x);
    } else if (op instanceof Op.LayerNormalization l) {
      return layerNormalization(l, x);
    } else if (op instanceof Op.MaxPool p) {
      return imagewise(x, p.layout(), image -> Pooling.max(p, image));
    } else if (op instanceof Op.AveragePool p) {
      return imagewise(x, p.layout(), image -> Pooling.average(p, image));
    } else if (op instanceof Op.Reduce r) {
      return reduce(r, x);
    } else if (op instanceof Op.Softmax s) {
      return x.softmax(s.axis());
    } else if (op instanceof Op.LogSoftmax s) {
      return x.logSoftmax(s.axis());
    } else if (op instanceof Op.Dropout) {
      return x;
    }
    return Moves.apply(op, inputs, batch);
  }

  private NDArray get(Parameter parameter) {
    return weights.get(parameter);
  }

  private PtNDArray bias(Parameter bias) {
    return bias == null ? null : (PtNDArray) get(bias);
  }

  /**
   * Applies what wants (N, C, …). Images whose channels stand last are only seen that way: the
   * memory stays as it is, which is the layout PyTorch's kernels are fastest on.
   */
  private static NDArray imagewise(NDArray x, Layout layout, UnaryOperator<NDArray> kernel) {
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

  private NDArray convolution(Op.Convolution c, NDArray x) {
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

  private static NDArray binary(Op.Binary.Kind kind, NDArray a, NDArray b) {
    return switch (kind) {
      case ADD -> a.add(b);
      case SUBTRACT -> a.sub(b);
      case MULTIPLY -> a.mul(b);
      case DIVIDE -> a.div(b);
      case MAXIMUM -> a.maximum(b);
      case MINIMUM -> a.minimum(b);
      case POWER -> a.pow(b);
    };
  }

  /** With the stored statistics; in training too, which leaves them as they are. */
  private NDArray batchNormalization(Op.BatchNormalization b, NDArray x) {
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

  private NDArray layerNormalization(Op.LayerNormalization l, NDArray x) {
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

  private static NDArray reduce(Op.Reduce r, NDArray x) {
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
  private static NDArray extreme(Op.Reduce r, NDArray x) {
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
