package io.plumbline.jobs.estimate;

import io.plumbline.attack.TileStudy;
import java.util.List;

/**
 * The JSON file of an estimate; {@code docs/attacks.md} describes it.
 *
 * @param model the file
 * @param image which test image
 * @param label its class
 * @param h the step of the differences
 * @param trueGradient what FGSM does with the gradient of reverse mode
 * @param results one for each tile size
 */
record EstimateJson(
    String model,
    int image,
    int label,
    double h,
    List<TileStudy.Outcome> trueGradient,
    List<Result> results) {
  /** One tile size. */
  record Result(
      int tile, long queries, double cosine, double signAgreement, List<TileStudy.Outcome> fgsm) {}

  static EstimateJson of(EstimateJob.Outcome outcome) {
    return new EstimateJson(
        outcome.settings().model().toString(),
        outcome.settings().image(),
        outcome.label(),
        outcome.settings().h(),
        outcome.study().unaided(),
        outcome.study().estimates().stream()
            .map(
                each ->
                    new Result(
                        each.tile(),
                        each.queries(),
                        each.cosine(),
                        each.signAgreement(),
                        each.outcomes()))
            .toList());
  }
}
