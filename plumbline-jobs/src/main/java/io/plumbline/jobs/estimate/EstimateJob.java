package io.plumbline.jobs.estimate;

import io.plumbline.attack.EngineClassifier;
import io.plumbline.attack.TileStudy;
import io.plumbline.core.InvalidInputException;
import io.plumbline.core.tile.Image;
import io.plumbline.graph.Graph;
import io.plumbline.jobs.ReadFiles;
import io.plumbline.jobs.RequestedFiles;
import io.plumbline.jobs.attack.TestImages;
import io.plumbline.readers.Models;
import io.plumbline.report.HtmlReport;
import io.plumbline.report.Json;
import java.util.Optional;
import java.util.OptionalInt;

/** The command {@code estimate}, from a model file to results. */
public final class EstimateJob {
  private EstimateJob() {}

  /**
   * What was found.
   *
   * @param settings what was asked for
   * @param label the image's class
   * @param rows the image's height
   * @param columns its width
   * @param study the estimates
   */
  public record Outcome(
      EstimateSettings settings, int label, int rows, int columns, TileStudy study) {}

  /**
   * Estimates, and writes the files that were asked for.
   *
   * @param settings what to estimate, and how
   * @return what was found
   * @throws InvalidInputException if anything given cannot be worked with; nothing is written then
   */
  public static Outcome run(EstimateSettings settings) {
    try (RequestedFiles<Outcome> files =
        new RequestedFiles<>(ReadFiles.of(Optional.of(settings.model()), settings.data()))) {
      files.open("--json", settings.json(), outcome -> Json.text(EstimateJson.of(outcome)));
      files.open(
          "--report", settings.report(), outcome -> HtmlReport.render(EstimateReport.of(outcome)));
      Outcome outcome = estimate(settings);
      files.write(outcome);
      return outcome;
    }
  }

  private static Outcome estimate(EstimateSettings settings) {
    Graph graph = Models.read(settings.model());
    EngineClassifier.requireClasses(graph);
    TestImages one =
        TestImages.read(settings.data(), OptionalInt.of(settings.image()), OptionalInt.empty(), 1);
    one.requireFit(graph);
    TileStudy study =
        TileStudy.of(
            graph,
            one.images()[0],
            one.labels()[0],
            Image.grey(one.rows(), one.columns()),
            settings.tiles(),
            settings.h(),
            settings.epsilons());
    return new Outcome(settings, one.labels()[0], one.rows(), one.columns(), study);
  }
}
