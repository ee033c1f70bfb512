package io.plumbline.jobs.explain;

import io.plumbline.core.compare.Comparison;
import io.plumbline.core.compare.ErrorFormula;
import io.plumbline.core.compare.Statistics;
import io.plumbline.diagnose.explain.Advice;
import io.plumbline.diagnose.explain.Explanation;
import io.plumbline.diagnose.explain.Made;
import io.plumbline.diagnose.explain.Ties;
import io.plumbline.jobs.input.PreparedInput;
import io.plumbline.report.Json;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The result as JSON, as {@code docs/explain.md} describes it. */
final class ExplainJson {
  private ExplainJson() {}

  static String of(ExplainOutcome outcome) {
    List<Explained> all = outcome.explained();
    List<String> commands = outcome.asked().commands(outcome);
    return Json.text(
        outcome.isTable()
            ? new Several(
                outcome.verdict().name(),
                outcome.asked().marks().by(),
                all.stream().map(each -> of(outcome, each, List.of())).toList(),
                commands,
                outcome.input())
            : of(outcome, outcome.worst(), commands));
  }

  private static Root of(ExplainOutcome outcome, Explained explained, List<String> commands) {
    Explanation found = explained.explanation();
    boolean alone = !outcome.isTable();
    ExplainRequest.Marks marks = outcome.asked().marks();
    return new Root(
        marks.program(),
        marks.blackBox(),
        marks.training(),
        alone ? marks.by() : Optional.empty(),
        explained.tensor(),
        new VerdictJson(explained.verdict().name(), found.numeric().verdict().name()),
        found.parts().stream()
            .map(
                part ->
                    new CauseJson(
                        part.id(),
                        part.share(),
                        part.coordinates(),
                        part.sentence(),
                        part.details()))
            .toList(),
        statistics(found.comparison()),
        found.made(),
        ties(found.ties()),
        advice(found.advice(), commands),
        alone ? outcome.input() : Optional.empty());
  }

  private static StatisticsJson statistics(Comparison comparison) {
    return new StatisticsJson(
        comparison.statistics(ErrorFormula.ABSOLUTE).max(),
        errors(comparison.statistics(ErrorFormula.AS_PRINTED)),
        errors(comparison.statistics(ErrorFormula.RELATIVE_TO_ANALYTIC)),
        errors(comparison.statistics(ErrorFormula.SYMMETRIC_RELATIVE)),
        comparison.normwiseError());
  }

  private static ErrorsJson errors(Statistics statistics) {
    return new ErrorsJson(
        statistics.median(), statistics.mean(), statistics.geometricMean(), statistics.max());
  }

  private static TiesJson ties(Ties ties) {
    return new TiesJson(
        ties.tiedCount(),
        ties.crossingCount(),
        ties.tied().length,
        ties.layers().stream()
            .map(layer -> new LayerJson(layer.layer(), layer.tied(), layer.crossing()))
            .toList(),
        ties.background().map(b -> new BackgroundJson(b.value(), b.coordinates())));
  }

  private static AdviceJson advice(Advice advice, List<String> commands) {
    return new AdviceJson(
        advice.step(),
        advice.expectedError(),
        advice.smallestVerifiable(),
        advice.expectedErrorNow(),
        advice.smallestVerifiableNow(),
        advice.noise(),
        advice.sentences(),
        commands);
  }

  private record Several(
      String verdict,
      Optional<String> by,
      List<Root> tensors,
      List<String> commands,
      Optional<PreparedInput> input) {}

  private record Root(
      Optional<String> program,
      Optional<Boolean> blackBox,
      Optional<Boolean> training,
      Optional<String> by,
      Optional<String> tensor,
      VerdictJson verdict,
      List<CauseJson> causes,
      StatisticsJson statistics,
      Made made,
      TiesJson ties,
      AdviceJson advice,
      Optional<PreparedInput> input) {}

  private record VerdictJson(String analytic, String numeric) {}

  private record CauseJson(
      String id, double share, int coordinates, String sentence, Map<String, Object> details) {}

  /** Named as NumPy users name them. */
  private record StatisticsJson(
      double absolute_max,
      ErrorsJson as_printed,
      ErrorsJson relative,
      ErrorsJson symmetric,
      double norm) {}

  private record ErrorsJson(double median, double mean, double geometric_mean, double max) {}

  private record TiesJson(
      int coordinates,
      int crossing,
      int all,
      List<LayerJson> layers,
      Optional<BackgroundJson> constantBackground) {}

  private record LayerJson(String layer, int tied, int crossing) {}

  private record BackgroundJson(double value, int coordinates) {}

  private record AdviceJson(
      double step,
      double expectedError,
      double smallestVerifiable,
      double expectedErrorNow,
      double smallestVerifiableNow,
      double noise,
      List<String> sentences,
      List<String> commands) {}
}
