package io.plumbline.testing.oracle;

import io.plumbline.core.function.Shape;
import io.plumbline.graph.AveragePool;
import io.plumbline.graph.BatchNormalization;
import io.plumbline.graph.Convolution;
import io.plumbline.graph.Dense;
import io.plumbline.graph.LayerNormalization;
import io.plumbline.graph.Layout;
import io.plumbline.graph.MaxPool;
import io.plumbline.graph.Reduce;
import io.plumbline.graph.TieRule;
import io.plumbline.graph.Window;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The operations of {@link Reference} that sum or compare many elements. */
final class ReferenceSums {
  private ReferenceSums() {}

  static Dd largest(
      MaxPool p, Shape in, Dd[] x, int[] at, TieRule rule, ActivationPattern choices) {
    return Reference.largest(window(p.window(), p.layout(), in, x, at), rule.window(), choices);
  }

  static Dd logSum(Shape shape, Dd[] x, int flat, int axis) {
    int[] at = shape.coordinates(flat);
    Dd most = null;
    for (at[axis] = 0; at[axis] < shape.extent(axis); at[axis]++) {
      Dd each = x[Reference.flat(shape, at)];
      most = most == null ? each : Dd.max(most, each);
    }
    Dd sum = Dd.ZERO;
    for (at[axis] = 0; at[axis] < shape.extent(axis); at[axis]++) {
      sum = sum.plus(x[Reference.flat(shape, at)].minus(most).exp());
    }
    return most.plus(sum.log());
  }

  /** Where the tap of a window lies along an axis; it may be in the padding. */
  private static int place(Window w, int axis, int output, int tap) {
    return output * w.strides()[axis] - w.padsBegin()[axis] + tap * w.dilations()[axis];
  }

  /** Reads the input for one channel at one place; null in the padding. */
  private static Dd at(Shape in, Dd[] x, Layout layout, int channel, int[] place) {
    int[] full = new int[place.length + 2];
    full[layout == Layout.CHANNELS_FIRST ? 1 : full.length - 1] = channel;
    for (int axis = 0; axis < place.length; axis++) {
      int along = layout.firstSpatialAxis() + axis;
      if (place[axis] < 0 || place[axis] >= in.extent(along)) {
        return null;
      }
      full[along] = place[axis];
    }
    return x[Reference.flat(in, full)];
  }

  static Dd[] convolution(Reference reference, Convolution c, Shape in, Dd[] x, Shape out) {
    Dd[] weight = reference.values(c.weight());
    Dd[] bias = c.bias() == null ? null : reference.values(c.bias());
    Shape w = c.weight().tensor().shape();
    int taps = w.size() / (w.extent(0) * w.extent(1));
    int outPerGroup = w.extent(0) / c.groups();
    return Reference.each(
        out,
        k -> {
          int[] at = out.coordinates(k);
          int o = at[c.layout() == Layout.CHANNELS_FIRST ? 1 : at.length - 1];
          Dd sum = bias == null ? Dd.ZERO : bias[o];
          for (int tap = 0; tap < taps; tap++) {
            int[] place = places(c.window(), c.layout(), at, tap);
            for (int i = 0; i < w.extent(1); i++) {
              int channel = o / outPerGroup * w.extent(1) + i;
              Dd read = at(in, x, c.layout(), channel, place);
              if (read != null) {
                sum = sum.plus(read.times(weight[(o * w.extent(1) + i) * taps + tap]));
              }
            }
          }
          return sum;
        });
  }

  private static int[] places(Window w, Layout layout, int[] at, int tap) {
    int[] place = new int[w.rank()];
    int rest = tap;
    for (int axis = w.rank() - 1; axis >= 0; axis--) {
      int along = rest % w.kernel()[axis];
      place[axis] = place(w, axis, at[layout.firstSpatialAxis() + axis], along);
      rest /= w.kernel()[axis];
    }
    return place;
  }

  private static int taps(Window w) {
    return Arrays.stream(w.kernel()).reduce(1, (a, b) -> a * b);
  }

  /** The elements of a window that are not padding, rows then columns. */
  private static Dd[] window(Window w, Layout layout, Shape in, Dd[] x, int[] at) {
    int channel = at[layout == Layout.CHANNELS_FIRST ? 1 : at.length - 1];
    List<Dd> found = new ArrayList<>();
    for (int tap = 0; tap < taps(w); tap++) {
      Dd read = at(in, x, layout, channel, places(w, layout, at, tap));
      if (read != null) {
        found.add(read);
      }
    }
    return found.toArray(Dd[]::new);
  }

