package io.plumbline.jobs.check;

import io.plumbline.core.tile.ImageLayout;
import io.plumbline.core.verdict.Decision;
import io.plumbline.core.verdict.Verdict;
import io.plumbline.diagnose.check.MistakeTrials;
import io.plumbline.diagnose.check.SampleResult;
import io.plumbline.evaluate.result.Arithmetic;
import io.plumbline.graph.loss.Target;
import java.util.List;
import java.util.Optional;

/**
 * A finished check.
 *
 * @param settings what was asked
 * @param source the model's file
 * @param layout of one sample, where it is an image
 * @param shape of one sample, without a batch axis
 * @param arithmetic the gradient's
 * @param samples one for each gradient
 */
public record CheckOutcome(
    CheckSettings settings,
    String source,
    Optional<ImageLayout> layout,
    int[] shape,
    Arithmetic arithmetic,
    List<Checked> samples) {
  /** Copies the list. */
  public CheckOutcome {
    samples = List.copyOf(samples);
  }

  /**
   * One gradient, checked.
   *
   * @param index its place in the batch, or the image's in its data set
   * @param x the sample
   * @param target its label or weights
   * @param result what the check says
   * @param planted the mistakes that were planted; none unless asked for, or where it did not pass
   */
  public record Checked(
      int index,
      double[] x,
      Target target,
      SampleResult result,
      List<MistakeTrials.Trial> planted) {
    /**
     * The answer, planted mistakes included.
     *
     * @return the verdict with its reason
     */
    public Decision decision() {
      return result
          .decision()
          .planted(planted.stream().anyMatch(p -> p.outcome() == MistakeTrials.Outcome.MISSED));
    }

    /**
     * The answer in a word.
     *
     * @return the decision's verdict
     */
    public Verdict verdict() {
      return decision().verdict();
    }
  }

  /**
   * The verdict on the code that computed the gradients.
   *
   * @return that of the samples that can be checked
   */
  public Verdict verdict() {
    return Decision.ofBatch(samples.stream().map(Checked::decision).toList()).verdict();
  }
}
