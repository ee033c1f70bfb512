package io.plumbline.jobs.check.page;

import io.plumbline.diagnose.check.LossSlice;
import io.plumbline.jobs.check.outcome.WorstTable;
import io.plumbline.report.CloseUps;
import io.plumbline.report.CloseUps.CloseUp;
import io.plumbline.report.CurvePlot;
import io.plumbline.report.CurvePlot.Axis;
import io.plumbline.report.CurvePlot.Curve;
import io.plumbline.report.EntryTable;
import io.plumbline.report.KeyFigures.Figure;
import io.plumbline.report.Numbers;
import io.plumbline.report.Section;
import io.plumbline.report.Table;
import io.plumbline.report.Table.Column;
import io.plumbline.report.Values;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The loss along those entries that a report lists as the worst, and along some that lie on a tie
 * or kink, as the report shows it.
 *
 * @param worst the entries that its table of the worst lists, in its order
 * @param kinked those on or next to a tie or kink, the most wanted first
 * @param place what an entry is called
 * @param note a word or two on an entry
 * @param arrays what is held against the derivative, by name
 * @param slope what the derivative is called
 * @param derivative in C order
 * @param bounds how far it may be off
 */
public record EntrySlices(
    List<Integer> worst,
    List<Integer> kinked,
    IntFunction<String> place,
    IntFunction<String> note,
    List<Given> arrays,
    String slope,
    double[] derivative,
    double[] bounds) {
  private static final int MOST_KINKED = 8;

  /**
   * An array.
   *
   * @param name what it is called
   * @param values in C order
   */
  public record Given(String name, double[] values) {}

  /** Copies the lists. */
  public EntrySlices {
    worst = List.copyOf(worst);
    kinked = List.copyOf(kinked);
    arrays = List.copyOf(arrays);
  }

  /**
   * What the derivative is called.
   *
   * @param blackBox whether it is of a model that is evaluated and not read
   * @return a noun, as a column's head has it
   */
  public static String slope(boolean blackBox) {
    return blackBox ? "Difference quotient" : "Certified slope";
  }

  /**
   * Entries, the largest derivatives first.
   *
   * @param which of them
   * @param derivative in C order
   * @return their places
   */
  public static List<Integer> largestFirst(IntPredicate which, double[] derivative) {
    return IntStream.range(0, derivative.length)
        .filter(which)
        .boxed()
        .sorted(Comparator.comparingDouble(k -> -Math.abs(derivative[k])))
        .toList();
  }

  /**
   * Which entries are shown.
   *
   * @return places in C order, the most wanted first
   */
  public int[] shown() {
    Stream<Integer> others = kinked.stream().filter(k -> !worst.contains(k)).limit(MOST_KINKED);
    return Stream.concat(worst.stream(), others).mapToInt(Integer::intValue).toArray();
  }

  /**
   * The pixels of a map that a close-up is of.
   *
   * @param slices the close-ups
   * @param size of the array
   * @param arranged what stands where in the map
   * @return the entry of each such pixel
   */
  public static Map<Integer, Integer> pixels(
      List<LossSlice> slices, int size, UnaryOperator<double[]> arranged) {
    Set<Integer> shown = slices.stream().map(LossSlice::index).collect(Collectors.toSet());
    double[] there = arranged.apply(places(size));
    Map<Integer, Integer> entries = new TreeMap<>();
    for (int pixel = 0; pixel < there.length; pixel++) {
      int entry = (int) there[pixel];
      if (shown.contains(entry)) {
        entries.put(pixel, entry);
      }
    }
    return entries;
  }

  /**
   * Every entry's place, to see where an arrangement puts it.
   *
   * @param size of the array
   * @return numbers from 0 on
   */
  public static double[] places(int size) {
    double[] places = new double[size];
    Arrays.setAll(places, k -> k);
    return places;
  }

  /**
   * What a report shows.
   *
   * @param slices the loss along them; none where it was not computed
   * @param figures numbers that are the same along all of them
   * @return empty where there is none
   */
  public Optional<Section> section(List<LossSlice> slices, Figure... figures) {
    if (slices.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new CloseUps(
            "Along one entry",
            caption(slices),
            slices.stream().map(slice -> closeUp(slice, figures)).toList(),
            new Table(
                "",
                "",
                List.of(
                    Column.text("Entry"),
                    Column.number(slope + " ± bound"),
                    Column.number("Slope before"),
                    Column.number("Slope after"),
                    Column.number("Chord"),
                    Column.text("Units at a kink")),
                slices.stream().map(this::row).toList())));
  }

  private String caption(List<LossSlice> slices) {
    LossSlice first = slices.get(0);
    long listed = slices.stream().filter(s -> worst.contains(s.index())).count();
    long others = slices.size() - listed;
    return "The loss where one entry is moved by up to "
        + Numbers.format(first.step())
        + " to either side: of "
        + (listed < worst.size() ? listed + " of the " : "the ")
        + worst.size()
        + (worst.size() == 1 ? " entry" : " entries")
        + " that the table of the worst lists"
        + (others == 0
            ? ""
            : " and of "
                + others
                + " more of the "
                + Numbers.count(kinked.size())
                + " on or next to a tie or kink")
        + ". Point at one in a map or in that table, or choose it here. Slopes before and after are"
        + " quotients over "
        + Numbers.format(first.near())
        + "; the chord is what a central difference over the whole way gives.";
  }

  private String bounded(LossSlice slice) {
    return EntryTable.bounded(derivative[slice.index()], bounds[slice.index()]);
  }

  private List<String> row(LossSlice slice) {
    return List.of(
        place.apply(slice.index()),
        bounded(slice),
        Numbers.format(slice.before()),
        Numbers.format(slice.after()),
        Numbers.format(slice.chord()),
        WorstTable.kinks(slice.kinks()));
  }

  private CloseUp closeUp(LossSlice slice, Figure... figures) {
    int k = slice.index();
    List<Figure> numbers = new ArrayList<>();
    arrays.forEach(
        each -> numbers.add(new Figure(each.name(), Numbers.format(each.values()[k]), "")));
    numbers.add(new Figure(slope, bounded(slice), ""));
    numbers.add(new Figure("Slope before", Numbers.format(slice.before()), ""));
    numbers.add(new Figure("Slope after", Numbers.format(slice.after()), ""));
    numbers.add(new Figure("Chord", Numbers.format(slice.chord()), ""));
    numbers.addAll(List.of(figures));
    return new CloseUp(
        k, place.apply(k), note.apply(k), numbers, slice.kinks(), plot(slice, derivative[k]));
  }

  private CurvePlot plot(LossSlice slice, double along) {
    double h = slice.step();
    double[] changes = slice.changes().stream().mapToDouble(each -> each).toArray();
    Values ends = Values.of(-h, h);
    return new CurvePlot(
        "along-" + slice.index(),
        "",
        "",
        new Axis("move of the entry", false),
        new Axis("change of the loss", false),
        List.of(
            new Curve(
                "loss",
                Values.of(slice.moves().stream().mapToDouble(each -> each).toArray()),
                Values.of(changes)),
            new Curve(slope.toLowerCase(Locale.ROOT), ends, Values.of(-along * h, along * h)),
            new Curve(
                "slopes before and after",
                Values.of(-h, 0, h),
                Values.of(-slice.before() * h, 0, slice.after() * h)),
            new Curve("chord", ends, Values.of(changes[0], changes[changes.length - 1]))),
        List.of());
  }
}
