package io.plumbline.jobs.estimate;

import io.plumbline.attack.TileStudy;
import io.plumbline.jobs.input.PreparedInput;
import java.util.List;
import java.util.Optional;

/**
 * The JSON file of an estimate; {@code docs/attacks.md} describes it.
 *
 * @param model the file
 * @param image which test image, or sample
 * @param label its class
 * @param input what is done to the image before the model sees it
 * @param h the step of the differences
 * @param trueGradient what FGSM does with the gradient of reverse mode
 * @param results one for each tile size
 */
record EstimateJson(
    String model,
    int image,
    int label,
    Optional<PreparedInput> input,
    double h,
    List<TileStudy.Outcome> trueGradient,
    List<Result> results) {
  /** One tile size. */
  record Result(
      int tile, long queries, double cosine, double signAgreement, List<TileStudy.Outcome> fgsm) {}

  static EstimateJson of(EstimateJob.Outcome outcome) {
    return new EstimateJson(
        outcome.settings().of().model().toString(),
        outcome.image().indices()[0],
        outcome.label(),
        outcome.prepared(),
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
