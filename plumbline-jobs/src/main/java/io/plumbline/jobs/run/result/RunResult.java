package io.plumbline.jobs.run.result;

import io.plumbline.report.VerdictPanel;
import java.util.List;
import java.util.Optional;

/**
 * Everything the main job found. Its fields are those of {@code result.json}, documented in {@code
 * docs/result-json.md}.
 *
 * @param provenance what reproduces it
 * @param model the layers
 * @param training one entry per epoch; empty where training was skipped
 * @param test loss and accuracy on the test set
 * @param image the image whose gradient is estimated
 * @param tile the side of the tiles in pixels, 1 for single pixels
 * @param float32 the gradients as the original computes them
 * @param float64 the same in double precision
 * @param kinks for each coordinate why it is on a tie or kink, empty where it is not; absent where
 *     unknown
 * @param comparisons the image as it is and jittered, in both precisions: from the original setting
 *     to the cleanest one
 * @param sweep error against step
 * @param weights what is said of the gradients by the weights, the worst first; those of which it
 *     would take long are left out
 * @param attack the image before and after the attack
 * @param findings what all this shows, in plain sentences, the answer first
 * @param verdict what is said of the analytic gradient in float32, where that was judged
 */
public record RunResult(
    Provenance provenance,
    ModelSummary model,
    List<Epoch> training,
    TestScore test,
    TestImage image,
    int tile,
    GradientComparison float32,
    GradientComparison float64,
    Optional<List<String>> kinks,
    List<ComparisonRow> comparisons,
    StepCurve sweep,
    List<WeightRow> weights,
    AttackExample attack,
    List<String> findings,
    Optional<VerdictPanel> verdict) {
  /** Copies the lists and checks that every array fits the image. */
  public RunResult {
    training = List.copyOf(training);
    kinks = kinks.map(List::copyOf);
    comparisons = List.copyOf(comparisons);
    weights = List.copyOf(weights);
    findings = List.copyOf(findings);
    int size = image.pixels().size();
    sameSize("float32", float32.numeric().size(), size);
    sameSize("float64", float64.numeric().size(), size);
    sameSize("adversarial", attack.adversarial().size(), size);
    sameSize("perturbation", attack.perturbation().size(), size);
    kinks.ifPresent(reasons -> sameSize("kinks", reasons.size(), size));
  }

  private static void sameSize(String name, int size, int expected) {
    if (size != expected) {
      throw new IllegalArgumentException(
          name + " (" + size + ") must be of the image's size, " + expected);
    }
  }
}
