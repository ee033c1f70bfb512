package io.plumbline.graph;

import io.plumbline.core.InvalidInputException;
import java.util.Arrays;

/**
 * How a kernel slides over up to three spatial axes. Padding is explicit: readers resolve {@code
 * same} and {@code auto_pad}.
 *
 * @param kernel taps along each spatial axis
 * @param strides distance between neighbouring windows
 * @param dilations distance between neighbouring taps
 * @param padsBegin padding before the first element
 * @param padsEnd padding behind the last element
 * @param ceil whether a last window that overhangs the padded input counts, so long as it does not
 *     start in the padding behind
 */
public record Window(
    int[] kernel, int[] strides, int[] dilations, int[] padsBegin, int[] padsEnd, boolean ceil) {
  /**
   * Checks the numbers.
   *
   * @throws InvalidInputException if the ranks differ, or a number is out of its range
   */
  public Window {
    int rank = kernel.length;
    if (strides.length != rank
        || dilations.length != rank
        || padsBegin.length != rank
        || padsEnd.length != rank) {
      throw new InvalidInputException(
          "kernel, strides, dilations and pads must be of one rank, kernel ("
              + Arrays.toString(kernel)
              + "), strides ("
              + Arrays.toString(strides)
              + ")");
    }
    atLeast("kernel", kernel, 1);
    atLeast("strides", strides, 1);
    atLeast("dilations", dilations, 1);
    atLeast("pads", padsBegin, 0);
    atLeast("pads", padsEnd, 0);
  }

  /**
   * A window without dilation, padding or overhang.
   *
   * @param kernel taps along each spatial axis
   * @param strides distance between neighbouring windows
   * @return the window
   */
  public static Window of(int[] kernel, int[] strides) {
    int[] ones = new int[kernel.length];
    Arrays.fill(ones, 1);
    int[] zeros = new int[kernel.length];
    return new Window(kernel, strides, ones, zeros, zeros, false);
  }

  /**
   * This window with other padding.
   *
   * @param begin padding before the first element
   * @param end padding behind the last element
   * @return the window
   */
  public Window padded(int[] begin, int[] end) {
    return new Window(kernel, strides, dilations, begin, end, ceil);
  }

  /**
   * This window with as much padding as gives ceil(input / stride) windows, as TensorFlow's {@code
   * same} and ONNX's {@code SAME_UPPER} and {@code SAME_LOWER} mean it.
   *
   * @param input the input's extents along the spatial axes
   * @param upper whether an odd element of padding goes behind the input, not before it
   * @return the window, without overhang
   */
  public Window same(int[] input, boolean upper) {
    int[] begin = new int[kernel.length];
    int[] end = new int[kernel.length];
    for (int axis = 0; axis < begin.length; axis++) {
      long windows = ((long) input[axis] + strides[axis] - 1) / strides[axis];
      long reach = (long) dilations[axis] * (kernel[axis] - 1) + 1;
      long total = Math.max(0, (windows - 1) * strides[axis] + reach - input[axis]);
      int less = Math.toIntExact(total / 2);
      int more = Math.toIntExact(total - less);
      begin[axis] = upper ? less : more;
      end[axis] = upper ? more : less;
    }
    return new Window(kernel, strides, dilations, begin, end, false);
  }

  /**
   * This window over some of its axes.
   *
   * @param from the first of them
   * @param to behind the last
   * @return a window of rank {@code to - from}
   */
  public Window axes(int from, int to) {
    return new Window(
        Arrays.copyOfRange(kernel, from, to),
        Arrays.copyOfRange(strides, from, to),
        Arrays.copyOfRange(dilations, from, to),
        Arrays.copyOfRange(padsBegin, from, to),
        Arrays.copyOfRange(padsEnd, from, to),
        ceil);
  }

  /**
   * This window over one axis, beside a second one over which nothing slides.
   *
   * @return a window of rank 2
   */
  public Window besideFixedAxis() {
    return new Window(
        new int[] {kernel[0], 1},
        new int[] {strides[0], 1},
        new int[] {dilations[0], 1},
        new int[] {padsBegin[0], 0},
        new int[] {padsEnd[0], 0},
        ceil);
  }

  /**
   * The number of elements under it.
   *
   * @return the product of the kernel's extents
   */
  public double taps() {
    double taps = 1;
    for (int extent : kernel) {
      taps *= extent;
    }
    return taps;
  }

  /**
   * The number of spatial axes.
   *
   * @return from 1 to 3
   */
  public int rank() {
    return kernel.length;
  }

  /**
   * The number of windows along an axis.
   *
   * @param axis the spatial axis, from 0
   * @param input the input's extent there
   * @return the output's extent
   * @throws InvalidInputException if no window fits
   */
  public int outputExtent(int axis, int input) {
    long reach = (long) dilations[axis] * (kernel[axis] - 1) + 1;
    long slack = (long) input + padsBegin[axis] + padsEnd[axis] - reach;
    if (slack < 0) {
      throw new InvalidInputException(
          "kernel ("
              + kernel[axis]
              + ", dilation "
              + dilations[axis]
              + ") must fit into the padded input ("
              + (input + padsBegin[axis] + padsEnd[axis])
              + ")");
    }
    long windows = slack / strides[axis] + 1;
    if (ceil && slack % strides[axis] != 0 && windows * strides[axis] < input + padsBegin[axis]) {
      windows++;
    }
    return Math.toIntExact(windows);
  }

  private static void atLeast(String what, int[] numbers, int least) {
    for (int number : numbers) {
      if (number < least || number > Tensor.MOST_ELEMENTS) {
        throw new InvalidInputException(
            what
                + " ("
                + Arrays.toString(numbers)
                + ") must be at least "
                + least
                + " and at most "
                + Tensor.MOST_ELEMENTS);
      }
    }
  }
}
