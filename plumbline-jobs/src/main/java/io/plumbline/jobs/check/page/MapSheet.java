package io.plumbline.jobs.check.page;

import io.plumbline.core.function.Shape;
import io.plumbline.core.tile.Image;
import io.plumbline.diagnose.check.SampleResult.Judged;
import io.plumbline.jobs.check.outcome.EntryNames;
import io.plumbline.jobs.check.outcome.KernelSheet;
import io.plumbline.jobs.check.outcome.Variable;
import io.plumbline.jobs.check.outcome.WorstTable;
import io.plumbline.jobs.input.SampleArrays;
import io.plumbline.report.HeatmapSet;
import io.plumbline.report.HeatmapSet.Form;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Where the values of a tensor stand in one set of maps. */
record MapSheet(
    String suffix,
    String title,
    int rows,
    int columns,
    UnaryOperator<double[]> arranged,
    Optional<HeatmapSet.Tiles> tiles,
    HeatmapSet.Labels labels,
    Form form) {
  private static final int MOST_CHANNELS = 4;
  private static final String SLICE = "-slice-";

  /** Larger ones are no picture, and make a report heavy. */
  private static final int MOST_CELLS = 1 << 18;

  /** Of what has numbers and no names. */
  MapSheet(
      String suffix,
      String title,
      int rows,
      int columns,
      UnaryOperator<double[]> arranged,
      Optional<HeatmapSet.Tiles> tiles) {
    this(suffix, title, rows, columns, arranged, tiles, HeatmapSet.Labels.NONE, Form.PIXELS);
  }

  /** A sequence, an image's channels, or all kernels together; none for what is none of these. */
  static List<MapSheet> of(Variable variable) {
    Shape shape = Shape.of(variable.shape());
    if (variable.kind() == Variable.Kind.SAMPLE
        && shape.rank() == 2
        && shape.size() <= MOST_CELLS) {
      Optional<EntryNames> names = variable.names().filter(EntryNames::areOfAnAxis);
      Optional<Sequence> sequence = Sequence.of(variable.shape(), names);
      if (sequence.isPresent()) {
        return List.of(of(sequence.get(), names));
      }
      if (names.isPresent()) {
        return List.of(ofTokens(shape, names.get()));
      }
    }
    return variable
        .layout()
        .map(layout -> of(Image.of(shape, layout)))
        .orElseGet(() -> variable.kernels().map(MapSheet::of).stream().toList());
  }

  private static List<MapSheet> of(Image image) {
    List<MapSheet> sheets = new ArrayList<>();
    if ((long) image.rows() * image.columns() > MOST_CELLS) {
      return sheets;
    }
    boolean several = image.channels() > 1;
    for (int k = 0; k < Math.min(image.channels(), MOST_CHANNELS); k++) {
      int channel = k;
      sheets.add(
          new MapSheet(
              several ? "-channel-" + channel : "",
              "Pixel by pixel"
                  + (several ? ", channel " + channel + " of " + image.channels() : ""),
              image.rows(),
              image.columns(),
              values -> image.channel(values, channel),
              Optional.empty()));
    }
    return sheets;
  }

  private static MapSheet of(Sequence sequence, Optional<EntryNames> names) {
    return new MapSheet(
        "",
        "Feature by feature",
        sequence.features(),
        sequence.times(),
        sequence::arranged,
        Optional.empty(),
        new HeatmapSet.Labels(names.map(EntryNames::names).orElse(List.of()), List.of()),
        sequence.form());
  }

  /** Embedded tokens with names. */
  private static MapSheet ofTokens(Shape shape, EntryNames names) {
    return new MapSheet(
        "",
        "Token by feature",
        shape.extent(0),
        shape.extent(1),
        values -> values,
        Optional.empty(),
        new HeatmapSet.Labels(names.names(), List.of()),
        Form.PIXELS);
  }

  /** Of more axes than a picture has: slices of two of them, those with the worst entries. */
  static List<MapSheet> slices(int[] shape, Judged judged) {
    Shape all = Shape.of(shape);
    int[] axes = axes(shape);
    if (shape.length < 3 || (long) shape[axes[0]] * shape[axes[1]] > MOST_CELLS) {
      return List.of();
    }
    return WorstTable.entries(judged.judgement()).stream()
        .map(entry -> origin(all, axes, entry))
        .distinct()
        .limit(MOST_CHANNELS)
        .sorted()
        .map(origin -> slice(all, axes, origin))
        .toList();
  }

  /** The last two that are longer than channels are, or the last two. */
  private static int[] axes(int[] shape) {
    int[] longer = IntStream.range(0, shape.length).filter(k -> shape[k] > MOST_CHANNELS).toArray();
    return longer.length < 2
        ? new int[] {Math.max(0, shape.length - 2), shape.length - 1}
        : Arrays.copyOfRange(longer, longer.length - 2, longer.length);
  }

  /** The first entry of the slice that an entry is in. */
  private static int origin(Shape all, int[] axes, int entry) {
    int[] at = all.coordinates(entry);
    at[axes[0]] = 0;
    at[axes[1]] = 0;
    return all.flat(at);
  }

  private static MapSheet slice(Shape all, int[] axes, int origin) {
    int[] at = all.coordinates(origin);
    String place =
        IntStream.range(0, at.length)
            .mapToObj(k -> k == axes[0] || k == axes[1] ? ":" : Integer.toString(at[k]))
            .collect(Collectors.joining(",", "[", "]"));
    int rows = all.extent(axes[0]);
    int columns = all.extent(axes[1]);
    int down = all.strides()[axes[0]];
    int across = all.strides()[axes[1]];
    return new MapSheet(
        SLICE + origin,
        "Slice " + place + " of " + SampleArrays.text(all.extents()),
        rows,
        columns,
        values -> {
          double[] slice = new double[rows * columns];
          Arrays.setAll(slice, k -> values[origin + k / columns * down + k % columns * across]);
          return slice;
        },
        Optional.empty());
  }

  private static MapSheet of(KernelSheet kernels) {
    return new MapSheet(
        "",
        "Kernel by kernel",
        kernels.height(),
        kernels.width(),
        kernels::arranged,
        Optional.of(kernels.tiles()));
  }

  /** How they lie, in a sentence with a space behind it; empty where it is plain. */
  String order() {
    if (suffix.startsWith(SLICE)) {
      return "Shown are slices with the worst entries. ";
    }
    if (form != Form.PIXELS) {
      return "Time runs to the right" + (form == Form.LINES ? ", a line for each feature. " : ". ");
    }
    return tiles.isPresent()
        ? "All kernels side by side: those of an output from left to right, the outputs in reading"
            + " order. "
        : "";
  }
}
