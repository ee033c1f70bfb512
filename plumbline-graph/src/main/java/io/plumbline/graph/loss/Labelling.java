package io.plumbline.graph.loss;

import io.plumbline.core.InvalidInputException;
import java.util.Arrays;

/**
 * How labels become weights of log-probabilities, as PyTorch's cross_entropy makes them. With
 * smoothing e and class weights w, a label y of C classes puts (1 - e)·w_y on its class and e·w_c/C
 * on each; of several positions, and with class weights, the mean is the sum over that of w_y. Soft
 * labels t weigh ((1 - e)·t_c + e/C)·w_c, and their mean is over the positions alone.
 *
 * @param smoothing from 0 to 1
 * @param classWeights one for each class; none where all weigh the same
 * @param reduction over the positions
 * @param ignored the label of positions that do not count
 */
public record Labelling(
    double smoothing, double[] classWeights, Reduction reduction, long ignored) {
  /** The label of positions that do not count, where nothing else is said: PyTorch's. */
  public static final long IGNORED = -100;

  /** No smoothing, all classes alike, the mean. */
  public static final Labelling PLAIN = new Labelling(0, new double[0], Reduction.MEAN, IGNORED);

  /**
   * Checks the numbers.
   *
   * @throws InvalidInputException if the smoothing is no part, or a class weight no weight
   */
  public Labelling {
    if (!(smoothing >= 0 && smoothing <= 1)) {
      throw new InvalidInputException(
          "--label-smoothing (" + smoothing + ") must be at least 0 and at most 1");
    }
    classWeights = classWeights.clone();
    for (double weight : classWeights) {
      if (!(weight >= 0 && weight < Double.POSITIVE_INFINITY)) {
        throw new InvalidInputException(
            "--class-weights (one is " + weight + ") must be at least 0 and finite");
      }
    }
  }

  /**
   * One class.
   *
   * @param label which, from 0
   * @param classes how many there are
   * @return its target
   * @throws InvalidInputException if the label is not one of the classes
   */
  public Target target(int label, int classes) {
    Positions one = new Positions(1, classes, 1);
    long[] labels = {label};
    return Target.of(weights(labels, one)).withShare(counted(labels, one));
  }

  /**
   * One class at each position.
   *
   * @param labels one for each position
   * @param positions where they are
   * @return their target
   * @throws InvalidInputException if there are not as many labels, one is no class, or none counts
   */
  public Target target(long[] labels, Positions positions) {
    return Target.of(weights(labels, positions), positions).withShare(counted(labels, positions));
  }

  /**
   * Weights of each class.
   *
   * @param soft one for each class
   * @return their target
   * @throws InvalidInputException if a weight is not finite
   */
  public Target soft(double[] soft) {
    return Target.of(softened(soft, new Positions(1, soft.length, 1)));
  }

  /**
   * Weights of each class at each position.
   *
   * @param soft one for each output
   * @param positions where they are
   * @return their target
   * @throws InvalidInputException if a weight is not finite
   */
  public Target soft(double[] soft, Positions positions) {
    return Target.of(softened(soft, positions), positions);
  }

  private double[] softened(double[] soft, Positions positions) {
    double[] weights = new double[soft.length];
    double count = reduction == Reduction.MEAN ? positions.count() : 1;
    for (int k = 0; k < positions.count(); k++) {
      for (int c = 0; c < positions.classes(); c++) {
        int at = positions.at(k, c);
        double smoothed = (1 - smoothing) * soft[at] + smoothing / positions.classes();
        weights[at] = smoothed * weight(c, positions.classes()) / count;
      }
    }
    return weights;
  }

  private double[] weights(long[] labels, Positions positions) {
    int classes = positions.classes();
    if (labels.length != positions.count()) {
      throw new InvalidInputException(
          "labels (" + labels.length + ") must be as many as positions, " + positions.count());
    }
    double counted = counted(labels, positions);
    requireOne(labels, positions, counted);
    double divisor = reduction == Reduction.MEAN ? counted : 1;
    double[] weights = new double[positions.count() * classes];
    for (int k = 0; k < labels.length; k++) {
      for (int c = 0; c < classes && counts(labels[k], positions); c++) {
        double own = c == labels[k] ? 1 - smoothing : 0;
        weights[positions.at(k, c)] = (own + smoothing / classes) * weight(c, classes) / divisor;
      }
    }
    return weights;
  }

  /** The weights of all labels together, by which the mean divides. */
  private double counted(long[] labels, Positions positions) {
    int classes = positions.classes();
    double counted = 0;
    for (long label : labels) {
      counted += counts(label, positions) ? weight((int) requireClass(label, classes), classes) : 0;
    }
    return counted;
  }

  /** A single label always counts. */
  private boolean counts(long label, Positions positions) {
    return positions.count() == 1 || label != ignored;
  }

  private void requireOne(long[] labels, Positions positions, double counted) {
    if (Arrays.stream(labels).noneMatch(label -> counts(label, positions))) {
      throw new InvalidInputException(
          "labels (all " + ignored + ") must have one that is not ignored");
    } else if (counted == 0) {
      throw new InvalidInputException(
          "labels (of class weight 0) must have one whose class weighs more");
    }
  }

  private double weight(int index, int classes) {
    if (classWeights.length != 0 && classWeights.length != classes) {
      throw new InvalidInputException(
          "--class-weights ("
              + classWeights.length
              + " numbers) must be as many as classes, "
              + classes);
    }
    return classWeights.length == 0 ? 1 : classWeights[index];
  }

  private static long requireClass(long label, int classes) {
    if (label < 0 || label >= classes) {
      throw new InvalidInputException(
          "label (" + label + ") must be at least 0 and below " + classes);
    }
    return label;
  }
}
