package io.plumbline.graph;

import io.plumbline.core.InvalidInputException;
import java.util.Arrays;
import java.util.List;

/** The shape of an operation's output, or one line that says why there is none. */
public final class ShapeInference {
  private ShapeInference() {}

  /**
   * The shape of what an operation gives.
   *
   * @param op the operation
   * @param inputs what it reads, in its order
   * @return the shape
   * @throws InvalidInputException if the shapes do not fit
   */
  public static Shape infer(Op op, List<Value> inputs) {
    require(!inputs.isEmpty(), "inputs (0) must be at least 1");
    Shape x = inputs.get(0).shape();
    require(
        inputs.size() == arity(op, inputs.size()),
        "inputs (" + inputs.size() + ") must be " + arity(op, inputs.size()));
    if (op instanceof Op.Convolution c) {
      return convolution(c, x);
    } else if (op instanceof Op.Dense d) {
      return dense(d, x);
    } else if (op instanceof Op.MatrixProduct) {
      return matrixProduct(x, inputs.get(1).shape());
    } else if (op instanceof Op.ParametricRelu p) {
      Shape slope = p.slope().tensor().shape();
      require(x.broadcast(slope).equals(x), "slope " + slope + " must broadcast to the input " + x);
      return x;
    } else if (op instanceof Op.Binary) {
      return x.broadcast(inputs.get(1).shape());
    } else if (op instanceof Op.BatchNormalization b) {
      return batchNormalization(b, x);
    } else if (op instanceof Op.LayerNormalization l) {
      return layerNormalization(l, x);
    } else if (op instanceof Op.MaxPool p) {
      requireElements(p, x);
      return pooled(x, p.window(), p.layout(), -1);
    } else if (op instanceof Op.AveragePool p) {
      return pooled(x, p.window(), p.layout(), -1);
    } else if (op instanceof Op.Reduce r) {
      return reduced(r, x);
    } else if (op instanceof Op.Softmax s) {
      requireAxis(s.axis(), x);
      return x;
    } else if (op instanceof Op.LogSoftmax s) {
      requireAxis(s.axis(), x);
      return x;
    } else if (op instanceof Op.Concat c) {
      return concatenated(c, inputs);
    } else if (op instanceof Op.Elementwise || op instanceof Op.Dropout) {
      return x;
    }
    return moved(op, x);
  }

  /** The operations that move elements and compute nothing. */
  private static Shape moved(Op op, Shape x) {
    int rank = x.rank();
    int[] out = x.extents();
    if (op instanceof Op.Reshape r) {
      require(
          r.shape().size() == x.size(),
          "shape " + r.shape() + " must have as many elements as the input " + x);
      return r.shape();
    } else if (op instanceof Op.Transpose t) {
      int[] sorted = t.permutation().clone();
      Arrays.sort(sorted);
      for (int axis = 0; axis < Math.max(rank, sorted.length); axis++) {
        require(
            rank == sorted.length && sorted[axis] == axis,
            "permutation ("
                + Arrays.toString(t.permutation())
                + ") must name each axis of "
                + x
                + " once");
        out[axis] = x.extent(t.permutation()[axis]);
      }
      return Shape.of(out);
    } else if (op instanceof Op.Slice s) {
      for (int axis = 0; axis < rank; axis++) {
        long last = s.starts()[axis] + (long) s.steps()[axis] * (s.shape().extent(axis) - 1);
        require(
            s.shape().rank() == rank
                && (s.shape().extent(axis) == 0
                    || Math.min(last, s.starts()[axis]) >= 0
                        && Math.max(last, s.starts()[axis]) < x.extent(axis)),
            "slice " + s.shape() + " must lie within the input " + x);
      }
      return s.shape();
    } else if (op instanceof Op.Pad p) {
      requireRank(p.before(), rank, "pads");
      requireRank(p.after(), rank, "pads");
      for (int axis = 0; axis < rank; axis++) {
        int most = Math.max(p.before()[axis], p.after()[axis]);
        int least = Math.min(p.before()[axis], p.after()[axis]);
        require(
            least >= 0
                && (p.mode() != Op.Pad.Mode.REFLECT || most < Math.max(1, x.extent(axis)))
                && (p.mode() != Op.Pad.Mode.EDGE || most == 0 || x.extent(axis) > 0),
            "pads (" + least + ", " + most + ") must fit the input " + x + " in mode " + p.mode());
        out[axis] = Math.addExact(out[axis], Math.addExact(p.before()[axis], p.after()[axis]));
      }
      return Shape.of(out);
    } else if (op instanceof Op.Repeat r) {
      requireRank(r.factors(), rank, "factors");
      for (int axis = 0; axis < rank; axis++) {
        require(r.factors()[axis] >= 1, "factor (" + r.factors()[axis] + ") must be at least 1");
        out[axis] = Math.multiplyExact(out[axis], r.factors()[axis]);
      }
      return Shape.of(out);
    } else if (op instanceof Op.Gather g) {
      requireAxis(g.axis(), x);
      for (int index : g.indices()) {
        require(
            index >= 0 && index < x.extent(g.axis()),
            "index (" + index + ") must be below " + x.extent(g.axis()));
      }
      out[g.axis()] = g.indices().length;
      return Shape.of(out);
    }
    throw new IllegalStateException("no shape rule for " + op.getClass().getSimpleName());
  }

