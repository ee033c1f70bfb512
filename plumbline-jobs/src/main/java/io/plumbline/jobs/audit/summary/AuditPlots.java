package io.plumbline.jobs.audit.summary;

import io.plumbline.core.verdict.Verdict;
import io.plumbline.jobs.ByCause;
import io.plumbline.jobs.audit.rows.ChunkMaps;
import io.plumbline.jobs.audit.rows.ChunkMaps.Cells;
import io.plumbline.jobs.audit.summary.PlaceCounts.Kind;
import io.plumbline.jobs.audit.summary.PlaceCounts.Repeating;
import io.plumbline.report.CellPlot;
import io.plumbline.report.CellPlot.Axis;
import io.plumbline.report.CellPlot.Layout;
import io.plumbline.report.CellPlot.Line;
import io.plumbline.report.CellPlot.Panel;
import io.plumbline.report.CellPlot.Tick;
import io.plumbline.report.ColourScale;
import io.plumbline.report.Numbers;
import io.plumbline.report.Table;
import io.plumbline.report.Table.Column;
import io.plumbline.report.Values;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What is drawn of a summary: pixels, predictions, and places in the data. */
final class AuditPlots {
  private static final int MOST_TICKS = 5;
  private static final int MOST_LISTED = 20;

  private final AuditSummary of;

  AuditPlots(AuditSummary summary) {
    this.of = summary;
  }

  // ---- where in the input

  Optional<CellPlot> maps() {
    return of.maps().map(this::maps);
  }

  private CellPlot maps(ChunkMaps maps) {
    double[] tied = Arrays.stream(maps.tied()).asDoubleStream().toArray();
    double[] wrong = Arrays.stream(maps.wrong()).asDoubleStream().toArray();
    List<Panel> panels = new ArrayList<>();
    List<List<String>> rows = new ArrayList<>();
    Stream.of(
            new Sum("Samples with a tie", tied),
            new Sum("Samples that disagree", wrong),
            new Sum("Errors, added up", maps.error()))
        .filter(sum -> Arrays.stream(sum.values).anyMatch(value -> value > 0))
        .forEach(
            sum -> {
              panels.add(panel(maps.cells(), sum));
              largest(rows, maps.cells(), sum);
            });
    String cell =
        maps.cells().edge() == 1 ? "" : " A cell is " + square(maps.cells()) + " of the input.";
    String none = Arrays.stream(wrong).sum() == 0 ? " No coordinate of any sample disagrees." : "";
    return new CellPlot(
        "Where in the input",
        "All samples laid over each other: how many have a coordinate in the cell whose derivative"
            + " depends on ties, how many one that disagrees, and how large the differences are,"
            + " each relative to the norm of its sample's derivative."
            + cell
            + none,
        panels,
        new Table(
            "",
            "The cells with the most.",
            List.of(
                Column.text("Map"),
                Column.number("Row"),
                Column.number("Column"),
                Column.number("Number")),
            rows));
  }

  private record Sum(String title, double[] values) {}

  private static String square(Cells cells) {
    return cells.rows() == 1
        ? cells.edge() + " coordinates"
        : cells.edge() + " by " + cells.edge() + " pixels";
  }

  private static Panel panel(Cells cells, Sum sum) {
    int largest = largest(sum.values);
    return new Panel(
        sum.title,
        "Most, "
            + Numbers.format(sum.values[largest])
            + ", at row "
            + largest / cells.columns() * cells.edge()
            + ", column "
            + largest % cells.columns() * cells.edge()
            + ".",
        cells.rows(),
        cells.columns(),
        Values.of(sum.values),
        scale(sum.values),
        cells.rows() == 1 ? Layout.STRIP : Layout.PIXELS,
        every(cells.columns(), column -> Integer.toString(column * cells.edge())),
        cells.rows() == 1
            ? Axis.none()
            : every(cells.rows(), row -> Integer.toString(row * cells.edge())),
        List.of());
  }

