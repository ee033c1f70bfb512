package io.plumbline.jobs.input;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.function.Shape;
import io.plumbline.data.npy.Npy;
import io.plumbline.data.npy.NpyArray;
import io.plumbline.graph.loss.Positions;
import io.plumbline.graph.loss.Target;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Reads labels: one class for all, or an array of classes, weights or targets. */
final class Labels {
  private final int[] shape;
  private final int outputs;
  private final boolean channelsFirst;
  private final long ignored;

  /**
   * A reader.
   *
   * @param shape of the outputs for one sample
   * @param channelsFirst where the axis of the classes stands if the shape leaves it open
   * @param ignored the label of positions that do not count
   */
  Labels(Shape shape, boolean channelsFirst, long ignored) {
    this.shape = shape.extents();
    this.outputs = shape.size();
    this.channelsFirst = channelsFirst;
    this.ignored = ignored;
  }

  /** One target for each of so many samples. */
  List<Target> read(String given, int count) {
    if (given.matches("[+-]?\\d{1,9}")) {
      return Collections.nCopies(count, label("--label", Integer.parseInt(given)));
    }
    if (!given.endsWith(".npy")) {
      throw new InvalidInputException(
          "--label (" + given + ") must be a class, a whole number, or a .npy file");
    }
    Path file = Path.of(given);
    return read(String.valueOf(file.getFileName()), Npy.read(file), count);
  }

  private List<Target> read(String name, NpyArray labels, int count) {
    Optional<Positions> positions = positions(labels, count);
    if (positions.isPresent()) {
      return at(name, labels.toLongs(), positions.get(), count);
    }
    int[] shape = labels.shape();
    boolean perSample = shape.length == 2 && shape[0] == count && shape[1] == outputs;
    boolean ofOne = count == 1 && labels.type().isFloat() && labels.size() == outputs;
    if (perSample && !(outputs == 1 && !labels.type().isFloat()) || ofOne && shape.length == 1) {
      return weights(name, labels.toDoubles(), count);
    }
    boolean list = shape.length <= 1 || shape.length == 2 && shape[1] == 1;
    if (labels.type().isFloat() || !list) {
      throw new InvalidInputException(
          name
              + ": labels ("
              + labels
              + ") must be whole numbers of shape ("
              + count
              + ",), or floating-point weights of shape ("
              + count
              + ", "
              + outputs
              + ")");
    }
    return classes(name, labels.toLongs(), count);
  }

  /** The outputs' positions, where labels have the outputs' shape but for one axis. */
  private Optional<Positions> positions(NpyArray labels, int count) {
    if (labels.type().isFloat() || shape.length < 2) {
      return Optional.empty();
    }
    int last = shape.length - 1;
    for (int k = 0; k <= last; k++) {
      int axis = channelsFirst ? k : last - k;
      int[] left = without(axis);
      int[] batch = new int[left.length + 1];
      batch[0] = count;
      System.arraycopy(left, 0, batch, 1, left.length);
      boolean one = count == 1 && Arrays.equals(labels.shape(), left);
      if (shape[axis] > 1 && (one || Arrays.equals(labels.shape(), batch))) {
        int outer = Shape.of(Arrays.copyOf(shape, axis)).size();
        return Optional.of(new Positions(outer, shape[axis], outputs / outer / shape[axis]));
      }
    }
    return Optional.empty();
  }

  private int[] without(int axis) {
    return IntStream.range(0, shape.length)
        .filter(each -> each != axis)
        .map(each -> shape[each])
        .toArray();
  }

  private List<Target> at(String name, long[] labels, Positions positions, int count) {
    List<Target> targets = new ArrayList<>();
    for (int k = 0; k < count; k++) {
      long[] own = Arrays.copyOfRange(labels, k * positions.count(), (k + 1) * positions.count());
      try {
        targets.add(Target.at(own, positions, ignored));
      } catch (InvalidInputException e) {
        throw new InvalidInputException(name + ": sample " + k + ": " + e.getMessage(), e);
      }
    }
    return targets;
  }

  /**
   * Refuses one label for outputs that are the scores of several positions.
   *
   * @throws InvalidInputException with the shape that labels must have
   */
  void requireOneDistribution(LossChoice loss, List<Target> targets) {
    boolean several = Arrays.stream(shape).filter(extent -> extent > 1).count() > 1;
    boolean flat = targets.stream().anyMatch(target -> target.positions().isEmpty());
    if (several && flat && loss.isOfDistribution()) {
      int axis = channelsFirst ? 0 : shape.length - 1;
      throw new InvalidInputException(
          "--label must be whole numbers of shape (N, "
              + Arrays.stream(without(axis))
                  .mapToObj(Integer::toString)
                  .collect(Collectors.joining(", "))
              + "), a class for each position: the model's output is "
              + SampleArrays.text(shape));
    }
  }

  private List<Target> classes(String name, long[] labels, int count) {
    if (labels.length != 1 && labels.length != count) {
      throw new InvalidInputException(
          name + ": labels (" + labels.length + ") must be 1 or as many as samples, " + count);
    }
    List<Target> targets = new ArrayList<>();
    for (int k = 0; k < count; k++) {
      targets.add(label(name + ":", labels[labels.length == 1 ? 0 : k]));
    }
    return targets;
  }

  private List<Target> weights(String name, double[] weights, int count) {
    List<Target> targets = new ArrayList<>();
    for (int k = 0; k < count; k++) {
      try {
        targets.add(Target.of(Arrays.copyOfRange(weights, k * outputs, (k + 1) * outputs)));
      } catch (InvalidInputException e) {
        throw new InvalidInputException(name + ": sample " + k + ": " + e.getMessage(), e);
      }
    }
    return targets;
  }

  private Target label(String name, long label) {
    if (label < 0 || label >= outputs) {
      String what = name.endsWith(":") ? name + " label" : name;
      throw new InvalidInputException(
          what + " (" + label + ") must be at least 0 and below " + outputs);
    }
    return Target.label((int) label, outputs);
  }
}
