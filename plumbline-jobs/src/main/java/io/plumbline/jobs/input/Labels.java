package io.plumbline.jobs.input;

import io.plumbline.core.InvalidInputException;
import io.plumbline.data.npy.Npy;
import io.plumbline.data.npy.NpyArray;
import io.plumbline.graph.loss.Target;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** Reads labels: one class for all, or an array of classes, weights or targets. */
final class Labels {
  private final int outputs;

  Labels(int outputs) {
    this.outputs = outputs;
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
