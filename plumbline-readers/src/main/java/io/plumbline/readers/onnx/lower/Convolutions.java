package io.plumbline.readers.onnx.lower;

import io.plumbline.core.function.Shape;
import io.plumbline.graph.Convolution;
import io.plumbline.graph.Layout;
import io.plumbline.graph.Op;
import io.plumbline.graph.Parameter;
import io.plumbline.graph.Tensor;
import io.plumbline.graph.Window;
import io.plumbline.readers.onnx.file.Operand;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One convolution of the file: for each sample of a batch, and over three axes for each place along
 * the first, as one over the other two of which the kernel's planes are channels.
 *
 * @param kernel (out, in/groups, …), its extents the window's
 */
public record Convolutions(
    Call call, Operand.Constant kernel, @Nullable Parameter bias, Window window, int groups) {

  public Operand of(Operand x) {
    Algebra algebra = new Algebra(call);
    List<Operand> samples = new ArrayList<>();
    for (int sample = 0; sample < x.shape().extent(0); sample++) {
      samples.add(ofOne(algebra.slice(x, 0, sample, sample + 1)));
    }
    if (samples.isEmpty()) {
      throw call.error("input " + x.shape() + " must not be empty");
    }
    return algebra.concat(0, samples);
  }

  private Operand ofOne(Operand x) {
    if (window.rank() == 3) {
      return overPlanes(x);
    }
    return call.emit(
        new Convolution(call.parameter(kernel, true), bias, window, groups, Layout.CHANNELS_FIRST),
        x);
  }

  private Operand overPlanes(Operand x) {
    Algebra algebra = new Algebra(call);
    Operand padded = algebra.pad(x, 2, window.padsBegin()[0], window.padsEnd()[0], 0);
    int taps = window.kernel()[0];
    int places = window.outputExtent(0, x.shape().extent(2));
    Shape shape = kernel.shape();
    Parameter planes =
        call.parameter(
            kernel.withShape(
                Tensor.shapeOf(
                    shape.extent(0), shape.extent(1) * taps, shape.extent(3), shape.extent(4))),
            true);
    Window flat =
        new Window(
            Arrays.copyOfRange(window.kernel(), 1, 3),
            Arrays.copyOfRange(window.strides(), 1, 3),
            Arrays.copyOfRange(window.dilations(), 1, 3),
            Arrays.copyOfRange(window.padsBegin(), 1, 3),
            Arrays.copyOfRange(window.padsEnd(), 1, 3),
            false);
    Op op = new Convolution(planes, bias, flat, groups, Layout.CHANNELS_FIRST);
    List<Operand> all = new ArrayList<>();
    for (int place = 0; place < places; place++) {
      int start = place * window.strides()[0];
      int[] depths = new int[taps];
      Arrays.setAll(depths, tap -> start + tap * window.dilations()[0]);
      Operand slab = algebra.gather(padded, 2, depths);
      int channels = x.shape().extent(1) * taps;
      Operand image = algebra.reshape(slab, 1, channels, x.shape().extent(3), x.shape().extent(4));
      Operand y = call.emit(op, image);
      Shape out = y.shape();
      all.add(algebra.reshape(y, 1, out.extent(1), 1, out.extent(2), out.extent(3)));
    }
    return algebra.concat(2, all);
  }
}
