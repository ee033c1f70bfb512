package io.plumbline.graph.loss;

import io.plumbline.core.InvalidInputException;
import java.util.Arrays;
import java.util.Optional;

/**
 * What the output should have been: a weight for each class, or for each class at each position.
 */
public final class Target {
  private final double[] weights;
  private final Optional<Positions> positions;
  private final double share;

  private Target(double[] weights) {
    this(weights, Optional.empty(), 1);
  }

  private Target(double[] weights, Optional<Positions> positions, double share) {
    this.weights = weights;
    this.positions = positions;
    this.share = share;
  }

  /**
   * One class.
   *
   * @param label which, from 0
   * @param classes how many there are
   * @return weight 1 there, 0 elsewhere
   * @throws InvalidInputException if the label is not one of the classes
   */
  public static Target label(int label, int classes) {
    if (label < 0 || label >= classes) {
      throw new InvalidInputException(
          "label (" + label + ") must be at least 0 and below " + classes);
    }
    double[] weights = new double[classes];
    weights[label] = 1;
    return new Target(weights);
  }

  /**
   * Soft labels, or regression targets.
   *
   * @param weights one for each output, finite
   * @return the target
   * @throws InvalidInputException if a weight is not finite
   */
  public static Target of(double... weights) {
    for (double weight : weights) {
      if (!Double.isFinite(weight)) {
        throw new InvalidInputException("label weight (" + weight + ") must be finite");
      }
    }
    return new Target(weights.clone());
  }

  /**
   * Weights of the classes at each of several positions.
   *
   * @param weights one for each output, finite
   * @param positions where the classes stand
   * @return the target
   * @throws InvalidInputException if a weight is not finite
   */
  static Target of(double[] weights, Positions positions) {
    return new Target(of(weights).weights, Optional.of(positions), 1);
  }

  /**
   * The same, weighing otherwise in a mean over several samples.
   *
   * @param other how much
   * @return with the same weights of its own
   */
  Target withShare(double other) {
    return new Target(weights, positions, other);
  }

  /**
   * How much the sample weighs in a mean over several, as PyTorch takes it of class weights and of
   * positions that do not count.
   *
   * @return 1 where all samples weigh the same
   */
  public double share() {
    return share;
  }

  /**
   * Where classes are wanted, if at several positions.
   *
   * @return empty where the outputs are the scores of one distribution
   */
  public Optional<Positions> positions() {
    return positions;
  }

  /**
   * How many positions count.
   *
   * @return those of which some class has a weight; 1 where there is one distribution
   */
  public int counted() {
    int counted = 0;
    Positions all = positions.orElse(new Positions(1, weights.length, 1));
    for (int k = 0; k < all.count(); k++) {
      boolean counts = false;
      for (int c = 0; c < all.classes(); c++) {
        counts |= weights[all.at(k, c)] != 0;
      }
      counted += counts ? 1 : 0;
    }
    return counted;
  }

  /**
   * The weights.
   *
   * @return a copy, one for each class
   */
  public double[] weights() {
    return weights.clone();
  }

  /**
   * Whether it is one class and nothing else.
   *
   * @return whether one of several weights is 1 and all others are 0
   */
  public boolean isOneClass() {
    return weights.length > 1
        && weights[label()] == 1
        && Arrays.stream(weights).filter(weight -> weight != 0).count() == 1;
  }

  /**
   * The class with the largest weight.
   *
   * @return its index, the first among equals
   */
  public int label() {
    int best = 0;
    for (int k = 1; k < weights.length; k++) {
      if (weights[k] > weights[best]) {
        best = k;
      }
    }
    return best;
  }

  @Override
  public String toString() {
    return Arrays.toString(weights);
  }
}
