package io.plumbline.jobs.estimate;

import io.plumbline.attack.TileStudy;
import io.plumbline.core.tile.Image;
import io.plumbline.report.ColourScale;
import io.plumbline.report.CurvePlot;
import io.plumbline.report.Heatmap;
import io.plumbline.report.HeatmapSet;
import io.plumbline.report.Lead;
import io.plumbline.report.Numbers;
import io.plumbline.report.Report;
import io.plumbline.report.Section;
import io.plumbline.report.Values;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The report of an estimate. */
final class EstimateReport {
  private static final int MOST_CHANNELS = 4;

  private EstimateReport() {}

  static Report of(EstimateJob.Outcome outcome) {
    return new Report(
        "Gradients estimated by tiles: " + outcome.settings().of().model().getFileName(),
        outcome.title() + outcome.prepared().map(input -> ". " + input.unit()).orElse(""),
        Optional.empty(),
        sections(outcome));
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

  private static List<Section> sections(EstimateJob.Outcome outcome) {
    List<Section> sections = new ArrayList<>();
    sections.add(new Lead(lead(outcome.study().estimates())));
    sections.add(curve(outcome.study()));
    int channels = Math.min(outcome.image().grid().channels(), MOST_CHANNELS);
    for (int channel = 0; channel < channels; channel++) {
      sections.add(maps(outcome, channel));
    }
    sections.add(EstimateTable.section(outcome));
    return sections;
  }

  private static String lead(List<TileStudy.Estimate> estimates) {
    Comparator<TileStudy.Estimate> nearness = Comparator.comparing(TileStudy.Estimate::cosine);
    TileStudy.Estimate best = Collections.max(estimates, nearness);
    TileStudy.Estimate worst = Collections.min(estimates, nearness);
    return estimates.size() == 1
        ? tiles(best) + " agree with the true gradient: " + agreement(best) + "."
        : tiles(best)
            + " agree best with the true gradient ("
            + agreement(best)
            + "), "
            + tiles(worst).toLowerCase(Locale.ROOT)
            + " least ("
            + agreement(worst)
            + ").";
  }

  private static String tiles(TileStudy.Estimate estimate) {
    return "Tiles of " + estimate.tile() + " x " + estimate.tile();
  }

  private static String agreement(TileStudy.Estimate estimate) {
    return "cosine "
        + Numbers.format(estimate.cosine())
        + ", the same sign at "
        + Numbers.percent(estimate.signAgreement())
        + " of the pixels";
  }

  private static HeatmapSet maps(EstimateJob.Outcome outcome, int channel) {
    TileStudy study = outcome.study();
    Image grid = outcome.image().grid();
    boolean several = grid.channels() > 1;
    String suffix = several ? "-channel-" + channel : "";
    double limit = Arrays.stream(study.truth()).map(Math::abs).max().orElse(0);
    ColourScale scale = new ColourScale.Diverging(limit);
    List<Heatmap> maps = new ArrayList<>();
    maps.add(
        new Heatmap(
            "truth" + suffix,
            "Reverse mode",
            Values.of(grid.channel(study.truth(), channel)),
            scale));
    for (TileStudy.Estimate each : study.estimates()) {
      maps.add(
          new Heatmap(
              "tile-" + each.tile() + suffix,
              tiles(each),
              Values.of(grid.channel(widened(each.gradient()), channel)),
              scale));
    }
    return new HeatmapSet(
        "The gradient and its estimates" + (several ? ", channel " + channel : ""),
        "All with the same limits. A tile's derivative is shared equally among its pixels.",
        grid.rows(),
        grid.columns(),
        maps,
        List.of(),
        Optional.empty());
  }

  private static double[] widened(float[] values) {
    double[] wide = new double[values.length];
    Arrays.setAll(wide, k -> values[k]);
    return wide;
  }
}
