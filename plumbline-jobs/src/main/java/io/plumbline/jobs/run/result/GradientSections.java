package io.plumbline.jobs.run.result;

import io.plumbline.jobs.WorstEntries;
import io.plumbline.report.ColourScale;
import io.plumbline.report.Heatmap;
import io.plumbline.report.HeatmapSet;
import io.plumbline.report.Histogram;
import io.plumbline.report.Numbers;
import io.plumbline.report.Section;
import io.plumbline.report.Table;
import io.plumbline.report.Table.Column;
import io.plumbline.report.Values;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** The sections that show one comparison of gradients. */
final class GradientSections {
  private GradientSections() {}

  /** One set of maps per channel of the image; ids end in the suffix. */
  static List<Section> maps(RunResult result, GradientComparison gradients, String suffix) {
    List<Section> sets = new ArrayList<>();
    int channels = result.image().channels();
    for (int channel = 0; channel < channels; channel++) {
      String name = channels == 1 ? "" : ", channel " + channel;
      String id = channels == 1 ? suffix : suffix + "-channel-" + channel;
      sets.add(new ChannelMaps(result, gradients, channel).section(name, id));
    }
    return sets;
  }

  /** The pixels with the largest difference, and those with the largest relative error. */
  static Section worst(RunResult result) {
    GradientComparison gradients = result.float32();
    Values difference = gradients.difference();
    Values error = gradients.relativeError();
    List<List<String>> rows =
        WorstEntries.of(difference.size(), k -> Math.abs(difference.get(k)), error::get).stream()
            .map(
                k ->
                    List.of(
                        place(result.image(), k),
                        Numbers.format(gradients.analytic().get(k)),
                        Numbers.format(gradients.numeric().get(k)),
                        Numbers.format(difference.get(k)),
                        Numbers.format(error.get(k)),
                        result.kinks().map(kinks -> unit(kinks.get(k))).orElse("unknown")))
            .toList();
    return new Table(
        "Worst pixels",
        "Those where the gradients differ most, and those where they differ most for their size.",
        List.of(
            Column.text("Pixel"),
            Column.number("Analytic"),
            Column.number("Discrete"),
            Column.number("Difference"),
            Column.number("Relative error"),
            Column.text("On a tie or kink")),
        rows);
  }

  /** Without its rivals, which the map names. */
  private static String unit(String kink) {
    return kink.replaceFirst(":.*?( and \\d+ more)?$", "$1");
  }

  /** As NumPy takes it, without the axis of one channel. */
  private static String place(TestImage image, int k) {
    int pixel = k / image.channels();
    return "["
        + pixel / image.columns()
        + ","
        + pixel % image.columns()
        + (image.channels() == 1 ? "" : "," + k % image.channels())
        + "]";
  }

  static Section histogram(GradientComparison gradients, String suffix) {
    GradientComparison.LogBins bins = gradients.histogram();
    return new Histogram(
        "histogram" + suffix,
        "How the relative errors are spread",
        "Each bar counts the pixels between two errors. One hump far left would be an agreement.",
        "symmetric relative error, " + gradients.precision(),
        bins.edges(),
        bins.counts(),
        bins.below(),
        bins.above(),
        bins.notFinite());
  }

  static Section statistics(GradientComparison gradients) {
    List<List<String>> rows = new ArrayList<>();
    for (GradientComparison.Statistic statistic : gradients.statistics()) {
      rows.add(
          List.of(
              statistic.name(),
              statistic.asPrinted().map(Numbers::format).orElse("not printed"),
              Numbers.format(statistic.correct()),
              statistic.formula()));
    }
    return new Table(
        "The statistics, as the original prints them and as they should be",
        "The printed formula abs(d - g/clip(d)) misses a pair of parentheses: it subtracts a"
            + " quotient from a gradient.",
        List.of(
            Column.text("Statistic"),
            Column.number("As printed"),
            Column.number("Correct"),
            Column.text("Correct formula")),
        rows);
  }

  /** The maps of one channel. */
  private record ChannelMaps(RunResult result, GradientComparison gradients, int channel) {

    HeatmapSet section(String name, String id) {
      Values numeric = slice(gradients.numeric());
      Values analytic = slice(gradients.analytic());
      Values error = slice(gradients.relativeError());
      ColourScale signed = new ColourScale.Diverging(gradients.gradientLimit());
      ColourScale errors =
          new ColourScale.LogSequential(gradients.errorLow(), gradients.errorHigh());
      return new HeatmapSet(
          "Gradients in " + gradients.precision() + name,
          "Both gradients share one scale, centred at zero; the error's scale is logarithmic. Point"
              + " at a pixel, or focus a map and use the arrow keys, to see its numbers.",
          result.image().rows(),
          result.image().columns(),
          List.of(
              new Heatmap("discrete-gradient" + id, "Discrete gradient", numeric, signed),
              new Heatmap("analytic-gradient" + id, "Analytic gradient", analytic, signed),
              new Heatmap("relative-error" + id, "Relative error", error, errors)),
          List.of(
              new HeatmapSet.Readout("analytic", analytic),
              new HeatmapSet.Readout("discrete", numeric),
              new HeatmapSet.Readout("difference", slice(gradients.difference())),
              new HeatmapSet.Readout("relative error", error),
              new HeatmapSet.Readout("pixel", slice(result.image().pixels()))),
          overlay());
    }

    private Optional<HeatmapSet.Overlay> overlay() {
      int channels = result.image().channels();
      return result
          .kinks()
          .map(
              reasons ->
                  IntStream.range(0, reasons.size() / channels)
                      .mapToObj(pixel -> reasons.get(pixel * channels + channel))
                      .toList())
          .map(reasons -> new HeatmapSet.Overlay("on a tie or kink", reasons));
    }

    private Values slice(Values values) {
      return values.everyNth(result.image().channels(), channel);
    }
  }
}
