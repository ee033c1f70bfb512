package io.plumbline.readers.keras;

import io.plumbline.graph.Convolution;
import io.plumbline.graph.Layout;
import io.plumbline.graph.Op;
import io.plumbline.graph.Parameter;
import io.plumbline.graph.Tensor;
import io.plumbline.graph.Value;
import io.plumbline.graph.Window;
import java.util.Arrays;
import java.util.Map;

/**
 * Transposed convolutions: zeros between the elements, and a convolution by the mirrored kernel.
 */
final class TransposedLayers {
  private TransposedLayers() {}

  static void register(Map<String, LayerTypes.Reading> classes) {
    classes.put("Conv1DTranspose", LayerTypes.one((layer, x) -> transposed(layer, x, 1)));
    classes.put("Conv2DTranspose", LayerTypes.one((layer, x) -> transposed(layer, x, 2)));
  }

  private static Value transposed(Layer layer, Value x, int rank) {
    Config config = layer.config();
    Layout layout = layer.layout();
    if (x.shape().rank() != rank + 2) {
      throw layer.error("input " + x.shape() + " must have " + (rank + 2) + " axes");
    }
    if (config.has("output_padding") || config.integer("groups", 1) != 1) {
      throw layer.unsupported("output_padding and groups are not supported");
    }
    int[] kernel = config.integers("kernel_size", rank, 0);
    int[] strides = config.integers("strides", rank, 1);
    int[] dilations = config.integers("dilation_rate", rank, 1);
    int filters = config.integer("filters", 0);
    String padding = config.text("padding", "valid");
    if (!padding.equals("valid") && !padding.equals("same")) {
      throw layer.error("padding (" + Config.printable(padding) + ") must be valid or same");
    }
    Window window =
        layer.checked(
            () -> {
              Window checked =
                  new Window(kernel, strides, dilations, new int[rank], new int[rank], false);
              int[] ones = new int[rank];
              Arrays.fill(ones, 1);
              return new Window(
                  checked.kernel(), ones, dilations, new int[rank], new int[rank], false);
            });
    int[] shape = new int[rank + 2];
    System.arraycopy(kernel, 0, shape, 0, rank);
    shape[rank] = filters;
    shape[rank + 1] = x.shape().extent(layout.channelAxis());
    Parameter weight = layer.weight(0, "kernel", true, TransposedLayers::mirrored, shape);
    Parameter bias = config.flag("use_bias", true) ? layer.weight(1, "bias", true, filters) : null;
    Value spread = x;
    for (int k = 0; k < rank; k++) {
      int axis = layout.firstSpatialAxis() + k;
      int reach = dilations[k] * (kernel[k] - 1) + 1;
      spread = spread(layer, spread, axis, strides[k]);
      spread = bordered(layer, spread, axis, reach, strides[k], padding.equals("same"));
    }
    Op op = new Convolution(weight, bias, window, 1, layout);
    return Activations.fused(layer, layer.add(op, spread));
  }

  private static Value spread(Layer layer, Value x, int axis, int stride) {
    if (stride == 1) {
      return x;
    }
    TensorArithmetic terms = new TensorArithmetic(layer);
    int[] extents = x.shape().extents();
    int[] split = new int[extents.length + 1];
    System.arraycopy(extents, 0, split, 0, axis + 1);
    System.arraycopy(extents, axis + 1, split, axis + 2, extents.length - axis - 1);
    split[axis + 1] = 1;
    Value wide = terms.pad(terms.reshape(x, split), axis + 1, 0, stride - 1);
    extents[axis] *= stride;
    int last = extents[axis] - stride + 1;
    return terms.slice(terms.reshape(wide, extents), axis, 0, last);
  }

  /**
   * The border of a full convolution; with {@code same} less what a convolution of this stride
   * pads, and where the kernel is shorter than the stride, more zeros behind.
   */
  private static Value bordered(
      Layer layer, Value x, int axis, int reach, int stride, boolean same) {
    int off = same ? Math.max(0, reach - stride) : 0;
    int more = Math.max(0, stride - reach);
    int before = reach - 1 - off / 2;
    int behind = reach - 1 - (off - off / 2) + more;
    TensorArithmetic terms = new TensorArithmetic(layer);
    int extent = x.shape().extent(axis);
    Value cut =
        before < 0 || behind < 0
            ? terms.slice(x, axis, Math.max(0, -before), extent - Math.max(0, -behind))
            : x;
    return terms.pad(cut, axis, Math.max(0, before), Math.max(0, behind));
  }

  /** Keras keeps (K…, O, I); here kernels are (O, I, K…), their taps from the last to the first. */
  private static Tensor mirrored(Tensor kernel) {
    int rank = kernel.shape().rank();
    int in = kernel.shape().extent(-1);
    int out = kernel.shape().extent(-2);
    int taps = kernel.shape().size() / (in * out);
    int[] extents = new int[rank];
    extents[0] = out;
    extents[1] = in;
    System.arraycopy(kernel.shape().extents(), 0, extents, 2, rank - 2);
    double[] values = new double[kernel.values().length];
    for (int k = 0; k < values.length; k++) {
      int tap = k / (in * out);
      int unit = k / in % out;
      values[(unit * in + k % in) * taps + taps - 1 - tap] = kernel.values()[k];
    }
    return new Tensor(Tensor.shapeOf(extents), values);
  }
}
