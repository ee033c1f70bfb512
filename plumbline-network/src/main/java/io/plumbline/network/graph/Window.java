package io.plumbline.network.graph;

import io.plumbline.core.InvalidInputException;
import java.util.Arrays;

/**
 * How a kernel slides over one or two spatial axes. Padding is explicit: readers resolve {@code
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
   * The number of spatial axes.
   *
   * @return 1 or 2
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
      if (number < least || number > Shape.MOST_ELEMENTS) {
        throw new InvalidInputException(
            what
                + " ("
                + Arrays.toString(numbers)
                + ") must be at least "
                + least
                + " and at most "
                + Shape.MOST_ELEMENTS);
      }
    }
  }
}
