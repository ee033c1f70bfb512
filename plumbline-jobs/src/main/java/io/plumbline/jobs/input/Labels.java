package io.plumbline.jobs.input;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.function.Shape;
import io.plumbline.core.slip.LabelSlip;
import io.plumbline.data.npy.Npy;
import io.plumbline.data.npy.NpyArray;
import io.plumbline.graph.loss.Labelling;
import io.plumbline.graph.loss.Positions;
import io.plumbline.graph.loss.Target;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Reads labels: one class for all, or an array of classes, weights or targets. */
final class Labels {
  /** How far soft labels in float16 are off a sum of 1. */
  private static final double OF_ONE = 1e-2;

  private final int[] shape;
  private final int outputs;
  private final boolean channelsFirst;
  private final LossSettings loss;
  private final Labelling labelling;

  /**
   * A reader.
   *
   * @param shape of the outputs for one sample
   * @param channelsFirst where the axis of the classes stands if the shape leaves it open
   * @param loss that they are of
   */
  Labels(Shape shape, boolean channelsFirst, LossSettings loss) {
    this.shape = shape.extents();
    this.outputs = shape.size();
    this.channelsFirst = channelsFirst;
    this.loss = loss;
    this.labelling = loss.labelling();
  }

  /** One target for each of so many samples. */
  List<Target> read(String given, int count) {
    if (given.matches("[+-]?\\d{1,9}")) {
      return Collections.nCopies(count, label("--label", Integer.parseInt(given)));
    }
    if (!Npy.isNamedBy(given)) {
      String whole =
          given.matches("\\d+\\.0*")
              ? "; --label " + given.replaceFirst("\\..*", "") + " is one"
              : "";
      throw new InvalidInputException(
          "--label (" + given + ") must be a class, a whole number, or a .npy file" + whole);
    }
    Path file = Path.of(given);
    return read(String.valueOf(file.getFileName()), Npy.read(file), count);
  }

  /** The same of an array that was read. */
  List<Target> read(String name, NpyArray labels, int count) {
    Optional<Positions> positions = positions(labels, count);
    if (positions.isPresent()) {
      return at(name, whole(name, labels), positions.get(), count);
    }
    Optional<List<Target>> everywhere = softAtPositions(name, labels, count);
    if (everywhere.isPresent()) {
      return everywhere.get();
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
              + ")"
              + (list ? LabelSlip.floats(labels.toDoubles()) : ""));
    }
    return classes(name, whole(name, labels), count);
  }

  private static long[] whole(String name, NpyArray labels) {
    try {
      return labels.toLongs();
    } catch (InvalidInputException e) {
      throw new InvalidInputException(name + ": " + e.getMessage(), e);
    }
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
      int[] batch = Shape.of(left).withFirst(count).extents();
      boolean one = count == 1 && Arrays.equals(labels.shape(), left);
      if (shape[axis] > 1 && (one || Arrays.equals(labels.shape(), batch))) {
        return Optional.of(along(axis));
      }
    }
    return Optional.empty();
  }

  /** Weights of the classes at each position, where labels have the outputs' shape. */
  private Optional<List<Target>> softAtPositions(String name, NpyArray labels, int count) {
    int[] batch = Shape.of(shape).withFirst(count).extents();
    boolean one = count == 1 && Arrays.equals(labels.shape(), shape);
    boolean several = Arrays.stream(shape).filter(extent -> extent > 1).count() > 1;
    if (!several || !loss.meant().isOfLabels() || !one && !Arrays.equals(labels.shape(), batch)) {
      return Optional.empty();
    }
    double[] weights = labels.toDoubles();
    Positions positions = along(classAxis(name, weights));
    return Optional.of(eachOf(name, count, k -> labelling.soft(sample(weights, k), positions)));
  }

  private int classAxis(String name, double[] weights) {
    if (loss.classAxis().isPresent()) {
      return loss.axis(Shape.of(shape));
    }
    int[] found =
        IntStream.range(0, shape.length)
            .filter(axis -> shape[axis] > 1 && sumToOne(weights, along(axis)))
            .toArray();
    if (found.length != 1) {
      throw new InvalidInputException(
          name
              + ": labels must sum to 1 along one axis of the output "
              + SampleArrays.text(shape)
              + ", that of the classes, or --class-axis must say which it is");
    }
    return found[0];
  }

  private boolean sumToOne(double[] weights, Positions positions) {
    for (int start = 0; start < weights.length; start += outputs) {
      for (int k = 0; k < positions.count(); k++) {
        double sum = 0;
        for (int c = 0; c < positions.classes(); c++) {
          sum += weights[start + positions.at(k, c)];
        }
        if (!(Math.abs(sum - 1) <= OF_ONE)) {
          return false;
        }
      }
    }
    return true;
  }

  private Positions along(int axis) {
    int outer = Shape.of(Arrays.copyOf(shape, axis)).size();
    return new Positions(outer, shape[axis], outputs / outer / shape[axis]);
  }

  private double[] sample(double[] all, int k) {
    return Arrays.copyOfRange(all, k * outputs, (k + 1) * outputs);
  }

  /** One target for each sample; what is wrong with one says which. */
  private static List<Target> eachOf(String name, int count, IntFunction<Target> of) {
    List<Target> targets = new ArrayList<>();
    for (int k = 0; k < count; k++) {
      try {
        targets.add(of.apply(k));
      } catch (InvalidInputException e) {
        throw new InvalidInputException(name + ": sample " + k + ": " + e.getMessage(), e);
      }
    }
    return targets;
  }

  private int[] without(int axis) {
    return IntStream.range(0, shape.length)
        .filter(each -> each != axis)
        .map(each -> shape[each])
        .toArray();
  }

  private List<Target> at(String name, long[] labels, Positions positions, int count) {
    int each = positions.count();
    return eachOf(
        name,
        count,
        k -> labelling.target(Arrays.copyOfRange(labels, k * each, (k + 1) * each), positions));
  }

  /**
   * Refuses one label for outputs that are the scores of several positions.
   *
   * @throws InvalidInputException with the shape that labels must have
   */
  void requireOneDistribution(List<Target> targets) {
    boolean several = Arrays.stream(shape).filter(extent -> extent > 1).count() > 1;
    boolean flat = targets.stream().anyMatch(target -> target.positions().isEmpty());
    if (several && flat && loss.meant().isOfDistribution()) {
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
          name
              + ": labels ("
              + labels.length
              + ") must be 1 or as many as samples, "
              + count
              + LabelSlip.oneHot(labels, outputs));
    }
    List<Target> targets = new ArrayList<>();
    for (int k = 0; k < count; k++) {
      targets.add(label(name + ":", labels[labels.length == 1 ? 0 : k]));
    }
    return targets;
  }

  private List<Target> weights(String name, double[] weights, int count) {
    return eachOf(name, count, k -> labelling.soft(sample(weights, k)));
  }

  /** The target of a class that is known to be one. */
  Target ofClass(int label) {
    return labelling.target(label, outputs);
  }

  private Target label(String name, long label) {
    if (label < 0 || label >= outputs) {
      String what = name.endsWith(":") ? name + " label" : name;
      throw new InvalidInputException(
          what
              + " ("
              + label
              + ") must be at least 0 and below "
              + outputs
              + LabelSlip.outside(label, outputs));
    }
    return ofClass((int) label);
  }
}
