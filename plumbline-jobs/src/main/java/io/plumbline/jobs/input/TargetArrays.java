package io.plumbline.jobs.input;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.function.Shape;
import io.plumbline.data.npy.Npy;
import io.plumbline.data.npy.NpyArray;
import io.plumbline.graph.loss.Target;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Reads targets that are one number for each output. */
final class TargetArrays {
  private final LossChoice loss;
  private final int[] shape;
  private final int outputs;
  private final int count;

  /**
   * A reader.
   *
   * @param loss that the targets are of
   * @param shape of the outputs for one sample
   * @param count how many samples there are
   */
  TargetArrays(LossChoice loss, Shape shape, int count) {
    this.loss = loss;
    this.shape = shape.extents();
    this.outputs = shape.size();
    this.count = count;
  }

  /**
   * The targets of a label.
   *
   * @return one for each sample; empty where it says classes, and the loss is of those too
   * @throws InvalidInputException if it is neither
   */
  Optional<List<Target>> read(String label) {
    if (!Npy.isNamedBy(label)) {
      return number(label).map(target -> Collections.nCopies(count, target));
    }
    Path file = Path.of(label);
    NpyArray array = Npy.read(file);
    return loss.takesClasses() && isOfClasses(array)
        ? Optional.empty()
        : Optional.of(read(String.valueOf(file.getFileName()), array));
  }

  private Optional<Target> number(String label) {
    if (outputs == 1) {
      try {
        double value = Double.parseDouble(label);
        loss.requireTarget("--label", value);
        return Optional.of(Target.of(value));
      } catch (NumberFormatException e) {
        throw new InvalidInputException(
            "--label (" + label + ") must be a number or a .npy file", e);
      }
    } else if (loss.takesClasses()) {
      return Optional.empty();
    }
    throw new InvalidInputException(
        "--label ("
            + label
            + ") must be a .npy file for --loss "
            + loss
            + ", of the output's shape "
            + SampleArrays.text(shape));
  }

  /**
   * The targets of a file.
   *
   * @param file .npy, of one sample's outputs or of those of the batch; the outputs also flat, in
   *     row-major order
   * @return one for each sample
   * @throws InvalidInputException if it is of another shape, or a value is no target of the loss
   */
  List<Target> read(Path file) {
    return read(String.valueOf(file.getFileName()), Npy.read(file));
  }

  /** The same of an array that was read. */
  List<Target> read(String name, NpyArray array) {
    boolean each = isOfBatch(array);
    if (!each && !isOfOutputs(array)) {
      throw new InvalidInputException(
          name
              + ": shape "
              + SampleArrays.text(array.shape())
              + " must be the output's, "
              + SampleArrays.text(shape)
              + ", or that of a batch of "
              + count);
    }
    double[] values = array.toDoubles();
    for (int k = 0; k < values.length; k++) {
      loss.requireTarget(name + ": value " + k, values[k]);
    }
    if (!each) {
      return Collections.nCopies(count, Target.of(values));
    }
    List<Target> targets = new ArrayList<>();
    for (int k = 0; k < count; k++) {
      targets.add(Target.of(Arrays.copyOfRange(values, k * outputs, (k + 1) * outputs)));
    }
    return targets;
  }

  /** Whole numbers, as many as samples: of a batch of ten with ten outputs, that is no target. */
  boolean isOfClasses(NpyArray array) {
    boolean list = Arrays.stream(array.shape()).filter(extent -> extent != 1).count() <= 1;
    boolean all = array.size() == count || array.size() == 1;
    return outputs > 1 && list && all && !array.type().isFloat();
  }

  private boolean isOfOutputs(NpyArray array) {
    return has(array, shape) || has(array, outputs);
  }

  private boolean isOfBatch(NpyArray array) {
    return has(array, Shape.of(shape).withFirst(count).extents()) || has(array, count, outputs);
  }

  private static boolean has(NpyArray array, int... shape) {
    return SampleArrays.equalButForUnitAxes(array.shape(), shape);
  }
}
