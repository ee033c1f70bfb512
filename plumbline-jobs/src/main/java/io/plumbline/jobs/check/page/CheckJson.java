package io.plumbline.jobs.check.page;

import io.plumbline.core.function.Shape;
import io.plumbline.core.verdict.Agreement;
import io.plumbline.core.verdict.Power;
import io.plumbline.diagnose.check.Basis;
import io.plumbline.diagnose.check.SampleResult;
import io.plumbline.diagnose.check.SampleResult.FromNetwork;
import io.plumbline.diagnose.check.SampleResult.FromValues;
import io.plumbline.diagnose.check.SampleResult.Judged;
import io.plumbline.diagnose.check.SoFar;
import io.plumbline.diagnose.check.WorstCoordinate;
import io.plumbline.jobs.ReportArchive;
import io.plumbline.jobs.check.outcome.By;
import io.plumbline.jobs.check.outcome.CheckOutcome;
import io.plumbline.jobs.check.outcome.CheckOutcome.Checked;
import io.plumbline.jobs.check.words.VerdictWords;
import io.plumbline.jobs.input.PreparedInput;
import io.plumbline.report.Json;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** The result as JSON, as {@code docs/check.md} describes it. */
public final class CheckJson {
  /** Rises where a field goes or changes its meaning. */
  public static final int SCHEMA = 2;

  private CheckJson() {}

  public static String of(CheckOutcome outcome) {
    return Json.text(
        new Root(
            SCHEMA,
            outcome.verdict().name(),
            outcome.source(),
            outcome.settings().of().loss().name(),
            outcome.arithmetic().toString(),
            outcome.settings().relativeTolerance(),
            outcome.mustSee(),
            outcome.settings().blackBox() ? Optional.of(true) : Optional.empty(),
            outcome.settings().by().equals(By.INPUT)
                ? Optional.empty()
                : Optional.of(outcome.settings().by().toString()),
            outcome.settings().derivative().map(each -> each.kind().word()),
            outcome.firstWrong(),
            outcome.input(),
            outcome
                .together()
                .map(
                    all ->
                        new BatchJson(all.samples(), all.reduction().toString(), all.training())),
            outcome.settings().files().kept().map(file -> kept(file, outcome)),
            outcome.samples().stream().map(each -> sample(outcome, each)).toList()));
  }

  /**
   * Of a batch of images it has megabytes; made twice, so that neither file waits for the other.
   */
  private static ReportArchive.Named kept(Path file, CheckOutcome outcome) {
    return ReportArchive.named(file, ReportArchive.of(CheckReport.of(outcome)));
  }

  /** One gradient's part of it, as a line of its own. */
  public static String line(CheckOutcome outcome, Checked checked) {
    return Json.text(sample(outcome, checked));
  }

  private static SampleJson sample(CheckOutcome outcome, Checked checked) {
    SampleResult result = checked.result();
    Optional<Judged> judged = result.judged();
    Optional<FromNetwork> network = judged.flatMap(Judged::fromNetwork);
    Optional<FromValues> values = judged.flatMap(Judged::fromValues);
    return new SampleJson(
        outcome.settings().derivative().isEmpty() ? checked.variable().name() : Optional.empty(),
        outcome.settings().derivative().isEmpty() ? Optional.empty() : checked.variable().name(),
        checked.index(),
        checked.verdict().name(),
        network.map(from -> from.basis().tier().name()),
        checked.decision().reason().map(Enum::name),
        outcome.labelOf(checked),
        result.loss(),
        network.flatMap(FromNetwork::tieRule),
        network.map(FromNetwork::choices).orElse(List.of()),
        judged.map(CheckJson::coordinates),
        judged.map(one -> power(one.power())),
        judged.map(Judged::mustSee),
        judged.map(Judged::maxError),
        judged.map(Judged::normError),
        network.flatMap(from -> from.basis().sample()).map(CheckJson::rounding),
        values.map(FromValues::noise),
        values.map(FromValues::step),
        result instanceof SampleResult.Unjudged open
            ? open.ended().map(CheckJson::soFar)
            : Optional.empty(),
        result.causes().stream()
            .map(c -> new CauseJson(c.id(), c.confidence(), c.sentence(), c.details()))
            .toList(),
        judged.map(Judged::worst).orElse(List.of()).stream()
            .map(each -> worst(checked.variable().shape(), each))
            .toList(),
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

  private static SoFarJson soFar(SampleResult.Ended ended) {
    SoFar soFar = ended.soFar();
    return new SoFarJson(
        soFar.stage().map(stage -> new StageJson(stage.name(), stage.done(), stage.total())),
        optional(soFar.off()),
        optional(soFar.noise()),
        soFar
            .differenced()
            .map(
                some ->
                    new DifferencedJson(
                        some.ranges(), some.done(), some.count(), some.agree(), some.disagree())),
        ended.seconds());
  }

  private static Optional<Double> optional(OptionalDouble value) {
    return value.isPresent() ? Optional.of(value.getAsDouble()) : Optional.empty();
  }

  private static CoordinatesJson coordinates(Judged judged) {
    return new CoordinatesJson(
        judged.judgement().count(Agreement.AGREES),
        judged.judgement().count(Agreement.DISAGREES),
        VerdictWords.open(judged.judgement()),
        VerdictWords.tied(judged));
  }

  private static PowerJson power(Power power) {
    return new PowerJson(
        power.norm(), power.others(), power.hidden(), power.coordinate(), power.scale());
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
      int schemaVersion,
      String verdict,
      String model,
      String loss,
      String precision,
      double relativeTolerance,
      double mustSee,
      Optional<Boolean> blackBox,
      Optional<String> by,
      Optional<String> derivative,
      Optional<CheckOutcome.FirstWrong> firstWrong,
      Optional<PreparedInput> input,
      Optional<BatchJson> batch,
      Optional<ReportArchive.Named> report,
      List<SampleJson> samples) {}

  private record BatchJson(int samples, String reduction, boolean training) {}

  private record SampleJson(
      Optional<String> tensor,
      Optional<String> part,
      int index,
      String verdict,
      Optional<String> tier,
      Optional<String> reason,
      Optional<Integer> label,
      double loss,
      Optional<String> tieRule,
      List<String> choices,
      Optional<CoordinatesJson> coordinates,
      Optional<PowerJson> power,
      Optional<Double> mustSee,
      Optional<Double> maxError,
      Optional<Double> normError,
      Optional<RoundingJson> rounding,
      Optional<Double> noise,
      Optional<Double> step,
      Optional<SoFarJson> soFar,
      List<CauseJson> causes,
      List<WorstJson> worst,
      List<PlantedJson> selfTest,
      double elapsedMs) {}

  private record SoFarJson(
      Optional<StageJson> stage,
      Optional<Double> normError,
      Optional<Double> noise,
      Optional<DifferencedJson> differenced,
      double seconds) {}

  private record StageJson(String name, int done, int total) {}

  private record DifferencedJson(
      List<int[]> ranges, int done, int count, int agree, int disagree) {}

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

  private record PowerJson(
      double norm, double others, double hidden, double coordinate, double scale) {}

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
