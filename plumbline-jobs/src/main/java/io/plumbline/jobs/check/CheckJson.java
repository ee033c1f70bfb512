package io.plumbline.jobs.check;

import io.plumbline.core.function.Shape;
import io.plumbline.core.verdict.Agreement;
import io.plumbline.core.verdict.Judgement;
import io.plumbline.diagnose.check.Basis;
import io.plumbline.diagnose.check.SampleResult;
import io.plumbline.diagnose.check.SampleResult.Measurement;
import io.plumbline.diagnose.check.WorstCoordinate;
import io.plumbline.jobs.check.CheckOutcome.Checked;
import io.plumbline.report.Json;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The result as JSON, as {@code docs/check.md} describes it. */
final class CheckJson {
  private static final String NOT_CAUGHT = "MISTAKE_NOT_CAUGHT";

  private CheckJson() {}

  static String of(CheckOutcome outcome) {
    return Json.text(
        new Root(
            outcome.verdict().name(),
            outcome.source(),
            outcome.settings().of().loss().toString(),
            outcome.arithmetic().toString(),
            outcome.settings().relativeTolerance(),
            outcome.settings().blackBox() ? Optional.of(true) : Optional.empty(),
            outcome.samples().stream().map(each -> sample(outcome, each)).toList()));
  }

  private static SampleJson sample(CheckOutcome outcome, Checked checked) {
    SampleResult result = checked.result();
    return new SampleJson(
        checked.index(),
        checked.verdict().name(),
        result.basis().map(basis -> basis.tier().name()),
        checked.missed() ? Optional.of(NOT_CAUGHT) : result.reason().map(Enum::name),
        checked.target().label(),
        result.loss(),
        result.tieRule(),
        result.choices(),
        result.judgement().map(judgement -> coordinates(judgement, result)),
        result.power().map(power -> power.scale()),
        result.power().map(p -> new PowerJson(p.scale(), p.coordinate(), p.norm())),
        result.maxError(),
        result.normError(),
        result.basis().flatMap(Basis::sample).map(CheckJson::rounding),
        result.measurement().map(Measurement::noise),
        result.measurement().map(Measurement::step),
        result.causes().stream()
            .map(c -> new CauseJson(c.id(), c.confidence(), c.sentence(), c.details()))
            .toList(),
        result.worst().stream().map(each -> worst(outcome.shape(), each)).toList(),
        checked.planted().stream()
            .map(planted -> new PlantedJson(planted.mistake(), planted.outcome().name()))
            .toList(),
        result.elapsedMillis());
  }

  private static RoundingJson rounding(Basis.Sampled sample) {
    return new RoundingJson(
        Basis.Sampled.MODEL,
        sample.draws(),
        sample.seed(),
        sample.noise(),
        sample.chance(),
        sample.nearTies(),
        new DerivativeJson(
            sample.whole().directions(),
            sample.relativeError(),
            sample.whole().missed(),
            sample.whole().singles()));
  }

  private static CoordinatesJson coordinates(Judgement judgement, SampleResult result) {
    return new CoordinatesJson(
        judgement.count(Agreement.AGREES),
        judgement.count(Agreement.DISAGREES),
        judgement.count(Agreement.UNDECIDED),
        VerdictWords.tied(result));
  }

  private static WorstJson worst(int[] shape, WorstCoordinate each) {
    return new WorstJson(
        Shape.of(shape).coordinates(each.index()),
        each.analytic(),
        each.numeric(),
        each.bound(),
        each.difference(),
        each.allowed(),
        each.kinks());
  }

  private record Root(
      String verdict,
      String model,
      String loss,
      String precision,
      double relativeTolerance,
      Optional<Boolean> blackBox,
      List<SampleJson> samples) {}

  private record SampleJson(
      int index,
      String verdict,
      Optional<String> tier,
      Optional<String> reason,
      int label,
      double loss,
      Optional<String> tieRule,
      List<String> choices,
      Optional<CoordinatesJson> coordinates,
      Optional<Double> resolution,
      Optional<PowerJson> power,
      double maxError,
      double normError,
      Optional<RoundingJson> rounding,
      Optional<Double> noise,
      Optional<Double> step,
      List<CauseJson> causes,
      List<WorstJson> worst,
      List<PlantedJson> selfTest,
      double elapsedMs) {}

  private record RoundingJson(
      String model,
      int draws,
      long seed,
      double noise,
      double chance,
      int nearTies,
      DerivativeJson derivative) {}

  private record DerivativeJson(int directions, double error, double missed, int singles) {}

  private record CoordinatesJson(int agree, int disagree, int undecided, int tied) {}

  private record PowerJson(double scale, double coordinate, double norm) {}

  private record CauseJson(
      String id, double confidence, String sentence, Map<String, Object> details) {}

  private record WorstJson(
      int[] index,
      double analytic,
      double numeric,
      double bound,
      double difference,
      double allowed,
      List<String> kinks) {}

  private record PlantedJson(String mistake, String outcome) {}
}
