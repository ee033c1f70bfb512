package io.plumbline.jobs.input;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.function.Shape;
import io.plumbline.graph.loss.Target;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Reads what a loss is of besides the outputs: classes, targets or weights. */
final class Targets {
  private final Shape output;
  private final boolean channelsFirst;
  private final LossSettings loss;

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
    Labels labels = new Labels(output, channelsFirst, loss);
    List<Target> targets = labels.read(label, count);
    labels.requireOneDistribution(targets);
    return targets;
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
    return new Labels(output, channelsFirst, loss).ofClass(label);
  }
}
