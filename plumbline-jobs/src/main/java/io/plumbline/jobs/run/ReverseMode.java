package io.plumbline.jobs.run;

import io.plumbline.core.verdict.Decision;
import io.plumbline.core.verdict.Reason;
import io.plumbline.diagnose.check.CheckOptions;
import io.plumbline.diagnose.check.NetworkCheck;
import io.plumbline.diagnose.check.Sample;
import io.plumbline.evaluate.Evaluator;
import io.plumbline.report.VerdictPanel;
import java.util.List;
import java.util.Optional;

/**
 * What {@code check} says of the engine's gradient by the image, which all else is held against.
 */
final class ReverseMode {
  private ReverseMode() {}

  /**
   * Judges it as computed in float32.
   *
   * @param model the network
   * @param subject the image
   * @param original both gradients, as the original has them
   */
  static VerdictPanel judged(Evaluator model, ExaminedImage subject, GradientPair original) {
    Sample sample = new Sample(subject.x(), subject.target(model.graph()), original.analytic());
    Decision decision =
        new NetworkCheck(model, CheckOptions.DEFAULT)
            .withoutCauses()
            .check(List.of(sample))
            .samples()
            .get(0)
            .decision();
    return new VerdictPanel(
        decision.verdict(),
        said(decision)
            + "; the numeric gradient is "
            + Findings.share(original.comparison().normwiseError())
            + " off it in norm.",
        List.of(),
        List.of(),
        Optional.empty(),
        List.of());
  }

  private static String said(Decision decision) {
    return switch (decision.verdict()) {
      case PASS -> "The analytic gradient is right";
      case FAIL -> "The analytic gradient is wrong";
      case INCONCLUSIVE ->
          "It cannot be decided whether the analytic gradient is right: "
              + decision.reason().map(Reason::sentence).orElse("");
    };
  }
}
