package io.plumbline.blackbox;

import io.plumbline.core.InvalidInputException;
import io.plumbline.graph.loss.OutputKind;
import java.util.List;
import java.util.Optional;

/** Tells from a model's values what they mean, and whether two evaluations gave the same. */
final class OutputMeanings {
  /** Probabilities that were summed in float16 still come so near to 1. */
  private static final double SUMS = 5e-3;

  /** Float32 in another order of summation differs by far less, another model by far more. */
  private static final double SAME = 1e-3;

  private OutputMeanings() {}

  /**
   * What outputs are.
   *
   * @param source the file's name
   * @param said by whoever asks; decides, unless the values contradict it
   * @param examples outputs of different samples
   * @throws InvalidInputException if they are said to be probabilities and are none
   */
  static OutputKind kind(String source, Optional<OutputKind> said, List<double[]> examples) {
    boolean probabilities = true;
    boolean logarithms = true;
    for (double[] outputs : examples) {
      probabilities &= distribution(outputs, false);
      logarithms &= distribution(outputs, true);
    }
    if (said.equals(Optional.of(OutputKind.LOGITS))) {
      return OutputKind.LOGITS;
    }
    if (said.equals(Optional.of(OutputKind.PROBABILITIES)) && !probabilities) {
      throw new InvalidInputException(
          "--probabilities (given) must be for a model whose outputs sum to 1, and those of "
              + source
              + " do not");
    }
    if (probabilities) {
      return OutputKind.PROBABILITIES;
    }
    return logarithms ? OutputKind.LOG_PROBABILITIES : OutputKind.LOGITS;
  }

  private static boolean distribution(double[] outputs, boolean logarithms) {
    double sum = 0;
    for (double output : outputs) {
      double p = logarithms ? Math.exp(output) : output;
      if (!(p >= 0)) {
        return false;
      }
      sum += p;
    }
    return outputs.length > 1 && Math.abs(sum - 1) <= SUMS;
  }

  /** Whether the softmax of scores, or its logarithm, is what the model gives. */
  static boolean follow(double[] outputs, double[] scores, OutputKind kind) {
    if (scores.length != outputs.length) {
      return false;
    }
    double shift = logSumExp(scores);
    double[] softmax = scores.clone();
    for (int k = 0; k < softmax.length; k++) {
      softmax[k] -= shift;
      if (kind == OutputKind.PROBABILITIES) {
        softmax[k] = Math.exp(softmax[k]);
      }
    }
    return same(outputs, softmax);
  }

  static double logSumExp(double[] scores) {
    double most = Double.NEGATIVE_INFINITY;
    for (double score : scores) {
      most = Math.max(most, score);
    }
    double sum = 0;
    for (double score : scores) {
      sum += Math.exp(score - most);
    }
    return most + Math.log(sum);
  }

  /** Whether two evaluations agree but for rounding; NaN agrees with NaN. */
  static boolean same(double[] one, double[] other) {
    double most = 0;
    for (double each : one) {
      most = Double.isFinite(each) ? Math.max(most, Math.abs(each)) : most;
    }
    for (int k = 0; k < one.length; k++) {
      boolean near = Math.abs(one[k] - other[k]) <= SAME * most;
      if (!near && Double.compare(one[k], other[k]) != 0) {
        return false;
      }
    }
    return true;
  }
}