  private static int largest(double[] values) {
    return IntStream.range(0, values.length)
        .boxed()
        .max(Comparator.comparingDouble(k -> values[k]))
        .orElseThrow();
  }

  private static void largest(List<List<String>> rows, Cells cells, Sum sum) {
    IntStream.range(0, sum.values.length)
        .boxed()
        .filter(k -> sum.values[k] > 0)
        .sorted(Comparator.comparingDouble((Integer k) -> sum.values[k]).reversed())
        .limit(MOST_LISTED)
        .forEach(
            k ->
                rows.add(
                    List.of(
                        sum.title,
                        Integer.toString(k / cells.columns() * cells.edge()),
                        Integer.toString(k % cells.columns() * cells.edge()),
                        Numbers.format(sum.values[k]))));
  }

  // ---- predicted against label

  Optional<CellPlot> predictions() {
    ClassCounts labels = of.labels();
    if (!labels.arePaired() || labels.list().size() < 2) {
      return Optional.empty();
    }
    int classes = of.plan().classes();
    List<Panel> panels = new ArrayList<>();
    panels.add(pairs("All samples", (label, predicted) -> labels.pair(label, predicted)));
    for (Verdict verdict : List.of(Verdict.INCONCLUSIVE, Verdict.FAIL)) {
      if (of.verdicts().count(verdict) > 0) {
        panels.add(
            pairs(title(verdict), (label, predicted) -> labels.pair(label, predicted, verdict)));
      }
    }
    List<List<String>> rows =
        labels.list().stream()
            .flatMap(
                label ->
                    IntStream.range(0, classes).mapToObj(predicted -> List.of(label, predicted)))
            .filter(pair -> labels.pair(pair.get(0), pair.get(1)) > 0)
            .map(
                pair ->
                    List.of(
                        Integer.toString(pair.get(0)),
                        Integer.toString(pair.get(1)),
                        Numbers.count(labels.pair(pair.get(0), pair.get(1))),
                        count(pair, Verdict.PASS),
                        count(pair, Verdict.INCONCLUSIVE),
                        count(pair, Verdict.FAIL)))
            .toList();
    return Optional.of(
        new CellPlot(
            "Predicted against label",
            "The output that is largest, against the class; what is predicted right lies on the"
                + " diagonal.",
            panels,
            new Table(
                "",
                "",
                List.of(
                    Column.number("Label"),
                    Column.number("Predicted"),
                    Column.number("Samples"),
                    Column.number("Right"),
                    Column.number("Undecided"),
                    Column.number("Wrong")),
                rows)));
  }

  private String count(List<Integer> pair, Verdict verdict) {
    return ByCause.orNothing(of.labels().pair(pair.get(0), pair.get(1), verdict));
  }

  private interface Counted {
    long of(int label, int predicted);
  }

  private Panel pairs(String title, Counted counted) {
    int classes = of.plan().classes();
    double[] counts = new double[classes * classes];
    Arrays.setAll(counts, k -> counted.of(k / classes, k % classes));
    int most = largest(counts);
    Axis each = every(classes, Integer::toString);
    return new Panel(
        title,
        "Most, "
            + Numbers.count((long) counts[most])
            + ", are of class "
            + most / classes
            + " and predicted as "
            + most % classes
            + ".",
        classes,
        classes,
        Values.of(counts),
        scale(counts),
        Layout.PLOT,
        new Axis("→ predicted", each.ticks()),
        new Axis("↓ label", each.ticks()),
        List.of());
  }

  // ---- where in the data

