package io.plumbline.jobs.input;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.function.Shape;
import io.plumbline.data.npy.NpyArray;
import io.plumbline.graph.loss.Target;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads what a loss is of besides the outputs: classes, targets or weights. */
final class Targets {
  private final Shape output;
  private final boolean channelsFirst;
  private final LossSettings loss;
  private @Nullable Labels labels;

  /**
   * A reader.
   *
   * @param output the outputs for one sample
   * @param channelsFirst where the axis of the classes stands if a shape leaves it open
   * @param loss the one that is meant
   */
  Targets(Shape output, boolean channelsFirst, LossSettings loss) {
    this.output = output;
    this.channelsFirst = channelsFirst;
    this.loss = loss;
  }

  /** One for each of so many samples; a stand-in where the loss reads none, or reads its own. */
  List<Target> read(Optional<String> label, int count) {
    LossChoice meant = loss.meant();
    TargetArrays arrays = new TargetArrays(meant, output, count);
    if (loss.weights().isPresent()) {
      return arrays.read(loss.weights().get());
    } else if (label.isEmpty() || meant == LossChoice.MODEL) {
      return Collections.nCopies(count, Target.label(0, output.size()));
    }
    return meant.isOfOutputs()
        ? arrays.read(label.get()).orElseGet(() -> classes(label.get(), count))
        : classes(label.get(), count);
  }

  private List<Target> classes(String label, int count) {
    List<Target> targets = labels().read(label, count);
    labels().requireOneDistribution(targets);
    return targets;
  }

  /**
   * The target of one sample.
   *
   * @param name of its label
   * @param label a class, or weights, targets or classes of one sample
   * @throws InvalidInputException if it does not fit the outputs, or the loss
   */
  Target one(String name, NpyArray label) {
    TargetArrays arrays = new TargetArrays(loss.meant(), output, 1);
    boolean classes = loss.meant().takesClasses() && arrays.isOfClasses(label);
    if (loss.meant().isOfOutputs() && !classes) {
      return arrays.read(name, label).get(0);
    }
    List<Target> targets = labels().read(name, label, 1);
    labels().requireOneDistribution(targets);
    return targets.get(0);
  }

  /** Made once: it reads the weights of the classes. */
  private synchronized Labels labels() {
    if (labels == null) {
      labels = new Labels(output, channelsFirst, loss);
    }
    return labels;
  }

  /**
   * The target of an image of a data set.
   *
   * @param label its class
   * @param index of the image
   * @throws InvalidInputException if the loss is not of a class
   */
  Target ofImage(int label, int index) {
    if (loss.isGraph() && !loss.meant().takesClasses()) {
      throw new InvalidInputException(
          "--image ("
              + index
              + ") must be with a loss of a class, and --loss "
              + loss.meant()
              + " takes --input with targets of its own");
    }
    return labels().ofClass(label);
  }
}
