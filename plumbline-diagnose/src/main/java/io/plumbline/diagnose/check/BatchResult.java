package io.plumbline.diagnose.check;

import io.plumbline.core.verdict.Decision;
import io.plumbline.core.verdict.Verdict;
import java.util.List;

/**
 * What is said of a batch of gradients.
 *
 * @param samples one result for each
 */
public record BatchResult(List<SampleResult> samples) {
  /** Copies the list. */
  public BatchResult {
    samples = List.copyOf(samples);
  }

  /**
   * The verdict on the code that computed the gradients.
   *
   * @return the worst of the samples that can be checked
   */
  public Verdict verdict() {
    return Decision.ofBatch(samples.stream().map(SampleResult::decision).toList()).verdict();
  }
}
