package io.plumbline.data.npy;

import java.util.Arrays;
import java.util.stream.Collectors;

/** How an array lies in a file: how many bytes it takes, and in which order its elements stand. */
final class ArrayBytes {
  static final int MOST_DIMENSIONS = 64;

  /** The longest array of bytes that every virtual machine can make. */
  static final int MOST_BYTES = Integer.MAX_VALUE - 8;

  private ArrayBytes() {}

  /** The number of bytes of an array, or -1 where it is more than {@link #MOST_BYTES}. */
  static int bytes(int[] shape, int itemBytes) {
    if (Arrays.stream(shape).anyMatch(n -> n == 0)) {
      return 0;
    }
    long bytes = itemBytes;
    for (int n : shape) {
      bytes *= n;
      if (bytes > MOST_BYTES) {
        return -1;
      }
    }
    return (int) bytes;
  }

  /** The shape as Python writes it: {@code ()}, {@code (3,)}, {@code (2, 3)}. */
  static String text(int[] shape) {
    String inner = Arrays.stream(shape).mapToObj(String::valueOf).collect(Collectors.joining(", "));
    return "(" + inner + (shape.length == 1 ? ",)" : ")");
  }

  /** Elements from Fortran order, where the first index runs fastest, to C order. */
  static byte[] fromFortran(byte[] data, int[] shape, int itemBytes) {
    return reordered(data, shape, itemBytes, true);
  }

  /** Elements from C order, where the last index runs fastest, to Fortran order. */
  static byte[] toFortran(byte[] data, int[] shape, int itemBytes) {
    return reordered(data, shape, itemBytes, false);
  }

  private static byte[] reordered(byte[] data, int[] shape, int itemBytes, boolean fromFortran) {
    byte[] result = new byte[data.length];
    int[] stride = new int[shape.length];
    int step = itemBytes;
    for (int d = 0; d < shape.length && data.length > 0; d++) {
      stride[d] = step;
      step *= shape[d];
    }
    int[] index = new int[shape.length];
    int fortran = 0;
    for (int c = 0; c < data.length; c += itemBytes) {
      if (fromFortran) {
        System.arraycopy(data, fortran, result, c, itemBytes);
      } else {
        System.arraycopy(data, c, result, fortran, itemBytes);
      }
      for (int d = shape.length - 1; d >= 0; d--) {
        fortran += stride[d];
        if (++index[d] < shape[d]) {
          break;
        }
        fortran -= stride[d] * shape[d];
        index[d] = 0;
      }
    }
    return result;
  }

  /** Reverses the bytes of every element, in place. */
  static void swapBytes(byte[] data, int itemBytes) {
    for (int start = 0; start < data.length; start += itemBytes) {
      for (int low = start, high = start + itemBytes - 1; low < high; low++, high--) {
        byte b = data[low];
        data[low] = data[high];
        data[high] = b;
      }
    }
  }
}
