package io.plumbline.blackbox;

import io.plumbline.graph.loss.OutputKind;
import java.util.Arrays;

/**
 * What losses are computed from: the model's scores, or the logarithms of its probabilities.
 *
 * @param box the model
 */
public record Scores(BlackBox box) {
  /** Whether probabilities are all that the model shows. */
  boolean areLogarithms() {
    return box.kind() == OutputKind.PROBABILITIES && !box.exposesScores();
  }

  /**
   * Whether what goes into the softmax is known, if there is one.
   *
   * @return false where only probabilities, or their logarithms, are
   */
  public boolean areShown() {
    return box.kind() == OutputKind.LOGITS || box.exposesScores();
  }

  /**
   * The scores at points.
   *
   * @param points so many samples one after another
   * @param count how many
   * @param beforeSoftmax whether they are to be what goes into a final softmax, if that is shown
   * @param scores is overwritten with those of each
   */
  public void at(double[] points, int count, boolean beforeSoftmax, double[] scores) {
    box.evaluate(points, count, scores);
    boolean logarithms = areLogarithms();
    boolean normalised =
        box.kind() == OutputKind.LOG_PROBABILITIES && box.exposesScores() && !beforeSoftmax;
    int outputs = box.outputs();
    for (int row = 0; row < count; row++) {
      for (int k = row * outputs; logarithms && k < (row + 1) * outputs; k++) {
        // A probability that has underflowed weighs nothing; its logarithm must not be infinite.
        scores[k] = Math.log(Math.max(scores[k], Float.MIN_VALUE));
      }
      if (normalised) {
        double[] own = Arrays.copyOfRange(scores, row * outputs, (row + 1) * outputs);
        double shift = OutputMeanings.logSumExp(own);
        for (int k = row * outputs; k < (row + 1) * outputs; k++) {
          scores[k] -= shift;
        }
      }
    }
  }
}