  private static int arity(Op op, int given) {
    if (op instanceof Op.Concat) {
      return given;
    }
    return op instanceof Op.Binary || op instanceof Op.MatrixProduct ? 2 : 1;
  }

  private static Shape convolution(Op.Convolution c, Shape x) {
    Shape w = c.weight().tensor().shape();
    int spatial = c.window().rank();
    require(
        w.rank() == spatial + 2,
        "weight " + w + " must have " + spatial + " axes after the first 2");
    require(x.rank() == spatial + 2, "input " + x + " must have " + (spatial + 2) + " axes");
    for (int axis = 0; axis < spatial; axis++) {
      require(
          w.extent(axis + 2) == c.window().kernel()[axis],
          "weight " + w + " must agree with the kernel " + Arrays.toString(c.window().kernel()));
    }
    int channels = x.extent(c.layout().channelAxis());
    require(
        c.groups() >= 1 && channels % c.groups() == 0 && w.extent(0) % c.groups() == 0,
        "groups ("
            + c.groups()
            + ") must divide the channels, "
            + channels
            + " and "
            + w.extent(0));
    require(
        w.extent(1) == channels / c.groups(),
        "weight " + w + " must have " + channels / c.groups() + " channels in, as the input " + x);
    requireLength(c.bias(), w.extent(0), "bias");
    return pooled(x, c.window(), c.layout(), w.extent(0));
  }

  /** Every window of a maximum needs an element: dilated taps may all lie in the padding. */
  private static void requireElements(Op.MaxPool p, Shape x) {
    Window window = p.window();
    for (int axis = 0; axis < window.rank() && x.rank() == window.rank() + 2; axis++) {
      int extent = x.extent(p.layout().firstSpatialAxis() + axis);
      int outputs = window.outputExtent(axis, extent);
      for (int at = 0; at < outputs; at++) {
        boolean any = false;
        for (int tap = 0; tap < window.kernel()[axis] && !any; tap++) {
          long place =
              (long) at * window.strides()[axis]
                  - window.padsBegin()[axis]
                  + (long) tap * window.dilations()[axis];
          any = place >= 0 && place < extent;
        }
        require(
            any, "pool window " + at + " along axis " + axis + " must reach into the input " + x);
      }
    }
  }

  private static Shape pooled(Shape x, Window window, Layout layout, int channels) {
    require(
        x.rank() == window.rank() + 2,
        "input " + x + " must have " + (window.rank() + 2) + " axes");
    require(x.extent(0) == 1, "batch axis (" + x.extent(0) + ") must be 1");
    int[] out = x.extents();
    for (int axis = 0; axis < window.rank(); axis++) {
      int at = layout.firstSpatialAxis() + axis;
      out[at] = window.outputExtent(axis, x.extent(at));
    }
    if (channels >= 0) {
      out[layout == Layout.CHANNELS_FIRST ? 1 : out.length - 1] = channels;
    }
    return Shape.of(out);
  }

