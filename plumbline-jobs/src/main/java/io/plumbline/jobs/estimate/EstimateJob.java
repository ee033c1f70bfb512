package io.plumbline.jobs.estimate;

import io.plumbline.attack.Bounds;
import io.plumbline.attack.TileStudy;
import io.plumbline.core.InvalidInputException;
import io.plumbline.graph.InputLayout;
import io.plumbline.jobs.RequestedFiles;
import io.plumbline.jobs.StageForecast;
import io.plumbline.jobs.WorkListener;
import io.plumbline.jobs.attack.LabelledImages;
import io.plumbline.jobs.attack.ModelAndImages;
import io.plumbline.jobs.input.PreparedInput;
import io.plumbline.report.HtmlReport;
import io.plumbline.report.Json;
import io.plumbline.report.Table;
import java.util.Optional;
import java.util.Set;

/** The command {@code estimate}, from a model file to results. */
public final class EstimateJob {
  private EstimateJob() {}

  /**
   * What was found.
   *
   * @param settings what was asked for
   * @param image the one image
   * @param prepared what is done to it before the model sees it
   * @param decided what was decided on the way
   * @param study the estimates
   */
  public record Outcome(
      EstimateSettings settings,
      LabelledImages image,
      Optional<PreparedInput> prepared,
      Table decided,
      TileStudy study) {
    /**
     * The image's class.
     *
     * @return its label
     */
    public int label() {
      return image.labels()[0];
    }

    /**
     * The image and its class, for people.
     *
     * @return for example test image 2, label 1
     */
    public String title() {
      return image.kind() + " " + image.indices()[0] + ", label " + label();
    }
  }

  /**
   * Estimates, and writes the files that were asked for.
   *
   * @param settings what to estimate, and how
   * @param listener is told how long it takes and how far it has come
   * @return what was found
   * @throws InvalidInputException if anything given cannot be worked with; nothing is written then
   */
  public static Outcome run(EstimateSettings settings, WorkListener listener) {
    try (RequestedFiles<Outcome> files = new RequestedFiles<>(settings.of().files())) {
      files.open("--json", settings.json(), outcome -> Json.text(EstimateJson.of(outcome)));
      files.open(
          "--report", settings.report(), outcome -> HtmlReport.render(EstimateReport.of(outcome)));
      Outcome outcome = estimate(settings, listener);
      files.write(outcome);
      return outcome;
    }
  }

  private static Outcome estimate(EstimateSettings settings, WorkListener listener) {
    ModelAndImages.Read read = settings.of().read(1);
    LabelledImages one = read.images();
    if (one.images().length != 1) {
      throw new InvalidInputException(
          "samples (" + one.images().length + ") must be one; --count 1 takes the first");
    }
    Bounds bounds =
        settings.bounds().isEmpty()
            ? one.bounds()
            : Bounds.ofChannels(settings.bounds(), one.grid());
    TileStudy study =
        TileStudy.of(
            read.graph(),
            one.images()[0],
            one.labels()[0],
            one.grid(),
            settings.tiles(),
            settings.h(),
            settings.epsilons(),
            bounds,
            new StageForecast(listener, Set.of(TileStudy.ASKING), 1));
    Table decided =
        settings
            .of()
            .decided(InputLayout.of(read.graph()), settings.bounds(), bounds)
            .add("Estimates", "float32", "PyTorch computes the losses that are compared")
            .add("True gradient", "float64", "reverse mode; at exact ties by the first maximum")
            .table();
    return new Outcome(settings, one, read.prepared(), decided, study);
  }
}
