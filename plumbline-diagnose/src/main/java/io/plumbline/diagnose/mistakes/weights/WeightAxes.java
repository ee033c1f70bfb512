package io.plumbline.diagnose.mistakes.weights;

import io.plumbline.core.cause.Cause;
import io.plumbline.core.cause.Factor;
import io.plumbline.core.cause.Finding;
import io.plumbline.core.cause.Mistake;
import io.plumbline.core.cause.Price;
import io.plumbline.core.cause.Shortlist;
import io.plumbline.core.cause.Suspicion;
import io.plumbline.core.cause.Transform;
import io.plumbline.core.function.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The axes of a kernel or a matrix in another order, as frameworks differ by, or read backwards, as
 * a convolution's kernel is in one of its two backward passes.
 */
final class WeightAxes implements Mistake {
  /** Kernels in three dimensions have so many axes. */
  private static final int MOST_AXES = 5;

  @Override
  public String id() {
    return "axes";
  }

  @Override
  public double leastPrice(Suspicion suspicion) {
    return Price.AXES.nats();
  }

  @Override
  public Optional<Finding> find(Suspicion suspicion) {
    int rank = suspicion.shape().rank();
    Shortlist shortlist = new Shortlist(suspicion);
    if (rank < 2 || rank > MOST_AXES) {
      return Optional.empty();
    }
    List<Transform> all = new ArrayList<>(reversals(suspicion.shape()));
    orders(rank).forEach(order -> all.add(turned(suspicion.shape(), order)));
    for (double[] reference : suspicion.references()) {
      all.forEach(each -> offer(shortlist, each, reference));
    }
    return shortlist.best();
  }

  private static void offer(Shortlist shortlist, Transform transform, double[] reference) {
    double[] values = transform.apply(reference);
    if (!Arrays.equals(values, reference)) {
      shortlist.offerTimesFactor(
          values,
          Price.AXES.nats(),
          (confidence, factor) -> cause(transform.name(), confidence, factor));
    }
  }

  private static Cause cause(String name, double confidence, double factor) {
    String sentence =
        "The values are right and stand in the wrong places ("
            + name
            + "): the weight was transposed or flipped on its way"
            + Factor.besides(factor);
    return Cause.of("axes", confidence, sentence, "transform", name, "factor", factor);
  }

  private static List<Transform> reversals(Shape shape) {
    List<Transform> all = new ArrayList<>();
    int rank = shape.rank();
    for (int chosen = 1; chosen < 1 << rank; chosen++) {
      int axes = chosen;
      List<Integer> reversed =
          IntStream.range(0, rank).filter(axis -> (axes >> axis & 1) == 1).boxed().toList();
      if (reversed.stream().anyMatch(axis -> shape.extent(axis) == 1)) {
        continue;
      }
      int[] source = new int[shape.size()];
      for (int k = 0; k < source.length; k++) {
        int[] at = shape.coordinates(k);
        reversed.forEach(axis -> at[axis] = shape.extent(axis) - 1 - at[axis]);
        source[k] = shape.flat(at);
      }
      String axis = reversed.stream().map(String::valueOf).collect(Collectors.joining(" and "));
      all.add(
          new Transform(
              (reversed.size() == 1 ? "axis " : "axes ") + axis + " read backwards", source));
    }
    return all;
  }

  /** The axes in another order, and read as if they had this shape. */
  private static Transform turned(Shape shape, int[] order) {
    Shape other = Shape.of(Arrays.stream(order).map(shape::extent).toArray());
    int[] source = new int[shape.size()];
    for (int k = 0; k < source.length; k++) {
      int[] there = other.coordinates(k);
      int[] at = new int[order.length];
      for (int axis = 0; axis < order.length; axis++) {
        at[order[axis]] = there[axis];
      }
      source[k] = shape.flat(at);
    }
    String name =
        order.length == 2
            ? "transposed"
            : "axes in the order "
                + Arrays.stream(order).mapToObj(String::valueOf).collect(Collectors.joining(", "));
    return new Transform(name, source);
  }

  /** All orders of so many axes but their own. */
  private static List<int[]> orders(int rank) {
    List<int[]> all = new ArrayList<>(List.of(new int[0]));
    for (int length = 0; length < rank; length++) {
      List<int[]> longer = new ArrayList<>();
      for (int[] order : all) {
        for (int axis = 0; axis < rank; axis++) {
          int next = axis;
          if (Arrays.stream(order).noneMatch(each -> each == next)) {
            int[] extended = Arrays.copyOf(order, order.length + 1);
            extended[order.length] = next;
            longer.add(extended);
          }
        }
      }
      all = longer;
    }
    int[] own = IntStream.range(0, rank).toArray();
    return all.stream().filter(order -> !Arrays.equals(order, own)).toList();
  }
}
