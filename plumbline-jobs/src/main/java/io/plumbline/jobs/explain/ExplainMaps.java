package io.plumbline.jobs.explain;

import io.plumbline.core.tile.Image;
import io.plumbline.diagnose.check.LossSlice;
import io.plumbline.diagnose.explain.ArrayElements;
import io.plumbline.diagnose.explain.Disagreement;
import io.plumbline.diagnose.explain.Explanation;
import io.plumbline.diagnose.explain.Part;
import io.plumbline.jobs.check.page.EntrySlices;
import io.plumbline.jobs.check.page.Sequence;
import io.plumbline.report.ColourScale;
import io.plumbline.report.Heatmap;
import io.plumbline.report.HeatmapSet;
import io.plumbline.report.HeatmapSet.Form;
import io.plumbline.report.HeatmapSet.Overlay;
import io.plumbline.report.HeatmapSet.Readout;
import io.plumbline.report.Section;
import io.plumbline.report.Values;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * Maps of both arrays, their difference and its parts: one set for each channel of an image, one of
 * a sequence.
 */
final class ExplainMaps {
  private static final int MOST_CHANNELS = 4;

  private final Explanation found;
  private final List<LossSlice> slices;
  private final Sheet sheet;

  private ExplainMaps(Explained explained, Sheet sheet) {
    this.found = explained.explanation();
    this.slices = explained.slices();
    this.sheet = sheet;
  }

  /** Which values stand where in one set. */
  private record Sheet(
      String suffix,
      String of,
      int rows,
      int columns,
      UnaryOperator<double[]> arranged,
      Form form) {
    private static Sheet of(Sequence sequence) {
      return new Sheet(
          "", "", sequence.features(), sequence.times(), sequence::arranged, sequence.form());
    }

    private static Sheet of(Image image, int channel) {
      boolean several = image.channels() > 1;
      return new Sheet(
          several ? "-channel-" + channel : "",
          several ? ", channel " + channel : "",
          image.rows(),
          image.columns(),
          values -> image.channel(values, channel),
          Form.PIXELS);
    }
  }

  /** The maps; none for what is neither an image nor a sequence. */
  static List<Section> of(Explained explained) {
    return sheets(explained.explanation().given()).stream()
        .<Section>map(sheet -> new ExplainMaps(explained, sheet).set())
        .toList();
  }

  private static List<Sheet> sheets(Disagreement given) {
    Optional<Sequence> sequence =
        given.elements() == ArrayElements.PIXELS && given.tile() == 1
            ? Sequence.of(given.shape().extents())
            : Optional.empty();
    if (sequence.isPresent()) {
      return List.of(Sheet.of(sequence.get()));
    }
    return given.image().stream()
        .flatMap(
            image ->
                IntStream.range(0, Math.min(image.channels(), MOST_CHANNELS))
                    .mapToObj(channel -> Sheet.of(image, channel)))
        .toList();
  }

  private HeatmapSet set() {
    Disagreement given = found.given();
    List<Readout> readouts = new ArrayList<>();
    List<Heatmap> maps = new ArrayList<>();
    ColourScale arrays =
        new ColourScale.Diverging(
            Math.max(limit(given.analytic().values()), limit(given.numeric().values())));
    ColourScale differences = new ColourScale.Diverging(limit(given.difference()));
    add(maps, readouts, "analytic", "Analytic", given.analytic().values(), arrays);
    add(maps, readouts, "numeric", "Numeric", given.numeric().values(), arrays);
    add(maps, readouts, "difference", "Difference", given.difference(), differences);
    for (Part part : found.parts()) {
      if (part.values().length > 0) {
        String title =
            part.id() + String.format(Locale.ROOT, ", %.1f %% of it", 100 * part.share());
        add(maps, readouts, "part-" + part.id(), title, part.values(), differences);
      }
    }
    return new HeatmapSet(
        given.elements().title() + " one by one" + sheet.of(),
        "The two arrays share one scale; so do their difference and its parts, which add up to it."
            + " Hatched ones sit on a tie or cross a kink.",
        sheet.rows(),
        sheet.columns(),
        maps,
        readouts,
        Optional.of(new Overlay("on a tie or kink", units())),
        Optional.empty(),
        EntrySlices.pixels(slices, given.x().length, sheet.arranged()),
        HeatmapSet.Labels.NONE,
        sheet.form());
  }

  private void add(
      List<Heatmap> maps,
      List<Readout> readouts,
      String id,
      String title,
      double[] values,
      ColourScale scale) {
    Values shown = Values.of(sheet.arranged().apply(values));
    String unique = id;
    for (int k = 2; isTaken(maps, unique + sheet.suffix()); k++) {
      unique = id + "-" + k;
    }
    maps.add(new Heatmap(unique + sheet.suffix(), title, shown, scale));
    readouts.add(new Readout(unique.replace("part-", ""), shown));
  }

  private static boolean isTaken(List<Heatmap> maps, String id) {
    return maps.stream().anyMatch(map -> map.id().equals(id));
  }

  private List<String> units() {
    return Arrays.stream(sheet.arranged().apply(EntrySlices.places(found.given().x().length)))
        .mapToObj(entry -> found.ties().units().get((int) entry))
        .toList();
  }

  private static double limit(double[] values) {
    double limit = 0;
    for (double value : values) {
      limit = Double.isFinite(value) ? Math.max(limit, Math.abs(value)) : limit;
    }
    return limit;
  }
}
