package io.plumbline.attack;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Samples under attack together. A sample is open until it is where the attacker wants it; finished
 * samples are evaluated no more. Every evaluation is counted.
 */
final class AttackedBatch {
  final Ball[] balls;
  final float[][] points;
  final int[] labels;
  final boolean targeted;
  final long[] queries;
  final long[] gradients;
  final int[] cleanPredictions;
  final int[] predictions;
  final boolean[] success;
  final SplittableRandom[] randoms;
  private final Classifier model;
  private final int[] goals;
  private int[] open;

  /**
   * Begins at the clean inputs.
   *
   * @param goals the targets, or else the labels
   * @param first the number of the first sample among all, from which its randomness follows
   */
  AttackedBatch(
      Classifier model,
      float[][] inputs,
      int[] labels,
      int[] goals,
      Threat threat,
      long seed,
      int first) {
    int count = inputs.length;
    this.model = model;
    this.labels = labels;
    this.goals = goals;
    this.targeted = threat.targeted();
    this.balls = Arrays.stream(inputs).map(x -> new Ball(x, threat)).toArray(Ball[]::new);
    this.points = Arrays.stream(inputs).map(float[]::clone).toArray(float[][]::new);
    this.queries = new long[count];
    this.gradients = new long[count];
    this.cleanPredictions = new int[count];
    this.predictions = new int[count];
    this.success = new boolean[count];
    this.open = IntStream.range(0, count).toArray();
    this.randoms = new SplittableRandom[count];
    Arrays.setAll(
        randoms, k -> new SplittableRandom(seed + 0x9E3779B97F4A7C15L * (first + k + 1L)));
  }

  int count() {
    return points.length;
  }

  /** The samples that are not finished. */
  int[] open() {
    return open;
  }

  /** The class whose loss matters: it shall rise, or fall where the attack is targeted. */
  int goal(int sample) {
    return goals[sample];
  }

  /**
   * Evaluates the clean inputs, and finishes samples that need no attack.
   *
   * @return the scores of all samples
   */
  float[][] predictClean() {
    float[][] logits = check();
    System.arraycopy(predictions, 0, cleanPredictions, 0, count());
    return logits;
  }

  /**
   * Evaluates the open samples where they are, and finishes those that have arrived.
   *
   * @return one row of scores for each sample that was open before
   */
  float[][] check() {
    int[] asked = open;
    if (asked.length == 0) {
      return new float[0][];
    }
    float[][] logits = model.logits(at(asked));
    int[] said = new int[asked.length];
    Arrays.setAll(said, k -> argmax(logits[k]));
    note(asked, said, false);
    return logits;
  }

  /** As {@link #gradients(DifferentiableClassifier)}, at the clean inputs. */
  LossGradients cleanGradients(DifferentiableClassifier differentiable) {
    int[] asked = open;
    LossGradients found = gradients(differentiable);
    for (int k = 0; k < asked.length; k++) {
      cleanPredictions[asked[k]] = found.predictions()[k];
    }
    return found;
  }

  /**
   * Differentiates the loss of the open samples where they are, and finishes those that have
   * arrived.
   *
   * @return one row for each sample that was open before
   */
  LossGradients gradients(DifferentiableClassifier differentiable) {
    int[] asked = open;
    int[] classes = Arrays.stream(asked).map(this::goal).toArray();
    LossGradients found = differentiable.gradients(at(asked), classes);
    note(asked, found.predictions(), true);
    return found;
  }

  /** One class's score and its gradient, where some samples are. */
  LossGradients logitGradients(DifferentiableClassifier differentiable, int[] asked, int output) {
    for (int sample : asked) {
      queries[sample]++;
      gradients[sample]++;
    }
    return differentiable.logitGradients(at(asked), output);
  }

  /** The losses of points of one sample's making, with its goal. */
  double[] losses(int sample, float[][] points) {
    queries[sample] += points.length;
    float[][] logits = model.logits(points);
    return Arrays.stream(logits).mapToDouble(z -> LogitLosses.of(z, goals[sample])).toArray();
  }

  private void note(int[] asked, int[] said, boolean differentiated) {
    for (int k = 0; k < asked.length; k++) {
      int sample = asked[k];
      queries[sample]++;
      gradients[sample] += differentiated ? 1 : 0;
      arrive(sample, said[k]);
    }
    close();
  }

  /** Notes what the model says of a sample's point, without counting; {@link #close} follows. */
  void arrive(int sample, int said) {
    predictions[sample] = said;
    success[sample] = targeted == (said == goals[sample]);
  }

  /** Leaves out the samples that have arrived. */
  void close() {
    open = Arrays.stream(open).filter(sample -> !success[sample]).toArray();
  }

  /** Leaves out samples for another reason, such as a spent budget. */
  void giveUp(java.util.function.IntPredicate sample) {
    open = Arrays.stream(open).filter(sample.negate()).toArray();
  }

  /** Takes all samples that have not arrived up again. */
  void reopen() {
    open = IntStream.range(0, count()).filter(sample -> !success[sample]).toArray();
  }

  private float[][] at(int[] samples) {
    return Arrays.stream(samples).mapToObj(sample -> points[sample]).toArray(float[][]::new);
  }

  static int argmax(float[] values) {
    int best = 0;
    for (int k = 1; k < values.length; k++) {
      if (values[k] > values[best]) {
        best = k;
      }
    }
    return best;
  }
}
