package io.plumbline.diagnose.check;

import io.plumbline.core.verdict.Verdict;
import java.util.List;

/**
 * What is said of a batch of gradients.
 *
 * @param samples one result for each
 */
public record CheckResult(List<SampleResult> samples) {
  /** Copies the list. */
  public CheckResult {
    samples = List.copyOf(samples);
  }

  /**
   * The overall verdict.
   *
   * @return the worst of the samples'
   */
  public Verdict verdict() {
    Verdict worst = Verdict.PASS;
    for (SampleResult sample : samples) {
      worst = worst.worse(sample.verdict());
    }
    return worst;
  }
}
