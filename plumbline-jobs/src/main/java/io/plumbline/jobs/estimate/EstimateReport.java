package io.plumbline.jobs.estimate;

import io.plumbline.attack.TileStudy;
import io.plumbline.report.ColourScale;
import io.plumbline.report.CurvePlot;
import io.plumbline.report.Heatmap;
import io.plumbline.report.HeatmapSet;
import io.plumbline.report.Report;
import io.plumbline.report.Values;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The report of an estimate. */
final class EstimateReport {
  private EstimateReport() {}

  static Report of(EstimateJob.Outcome outcome) {
    return new Report(
        "Gradients estimated by tiles: " + outcome.settings().model().getFileName(),
        "test image " + outcome.settings().image() + ", label " + outcome.label(),
        Optional.empty(),
        List.of(EstimateTable.section(outcome), curve(outcome.study()), maps(outcome)));
  }

  private static CurvePlot curve(TileStudy study) {
    double[] tiles = study.estimates().stream().mapToDouble(TileStudy.Estimate::tile).toArray();
    double[] cosines = study.estimates().stream().mapToDouble(TileStudy.Estimate::cosine).toArray();
    double[] signs =
        study.estimates().stream().mapToDouble(TileStudy.Estimate::signAgreement).toArray();
    return new CurvePlot(
        "agreement",
        "Agreement with the true gradient",
        "1 would be the gradient itself. FGSM uses the signs alone.",
        new CurvePlot.Axis("side of the tiles, pixels", false),
        new CurvePlot.Axis("agreement", false),
        List.of(
            new CurvePlot.Curve("cosine", Values.of(tiles), Values.of(cosines)),
            new CurvePlot.Curve("same sign", Values.of(tiles), Values.of(signs))),
        List.of());
  }

  private static HeatmapSet maps(EstimateJob.Outcome outcome) {
    TileStudy study = outcome.study();
    double limit = Arrays.stream(study.truth()).map(Math::abs).max().orElse(0);
    ColourScale scale = new ColourScale.Diverging(limit);
    List<Heatmap> maps = new ArrayList<>();
    maps.add(new Heatmap("truth", "Reverse mode", Values.of(study.truth()), scale));
    for (TileStudy.Estimate each : study.estimates()) {
      maps.add(
          new Heatmap(
              "tile-" + each.tile(),
              "Tiles of " + each.tile() + " x " + each.tile(),
              Values.of(each.gradient()),
              scale));
    }
    return new HeatmapSet(
        "The gradient and its estimates",
        "All with the same limits. A tile's derivative is shared equally among its pixels.",
        outcome.rows(),
        outcome.columns(),
        maps,
        List.of(),
        Optional.empty());
  }
}
