package io.plumbline.jobs.check.page;

import io.plumbline.diagnose.check.LossSlice;
import io.plumbline.diagnose.check.SampleResult.Judged;
import io.plumbline.evaluate.result.Differences.Standing;
import io.plumbline.jobs.check.outcome.CheckOutcome;
import io.plumbline.jobs.check.outcome.CheckOutcome.Checked;
import io.plumbline.jobs.check.outcome.WorstTable;
import io.plumbline.report.EntryTable;
import io.plumbline.report.KeyFigures.Figure;
import io.plumbline.report.Numbers;
import io.plumbline.report.Section;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The loss along entries of checked gradients: computed only where a report was asked for, of what
 * it shows in full.
 */
public final class LossSlices {
  /** Of each where several samples are shown in full: more would be heavy. */
  private static final int MOST_OF_SEVERAL = 6;

  private LossSlices() {}

  /** The loss along some coordinates of one of several samples. */
  @FunctionalInterface
  public interface Slicer {
    List<LossSlice> of(int sample, int... coordinates);
  }

  /** The outcome with them. */
  public static CheckOutcome in(CheckOutcome outcome, Slicer slicer) {
    if (outcome.settings().files().report().isEmpty()) {
      return outcome;
    }
    Set<Checked> shown = Collections.newSetFromMap(new IdentityHashMap<>());
    shown.addAll(CheckReport.detailed(outcome));
    List<Checked> all = new ArrayList<>(outcome.samples());
    for (int k = 0; k < all.size(); k++) {
      Checked each = all.get(k);
      if (each.result().judged().isPresent() && shown.contains(each)) {
        int[] entries = slices(outcome, each).shown();
        int[] few =
            all.size() > 1
                ? Arrays.copyOf(entries, Math.min(entries.length, MOST_OF_SEVERAL))
                : entries;
        all.set(k, each.with(slicer.of(k, few)));
      }
    }
    return outcome.of(all, outcome.firstWrong());
  }

  /** What a report shows of them; nothing where none was computed. */
  static Optional<Section> section(CheckOutcome outcome, Checked checked) {
    return checked
        .result()
        .judged()
        .flatMap(
            judged ->
                slices(outcome, checked)
                    .section(
                        checked.slices(),
                        new Figure("Loss here", Numbers.format(judged.loss()), "")));
  }

  private static EntrySlices slices(CheckOutcome outcome, Checked checked) {
    Judged judged = checked.result().judged().orElseThrow();
    double[] derivative = judged.derivative().values();
    Standing[] standings = judged.derivative().standings();
    return new EntrySlices(
        WorstTable.entries(judged.judgement()),
        EntrySlices.largestFirst(k -> standings[k] != Standing.SMOOTH, derivative),
        checked.variable()::place,
        k -> EntryTable.word(judged.judgement().agreements()[k]),
        List.of(new EntrySlices.Given(CheckMaps.analytic(outcome.settings()), judged.gradient())),
        EntrySlices.slope(outcome.settings().blackBox()),
        derivative,
        judged.derivative().bounds());
  }
}
