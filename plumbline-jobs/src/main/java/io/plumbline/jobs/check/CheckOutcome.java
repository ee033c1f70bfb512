package io.plumbline.jobs.check;

import io.plumbline.core.tile.ImageLayout;
import io.plumbline.core.verdict.Verdict;
import io.plumbline.diagnose.check.SampleResult;
import io.plumbline.diagnose.check.SelfTest;
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
      int index, double[] x, Target target, SampleResult result, List<SelfTest.Planted> planted) {
    /**
     * The answer, the self-test included.
     *
     * @return inconclusive where a gradient passed but a planted mistake did too
     */
    public Verdict verdict() {
      return missed() ? Verdict.INCONCLUSIVE : result.verdict();
    }

    boolean missed() {
      return planted.stream().anyMatch(p -> p.outcome() == SelfTest.Outcome.MISSED);
    }
  }

  /**
   * The overall answer.
   *
   * @return the worst of the samples'
   */
  public Verdict verdict() {
    Verdict worst = Verdict.PASS;
    for (Checked sample : samples) {
      worst = worst.worse(sample.verdict());
    }
    return worst;
  }
}
