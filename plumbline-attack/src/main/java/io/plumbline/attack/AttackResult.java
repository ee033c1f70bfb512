package io.plumbline.attack;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * What an attack found, sample by sample.
 *
 * @param labels the true classes
 * @param adversarials what was found; where nothing was, the last that was tried
 * @param success whether the model says there what the attacker wants
 * @param distances from the clean input, in the threat's norm; infinite where there is no success
 * @param queries how often the model was evaluated for the sample, with a gradient or without
 * @param gradients how many of those came with a gradient
 * @param cleanPredictions what the model says of the clean inputs
 * @param predictions what the model says of {@code adversarials}
 */
public record AttackResult(
    int[] labels,
    float[][] adversarials,
    boolean[] success,
    double[] distances,
    long[] queries,
    long[] gradients,
    int[] cleanPredictions,
    int[] predictions) {

  /**
   * The number of samples.
   *
   * @return N
   */
  public int count() {
    return labels.length;
  }

  /**
   * The share of clean inputs that the model gets right.
   *
   * @return from 0 to 1
   */
  public double cleanAccuracy() {
    return share(cleanPredictions);
  }

  /**
   * The share of inputs that the model still gets right under this attack.
   *
   * @return from 0 to 1
   */
  public double adversarialAccuracy() {
    return share(predictions);
  }

  /**
   * The share of samples on which the attacker got what was wanted.
   *
   * @return from 0 to 1
   */
  public double successRate() {
    return (double) IntStream.range(0, count()).filter(k -> success[k]).count() / count();
  }

  /**
   * The median distance of the successes on inputs that the model gets right when clean.
   *
   * @return NaN where there is none
   */
  public double medianDistance() {
    double[] sorted =
        IntStream.range(0, count())
            .filter(k -> success[k] && cleanPredictions[k] == labels[k])
            .mapToDouble(k -> distances[k])
            .sorted()
            .toArray();
    int half = sorted.length / 2;
    if (sorted.length == 0) {
      return Double.NaN;
    }
    return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  }

  /**
   * All samples' queries together.
   *
   * @return the sum
   */
  public long totalQueries() {
    return Arrays.stream(queries).sum();
  }

  private double share(int[] said) {
    return (double) IntStream.range(0, count()).filter(k -> said[k] == labels[k]).count() / count();
  }
}