  static Dd average(AveragePool p, Shape in, Dd[] x, int[] at) {
    Dd[] read = window(p.window(), p.layout(), in, x, at);
    Dd sum = Dd.ZERO;
    for (Dd each : read) {
      sum = sum.plus(each);
    }
    int divisor = 0;
    for (int tap = 0; tap < taps(p.window()); tap++) {
      int[] place = places(p.window(), p.layout(), at, tap);
      boolean within = true;
      for (int axis = 0; axis < place.length; axis++) {
        int extent = in.extent(p.layout().firstSpatialAxis() + axis);
        within &= place[axis] < extent + p.window().padsEnd()[axis];
      }
      divisor += within ? 1 : 0;
    }
    return sum.over(p.countPadding() ? divisor : read.length);
  }

  static Dd reduce(Reduce r, Shape in, Dd[] x, int[] at, TieRule rule, ActivationPattern choices) {
    List<Dd> read = new ArrayList<>();
    for (int k = 0; k < x.length; k++) {
      int[] from = in.coordinates(k);
      boolean own = true;
      int axisOut = 0;
      for (int axis = 0; axis < from.length; axis++) {
        boolean reduced = Arrays.binarySearch(r.axes(), axis) >= 0;
        if (!reduced) {
          own &= from[axis] == at[axisOut];
        }
        axisOut += !reduced || r.keep() ? 1 : 0;
      }
      if (own) {
        boolean negate = r.kind() == Reduce.Kind.MINIMUM;
        read.add(negate ? x[k].negate() : x[k]);
      }
    }
    if (r.kind() == Reduce.Kind.MAXIMUM || r.kind() == Reduce.Kind.MINIMUM) {
      Dd most = Reference.largest(read.toArray(Dd[]::new), rule.reduction(), choices);
      return r.kind() == Reduce.Kind.MAXIMUM ? most : most.negate();
    }
    Dd sum = read.stream().reduce(Dd.ZERO, Dd::plus);
    return r.kind() == Reduce.Kind.MEAN ? sum.over(read.size()) : sum;
  }

  static Dd[] dense(Reference reference, Dense d, Shape in, Dd[] x, Shape out) {
    Dd[] weight = reference.values(d.weight());
    Dd[] bias = d.bias() == null ? null : reference.values(d.bias());
    int inner = in.extent(-1);
    int width = out.extent(-1);
    return Reference.each(
        out,
        k -> {
          Dd sum = bias == null ? Dd.ZERO : bias[k % width];
          for (int i = 0; i < inner; i++) {
            sum = sum.plus(x[k / width * inner + i].times(weight[i * width + k % width]));
          }
          return sum;
        });
  }

  static Dd[] matrixProduct(Shape left, Dd[] a, Shape right, Dd[] b, Shape out) {
    return Reference.each(
        out,
        k -> {
          int[] at = out.coordinates(k);
          Dd sum = Dd.ZERO;
          for (int i = 0; i < left.extent(-1); i++) {
            Dd one = a[operand(left, at, at[at.length - 2], i)];
            Dd other = b[operand(right, at, i, at[at.length - 1])];
            sum = sum.plus(one.times(other));
          }
          return sum;
        });
  }

  private static int operand(Shape shape, int[] at, int row, int column) {
    int[] own = new int[shape.rank()];
    for (int axis = 0; axis < own.length - 2; axis++) {
      own[axis] = shape.extent(axis) == 1 ? 0 : at[at.length - own.length + axis];
    }
    own[own.length - 2] = row;
    own[own.length - 1] = column;
    return Reference.flat(shape, own);
  }

  static Dd[] batchNormalization(Reference reference, BatchNormalization b, Shape in, Dd[] x) {
    Dd[] mean = reference.values(b.mean());
    Dd[] variance = reference.values(b.variance());
    return Reference.each(
        in,
        k -> {
          int c = in.coordinates(k)[b.axis()];
          Dd y = x[k].minus(mean[c]).over(variance[c].plus(b.epsilon()).sqrt());
          y = b.scale() == null ? y : y.times(reference.values(b.scale())[c]);
          return b.shift() == null ? y : y.plus(reference.values(b.shift())[c]);
        });
  }

  static Dd[] layerNormalization(Reference reference, LayerNormalization l, Shape in, Dd[] x) {
    int size = 1;
    for (int axis = l.axis(); axis < in.rank(); axis++) {
      size *= in.extent(axis);
    }
    Dd[] y = new Dd[x.length];
    for (int first = 0; first < x.length; first += size) {
      Dd mean = Dd.ZERO;
      Dd variance = Dd.ZERO;
      for (int k = first; k < first + size; k++) {
        mean = mean.plus(x[k].over(size));
      }
      for (int k = first; k < first + size; k++) {
        variance = variance.plus(x[k].minus(mean).pow(2).over(size));
      }
      Dd deviation = variance.plus(l.epsilon()).sqrt();
      for (int k = first; k < first + size; k++) {
        y[k] = x[k].minus(mean).over(deviation);
        y[k] = l.scale() == null ? y[k] : y[k].times(reference.values(l.scale())[k - first]);
        y[k] = l.shift() == null ? y[k] : y[k].plus(reference.values(l.shift())[k - first]);
      }
    }
    return y;
  }
}
