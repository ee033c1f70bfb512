package io.plumbline.program;

import io.plumbline.core.function.Shape;
import java.util.ArrayList;
import java.util.List;

/** Points as the check has them, all tensors of one behind another, and as programs have them. */
final class Packed {
  private Packed() {}

  /** How many numbers all of them have together. */
  static int size(List<NamedArray.Head> heads) {
    return heads.stream().mapToInt(each -> each.shape().size()).sum();
  }

  /** Tensors with the points first, out of points with the tensors one behind the other. */
  static List<NamedArray> split(List<NamedArray.Head> heads, int count, double[] points) {
    int all = size(heads);
    Shape.of(all).requireLength("vector", count == 1 ? points : new double[all]);
    List<NamedArray> tensors = new ArrayList<>();
    int from = 0;
    for (NamedArray.Head head : heads) {
      int size = head.shape().size();
      double[] values = new double[Math.multiplyExact(count, size)];
      for (int i = 0; i < count; i++) {
        System.arraycopy(points, i * all + from, values, i * size, size);
      }
      tensors.add(NamedArray.of(head, count, values));
      from += size;
    }
    return tensors;
  }

  /** Points with the tensors one behind the other, out of tensors with the points first. */
  static double[] joined(List<NamedArray> tensors, int count) {
    int all = tensors.stream().mapToInt(each -> each.values().length).sum() / count;
    double[] points = new double[all * count];
    int from = 0;
    for (NamedArray tensor : tensors) {
      int size = tensor.values().length / count;
      for (int i = 0; i < count; i++) {
        System.arraycopy(tensor.values(), i * size, points, i * all + from, size);
      }
      from += size;
    }
    return points;
  }
}
