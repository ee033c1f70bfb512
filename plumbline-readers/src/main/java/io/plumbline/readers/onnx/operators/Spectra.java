package io.plumbline.readers.onnx.operators;

import io.plumbline.core.function.Shape;
import io.plumbline.graph.Tensor;
import io.plumbline.readers.onnx.file.Operand;
import io.plumbline.readers.onnx.file.Operand.Constant;
import io.plumbline.readers.onnx.lower.Algebra;
import io.plumbline.readers.onnx.lower.Call;
import io.plumbline.readers.onnx.lower.NodeLowering;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;

/** Fourier transforms, as products with constant matrices of cosines and sines. */
final class Spectra {
  private Spectra() {}

  static void register(Map<String, NodeLowering> types) {
    types.put("DFT", Spectra::transform);
    types.put("STFT", Spectra::windows);
    types.put("HannWindow", call -> window(call, 0.5, 0.5, 0));
    types.put("HammingWindow", call -> window(call, 25.0 / 46, 21.0 / 46, 0));
    types.put("BlackmanWindow", call -> window(call, 0.42, 0.5, 0.08));
  }

  private static void transform(Call call) {
    Algebra algebra = new Algebra(call);
    Operand x = call.input(0);
    int rank = x.shape().rank();
    int axis = call.has(2) ? (int) call.number(2, "axis") : call.integer("axis", defaultAxis(call));
    int at = call.axis(axis, rank);
    boolean inverse = call.attributes().integer("inverse", 0) != 0;
    boolean half = call.attributes().integer("onesided", 0) != 0;
    int extent = x.shape().extent(at);
    boolean real = inverse && half;
    int length = call.has(1) ? (int) call.number(1, "dft_length") : real ? 2 * extent - 2 : extent;
    if (at == rank - 1 || length < 1 || length > Tensor.MOST_ELEMENTS) {
      throw call.unsupported("this combination of axis and length is not supported");
    }
    if (real) {
      call.give(realFromHalf(call, at, length));
      return;
    }
    Operand fitted = algebra.slice(x, at, 0, Math.min(extent, length));
    fitted = algebra.pad(fitted, at, 0, Math.max(0, length - extent), 0);
    int count = half ? length / 2 + 1 : length;
    call.give(transformed(algebra, fitted, at, count, length, inverse));
  }

  /**
   * Real numbers, from the pairs of their transform that no symmetry gives: x_n = 1/N sum over k of
   * w_k (Re X_k cos(2 pi k n / N) - Im X_k sin(2 pi k n / N)), where w_k is 2 for what stands for
   * its mirror image as well, and 1 for the first and the middle of an even length.
   */
  private static Operand realFromHalf(Call call, int axis, int length) {
    Algebra algebra = new Algebra(call);
    Operand x = call.input(0);
    int last = x.shape().rank() - 1;
    if (x.shape().extent(last) != 2) {
      throw call.error("input " + x.shape() + " must be pairs of real and imaginary parts");
    }
    int count = length / 2 + 1;
    Operand fitted = algebra.slice(x, axis, 0, Math.min(x.shape().extent(axis), count));
    fitted = algebra.pad(fitted, axis, 0, count - fitted.shape().extent(axis), 0);
    IntToDoubleFunction weight = k -> (k == 0 || 2 * k == length ? 1.0 : 2.0) / length;
    Constant cosines =
        algebra.matrix(
            "cos",
            length,
            count,
            (n, k) -> weight.applyAsDouble(k) * Math.cos(angle(k, n, length)));
    Constant sines =
        algebra.matrix(
            "sin",
            length,
            count,
            (n, k) -> weight.applyAsDouble(k) * Math.sin(angle(k, n, length)));
    return algebra.subtract(
        algebra.along(algebra.slice(fitted, last, 0, 1), axis, cosines),
        algebra.along(algebra.slice(fitted, last, 1, 2), axis, sines));
  }

  private static int defaultAxis(Call call) {
    return call.opset() < 20 ? 1 : -2;
  }

  /** Pairs of real and imaginary parts, from pairs or from real numbers along the last axis. */
  private static Operand transformed(
      Algebra algebra, Operand x, int axis, int count, int length, boolean inverse) {
    int last = x.shape().rank() - 1;
    double scale = inverse ? 1.0 / length : 1;
    int sign = inverse ? 1 : -1;
    Constant cosines =
        algebra.matrix("cos", count, length, (k, n) -> scale * Math.cos(angle(k, n, length)));
    Constant sines =
        algebra.matrix(
            "sin", count, length, (k, n) -> scale * sign * Math.sin(angle(k, n, length)));
    Operand real = algebra.slice(x, last, 0, 1);
    Operand realPart = algebra.along(real, axis, cosines);
    Operand imaginaryPart = algebra.along(real, axis, sines);
    if (x.shape().extent(last) == 2) {
      Operand imaginary = algebra.slice(x, last, 1, 2);
      realPart = algebra.subtract(realPart, algebra.along(imaginary, axis, sines));
      imaginaryPart = algebra.add(imaginaryPart, algebra.along(imaginary, axis, cosines));
    }
    return algebra.concat(last, List.of(realPart, imaginaryPart));
  }

  /** Reduced by whole turns first, which is exact. */
  private static double angle(int k, int n, int length) {
    return 2 * Math.PI * ((long) k * n % length) / length;
  }

  /** The transform of each frame of a signal, weighted by a window. */
  private static void windows(Call call) {
    Algebra algebra = new Algebra(call);
    Shape given = call.input(0).shape();
    Operand signal =
        given.rank() == 2
            ? algebra.reshape(call.input(0), given.extent(0), given.extent(1), 1)
            : call.input(0);
    int step = (int) call.number(1, "frame_step");
    int length = call.has(3) ? (int) call.number(3, "frame_length") : call.input(2).shape().size();
    boolean half = call.attributes().integer("onesided", 1) != 0;
    int extent = signal.shape().extent(1);
    if (step < 1 || length < 1 || length > extent) {
      throw call.error("frame_length (" + length + ") must be from 1 to " + extent);
    }
    int frames = (extent - length) / step + 1;
    int[] places = new int[call.shape(frames, length).size()];
    Arrays.setAll(places, k -> k / length * step + k % length);
    int parts = signal.shape().extent(2);
    Operand cut =
        algebra.reshape(algebra.gather(signal, 1, places), given.extent(0), frames, length, parts);
    if (call.has(2)) {
      cut = algebra.multiply(cut, algebra.reshape(call.input(2), length, 1));
    }
    call.give(transformed(algebra, cut, 2, half ? length / 2 + 1 : length, length, false));
  }

  private static void window(Call call, double a, double b, double c) {
    int size = (int) call.number(0, "size");
    boolean periodic = call.attributes().integer("periodic", 1) != 0;
    call.attributes().ignore("output_datatype");
    double turn = 2 * Math.PI / Math.max(1, periodic ? size : size - 1);
    call.give(
        new Algebra(call)
            .fixed(
                "window",
                call.shape(size),
                k -> a - b * Math.cos(turn * k) + c * Math.cos(2 * turn * k)));
  }
}
