package io.plumbline.jobs.explain;

import io.plumbline.core.tile.Image;
import io.plumbline.diagnose.check.LossSlice;
import io.plumbline.diagnose.explain.Disagreement;
import io.plumbline.diagnose.explain.Explanation;
import io.plumbline.diagnose.explain.Part;
import io.plumbline.jobs.check.EntrySlices;
import io.plumbline.report.ColourScale;
import io.plumbline.report.Heatmap;
import io.plumbline.report.HeatmapSet;
import io.plumbline.report.HeatmapSet.Overlay;
import io.plumbline.report.HeatmapSet.Readout;
import io.plumbline.report.Section;
import io.plumbline.report.Values;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Maps of both arrays, their difference and its parts, one set for each channel of an image. */
final class ExplainMaps {
  private static final int MOST_CHANNELS = 4;

  private final Explanation found;
  private final List<LossSlice> slices;
  private final Image image;

  private ExplainMaps(Explained explained, Image image) {
    this.found = explained.explanation();
    this.slices = explained.slices();
    this.image = image;
  }

  /** The maps; none for what is no image. */
  static List<Section> of(Explained explained) {
    Optional<Image> image = explained.explanation().given().image();
    if (image.isEmpty()) {
      return List.of();
    }
    ExplainMaps maps = new ExplainMaps(explained, image.get());
    List<Section> sets = new ArrayList<>();
    for (int channel = 0; channel < Math.min(maps.image.channels(), MOST_CHANNELS); channel++) {
      sets.add(maps.set(channel));
    }
    return sets;
  }

  private HeatmapSet set(int channel) {
    Disagreement given = found.given();
    List<Readout> readouts = new ArrayList<>();
    List<Heatmap> maps = new ArrayList<>();
    ColourScale arrays =
        new ColourScale.Diverging(
            Math.max(limit(given.analytic().values()), limit(given.numeric().values())));
    ColourScale differences = new ColourScale.Diverging(limit(given.difference()));
    add(maps, readouts, "analytic", "Analytic", given.analytic().values(), arrays, channel);
    add(maps, readouts, "numeric", "Numeric", given.numeric().values(), arrays, channel);
    add(maps, readouts, "difference", "Difference", given.difference(), differences, channel);
    for (Part part : found.parts()) {
      if (part.values().length > 0) {
        String title =
            part.id() + String.format(Locale.ROOT, ", %.1f %% of it", 100 * part.share());
        add(maps, readouts, "part-" + part.id(), title, part.values(), differences, channel);
      }
    }
    return new HeatmapSet(
        given.elements().title()
            + " one by one"
            + (image.channels() > 1 ? ", channel " + channel : ""),
        "The two arrays share one scale; so do their difference and its parts, which add up to it."
            + " Hatched ones sit on a tie or cross a kink.",
        image.rows(),
        image.columns(),
        maps,
        readouts,
        Optional.of(new Overlay("on a tie or kink", units(channel))),
        Optional.empty(),
        EntrySlices.pixels(
            slices, found.given().x().length, values -> image.channel(values, channel)),
        HeatmapSet.Labels.NONE);
  }

  private void add(
      List<Heatmap> maps,
      List<Readout> readouts,
      String id,
      String title,
      double[] values,
      ColourScale scale,
      int channel) {
    Values shown = Values.of(image.channel(values, channel));
    String suffix = image.channels() > 1 ? "-channel-" + channel : "";
    String unique = id;
    for (int k = 2; isTaken(maps, unique + suffix); k++) {
      unique = id + "-" + k;
    }
    maps.add(new Heatmap(unique + suffix, title, shown, scale));
    readouts.add(new Readout(unique.replace("part-", ""), shown));
  }

  private static boolean isTaken(List<Heatmap> maps, String id) {
    return maps.stream().anyMatch(map -> map.id().equals(id));
  }

  private List<String> units(int channel) {
    List<String> units = new ArrayList<>();
    for (int row = 0; row < image.rows(); row++) {
      for (int column = 0; column < image.columns(); column++) {
        units.add(found.ties().units().get(image.flat(row, column, channel)));
      }
    }
    return units;
  }

  private static double limit(double[] values) {
    double limit = 0;
    for (double value : values) {
      limit = Double.isFinite(value) ? Math.max(limit, Math.abs(value)) : limit;
    }
    return limit;
  }
}
