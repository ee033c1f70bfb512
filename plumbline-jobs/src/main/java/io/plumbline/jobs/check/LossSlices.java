package io.plumbline.jobs.check;

import io.plumbline.core.verdict.Judgement;
import io.plumbline.diagnose.check.LossSlice;
import io.plumbline.diagnose.check.SampleResult.Judged;
import io.plumbline.evaluate.result.Differences.Standing;
import io.plumbline.jobs.check.CheckOutcome.Checked;
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
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The loss along those entries that a report lists as the worst, and along some that lie on a tie
 * or kink: computed only where a report was asked for, of what it shows in full.
 */
final class LossSlices {
  private static final int MOST_KINKED = 8;

  /** Of each where several samples are shown in full: more would be heavy. */
  private static final int MOST_OF_SEVERAL = 6;

  private final Checked checked;
  private final Judged judged;
  private final CheckSettings settings;

  private LossSlices(Checked checked, CheckSettings settings) {
    this.checked = checked;
    this.judged = checked.result().judged().orElseThrow();
    this.settings = settings;
  }

  /** The loss along some coordinates of one of several samples. */
  @FunctionalInterface
  interface Slicer {
    List<LossSlice> of(int sample, int... coordinates);
  }

  /** The outcome with them. */
  static CheckOutcome in(CheckOutcome outcome, Slicer slicer) {
    if (outcome.settings().files().report().isEmpty()) {
      return outcome;
    }
    Set<Checked> shown = Collections.newSetFromMap(new IdentityHashMap<>());
    shown.addAll(CheckReport.detailed(outcome));
    List<Checked> all = new ArrayList<>(outcome.samples());
    for (int k = 0; k < all.size(); k++) {
      Checked each = all.get(k);
      Optional<Judged> judged = each.result().judged();
      if (judged.isPresent() && shown.contains(each)) {
        IntStream entries = entries(judged.get());
        int[] few = (all.size() > 1 ? entries.limit(MOST_OF_SEVERAL) : entries).toArray();
        all.set(k, each.with(slicer.of(k, few)));
      }
    }
    return outcome.of(all, outcome.firstWrong());
  }

  private static IntStream entries(Judged judged) {
    List<Integer> worst = WorstTable.entries(judged.judgement());
    Stream<Integer> others = kinked(judged).filter(k -> !worst.contains(k)).limit(MOST_KINKED);
    return Stream.concat(worst.stream(), others).mapToInt(Integer::intValue);
  }

  /** Those that are not smooth, the largest derivatives first. */
  private static Stream<Integer> kinked(Judged judged) {
    double[] values = judged.derivative().values();
    return IntStream.range(0, values.length)
        .filter(k -> judged.derivative().standings()[k] != Standing.SMOOTH)
        .boxed()
        .sorted(Comparator.comparingDouble(k -> -Math.abs(values[k])));
  }

  /** What a report shows of them; nothing where none was computed. */
  static Optional<Section> section(CheckOutcome outcome, Checked checked) {
    return checked.slices().isEmpty()
        ? Optional.empty()
        : Optional.of(new LossSlices(checked, outcome.settings()).section());
  }

  private Section section() {
    List<LossSlice> slices = checked.slices();
    return new CloseUps(
        "Along one entry",
        caption(),
        slices.stream().map(this::closeUp).toList(),
        new Table(
            "",
            "",
            List.of(
                Column.text("Entry"),
                Column.number(slope() + " ± bound"),
                Column.number("Slope before"),
                Column.number("Slope after"),
                Column.number("Chord"),
                Column.text("Units at a kink")),
            slices.stream().map(this::row).toList()));
  }

  private String caption() {
    LossSlice first = checked.slices().get(0);
    List<Integer> worst = WorstTable.entries(judged.judgement());
    long listed = checked.slices().stream().filter(s -> worst.contains(s.index())).count();
    long others = checked.slices().size() - listed;
    String several = worst.size() == 1 ? " entry" : " entries";
    return "The loss where one entry is moved by up to "
        + Numbers.format(first.step())
        + " to either side: of "
        + (listed < worst.size() ? listed + " of the " : "the ")
        + worst.size()
        + several
        + " that the table of the worst lists"
        + (others == 0
            ? ""
            : " and of "
                + others
                + " more of the "
                + Numbers.count(kinked(judged).count())
                + " on or next to a tie or kink")
        + ". Point at one in a map or in that table, or choose it here. Slopes before and after are"
        + " quotients over "
        + Numbers.format(first.near())
        + "; the chord is what a central difference over the whole way gives.";
  }

  private String slope() {
    return settings.blackBox() ? "Difference quotient" : "Certified slope";
  }

  private String bounded(LossSlice slice) {
    return EntryTable.bounded(
        judged.derivative().values()[slice.index()], judged.derivative().bounds()[slice.index()]);
  }

  private String place(LossSlice slice) {
    return checked.variable().place(slice.index());
  }

  private List<String> row(LossSlice slice) {
    return List.of(
        place(slice),
        bounded(slice),
        Numbers.format(slice.before()),
        Numbers.format(slice.after()),
        Numbers.format(slice.chord()),
        WorstTable.kinks(slice.kinks()));
  }

  private CloseUp closeUp(LossSlice slice) {
    int k = slice.index();
    Judgement judgement = judged.judgement();
    return new CloseUp(
        k,
        place(slice),
        EntryTable.word(judgement.agreements()[k]),
        List.of(
            new Figure(CheckMaps.analytic(settings), Numbers.format(judged.gradient()[k]), ""),
            new Figure(slope(), bounded(slice), ""),
            new Figure("Slope before", Numbers.format(slice.before()), ""),
            new Figure("Slope after", Numbers.format(slice.after()), ""),
            new Figure("Chord", Numbers.format(slice.chord()), ""),
            new Figure("Loss here", Numbers.format(judged.loss()), "")),
        slice.kinks(),
        plot(slice));
  }

  private CurvePlot plot(LossSlice slice) {
    double h = slice.step();
    double[] changes = slice.changes().stream().mapToDouble(each -> each).toArray();
    double slope = judged.derivative().values()[slice.index()];
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
            new Curve(
                settings.blackBox() ? "difference quotient" : "certified slope",
                ends,
                Values.of(-slope * h, slope * h)),
            new Curve(
                "slopes before and after",
                Values.of(-h, 0, h),
                Values.of(-slice.before() * h, 0, slice.after() * h)),
            new Curve("chord", ends, Values.of(changes[0], changes[changes.length - 1]))),
        List.of());
  }
}