  CellPlot places() {
    PlaceCounts places = of.places();
    List<Kind> kinds =
        Arrays.stream(Kind.values())
            .filter(kind -> count(places, kind) > 0)
            .sorted(Comparator.reverseOrder())
            .toList();
    // Beside all that are right, the few that are not would hardly be seen.
    List<Kind> drawn = kinds.size() == 1 ? kinds : without(kinds, Kind.RIGHT);
    List<Panel> panels = new ArrayList<>();
    panels.add(
        strip(
            "Along the data",
            drawn,
            places.bins(),
            places::count,
            bin -> Integer.toString(places.from(bin))));
    List<Repeating> repeating = SummaryJson.repeating(places).toList();
    repeating.stream()
        .map(Repeating::period)
        .distinct()
        .forEach(
            period ->
                panels.add(
                    strip(
                        "By the index modulo " + period,
                        drawn,
                        period,
                        (kind, remainder) -> places.count(kind, period, remainder),
                        Integer::toString)));
    return new CellPlot(
        "Where in the data",
        "How many samples of each kind lie in each part of the data."
            + (repeating.isEmpty()
                ? " No kind of error comes again every so many samples more than chance explains."
                : " What comes again every so many samples is most often a loader's."),
        panels,
        new Table(
            "",
            "",
            Stream.concat(
                    Stream.of(Column.number("From sample")),
                    kinds.stream().map(kind -> Column.number(kind.word())))
                .toList(),
            IntStream.range(0, places.bins())
                .mapToObj(
                    bin ->
                        Stream.concat(
                                Stream.of(Numbers.count(places.from(bin))),
                                kinds.stream()
                                    .map(kind -> ByCause.orNothing(places.count(kind, bin))))
                            .toList())
                .toList()));
  }

  private static List<Kind> without(List<Kind> kinds, Kind one) {
    return kinds.stream().filter(kind -> kind != one).toList();
  }

  private static long count(PlaceCounts places, Kind kind) {
    return IntStream.range(0, places.bins()).mapToLong(bin -> places.count(kind, bin)).sum();
  }

  private interface Placed {
    long count(Kind kind, int place);
  }

  private static Panel strip(
      String title, List<Kind> kinds, int bins, Placed placed, IntFunction<String> label) {
    double[] counts = new double[kinds.size() * bins];
    Arrays.setAll(counts, k -> placed.count(kinds.get(k / bins), k % bins));
    List<Tick> names = new ArrayList<>();
    kinds.forEach(kind -> names.add(new Tick(names.size() + 0.5, kind.word())));
    return new Panel(
        title,
        "The numbers are in the table below.",
        kinds.size(),
        bins,
        Values.of(counts),
        scale(counts),
        Layout.STRIP,
        every(bins, label),
        new Axis("", names),
        List.of());
  }

  static String title(Verdict verdict) {
    return switch (verdict) {
      case PASS -> "Right";
      case INCONCLUSIVE -> "Undecided";
      case FAIL -> "Wrong";
    };
  }

  // ---- axes and scales

  static ColourScale.LogSequential scale(double[] values) {
    double[] drawn =
        Arrays.stream(values).filter(value -> value > 0 && Double.isFinite(value)).toArray();
    double most = Arrays.stream(drawn).max().orElse(1);
    double least = Arrays.stream(drawn).min().orElse(1);
    // Over more than six decades, the small ones could not be told apart anyway; and where all are
    // the same, there is nothing to tell apart.
    double low = Math.max(least, most * 1e-6);
    return new ColourScale.LogSequential(low, Math.max(most, 2 * low));
  }

  private static Axis every(int count, IntFunction<String> label) {
    int step = 1;
    for (int next : new int[] {2, 4, 5, 7, 10, 14, 20, 28, 32, 50, 56, 64, 100, 200, 256, 500}) {
      if ((count - 1) / step >= MOST_TICKS) {
        step = next;
      }
    }
    int by = step;
    return new Axis(
        "",
        IntStream.range(0, (count - 1) / by + 1)
            .mapToObj(k -> new Tick(k * by + 0.5, label.apply(k * by)))
            .toList());
  }

  /** A line through places; what it is called. */
  static Line line(String name, double[] x, double[] y) {
    return new Line(name, Values.of(x), Values.of(y));
  }
}
