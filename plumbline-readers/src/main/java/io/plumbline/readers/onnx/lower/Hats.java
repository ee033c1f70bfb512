package io.plumbline.readers.onnx.lower;

import io.plumbline.core.function.Shape;
import io.plumbline.graph.Activation;
import io.plumbline.readers.onnx.file.Operand;
import io.plumbline.readers.onnx.file.Operand.Constant;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Linear interpolation at places that are computed: the weight of a pixel is a hat function of the
 * place along each axis, max(0, 1 - |place - pixel|), with kinks at the pixels; beyond an image's
 * edge it fades to 0 within one pixel.
 */
public final class Hats {
  private final Call call;
  private final Algebra algebra;

  public Hats(Call call) {
    this.call = call;
    this.algebra = new Algebra(call);
  }

  /**
   * An image at places.
   *
   * @param image (channels, pixels), these in C order of the extents
   * @param places along each axis, in pixels, each (points, 1)
   * @return (channels, points)
   */
  public Operand along(Operand image, int[] extents, List<Operand> places) {
    Operand weights =
        IntStream.range(0, extents.length)
            .mapToObj(axis -> hats(places.get(axis), extents[axis]))
            .reduce(this::outer)
            .orElseThrow();
    return algebra.matrixProduct(image, algebra.swap(weights, 0, 1));
  }

  private Operand hats(Operand places, int extent) {
    Constant pixels = algebra.fixed("pixels", call.shape(1, extent), k -> k);
    Operand distance = algebra.abs(algebra.subtract(places, pixels));
    return algebra.apply("Relu", Activation.RELU, algebra.subtract(algebra.number(1), distance));
  }

  /** Of each point's weights along two axes, those of all pairs. */
  private Operand outer(Operand first, Operand second) {
    Shape one = first.shape();
    Shape other = second.shape();
    int points = one.extent(0);
    Operand pairs =
        algebra.multiply(
            algebra.reshape(first, points, one.extent(1), 1),
            algebra.reshape(second, points, 1, other.extent(1)));
    return algebra.reshape(pairs, points, Math.multiplyExact(one.extent(1), other.extent(1)));
  }
}