  private static Shape dense(Op.Dense d, Shape x) {
    Shape w = d.weight().tensor().shape();
    require(w.rank() == 2, "weight " + w + " must have 2 axes");
    require(
        x.rank() >= 1 && x.extent(-1) == w.extent(0),
        "input " + x + " must end in " + w.extent(0) + ", as the weight " + w + " begins");
    requireLength(d.bias(), w.extent(1), "bias");
    int[] out = x.extents();
    out[out.length - 1] = w.extent(1);
    return Shape.of(out);
  }

  private static Shape matrixProduct(Shape a, Shape b) {
    require(
        a.rank() >= 2 && b.rank() >= 2, "operands " + a + ", " + b + " must have 2 axes or more");
    require(
        a.extent(-1) == b.extent(-2), "operands " + a + ", " + b + " must share the inner axis");
    int[] left = Arrays.copyOf(a.extents(), a.rank() - 2);
    int[] right = Arrays.copyOf(b.extents(), b.rank() - 2);
    int[] batch = Shape.of(left).broadcast(Shape.of(right)).extents();
    int[] out = Arrays.copyOf(batch, batch.length + 2);
    out[batch.length] = a.extent(-2);
    out[batch.length + 1] = b.extent(-1);
    return Shape.of(out);
  }

  private static Shape batchNormalization(Op.BatchNormalization b, Shape x) {
    requireAxis(b.axis(), x);
    int channels = x.extent(b.axis());
    requireLength(b.scale(), channels, "scale");
    requireLength(b.shift(), channels, "shift");
    requireLength(b.mean(), channels, "mean");
    requireLength(b.variance(), channels, "variance");
    return x;
  }

  private static Shape layerNormalization(Op.LayerNormalization l, Shape x) {
    requireAxis(l.axis(), x);
    Shape normalized = Shape.of(Arrays.copyOfRange(x.extents(), l.axis(), x.rank()));
    requireLength(l.scale(), normalized.size(), "scale");
    requireLength(l.shift(), normalized.size(), "shift");
    return x;
  }

  private static Shape reduced(Op.Reduce r, Shape x) {
    int[] kept = new int[x.rank()];
    int rank = 0;
    for (int axis = 0; axis < x.rank(); axis++) {
      if (Arrays.binarySearch(r.axes(), axis) < 0) {
        kept[rank++] = x.extent(axis);
      } else if (r.keep()) {
        kept[rank++] = 1;
      }
    }
    for (int axis : r.axes()) {
      requireAxis(axis, x);
      require(x.extent(axis) > 0, "input " + x + " must not be empty along axis " + axis);
    }
    return Shape.of(Arrays.copyOf(kept, rank));
  }

  private static Shape concatenated(Op.Concat c, List<Value> inputs) {
    Shape first = inputs.get(0).shape();
    requireAxis(c.axis(), first);
    int[] out = first.extents();
    out[c.axis()] = 0;
    for (Value input : inputs) {
      int[] other = input.shape().extents();
      require(
          other.length == out.length,
          "inputs must be of one rank, " + first + ", " + input.shape());
      for (int axis = 0; axis < out.length; axis++) {
        require(
            axis == c.axis() || other[axis] == first.extent(axis),
            "inputs " + first + ", " + input.shape() + " must agree off axis " + c.axis());
      }
      out[c.axis()] = Math.addExact(out[c.axis()], other[c.axis()]);
    }
    return Shape.of(out);
  }

  private static void requireLength(Parameter parameter, int length, String what) {
    require(
        parameter == null || parameter.tensor().shape().size() == length,
        parameter == null
            ? ""
            : what + " " + parameter.tensor().shape() + " must have " + length + " elements");
  }

  private static void requireAxis(int axis, Shape x) {
    require(axis >= 0 && axis < x.rank(), "axis (" + axis + ") must be one of " + x);
  }

  private static void requireRank(int[] numbers, int rank, String what) {
    require(numbers.length == rank, what + " (" + numbers.length + ") must be " + rank);
  }

  private static void require(boolean condition, String line) {
    if (!condition) {
      throw new InvalidInputException(line);
    }
  }
}
