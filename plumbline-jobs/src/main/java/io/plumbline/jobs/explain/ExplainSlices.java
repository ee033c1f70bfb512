package io.plumbline.jobs.explain;

import io.plumbline.core.compare.ErrorFormula;
import io.plumbline.core.function.Shape;
import io.plumbline.diagnose.check.LossSlice;
import io.plumbline.diagnose.explain.Disagreement;
import io.plumbline.diagnose.explain.Explanation;
import io.plumbline.jobs.WorstEntries;
import io.plumbline.jobs.check.page.EntrySlices;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The loss along entries of the arrays that are explained, as far as x was moved for them. */
final class ExplainSlices {
  private ExplainSlices() {}

  /** The loss along some entries of the worst pair. */
  @FunctionalInterface
  interface Slicer {
    List<LossSlice> of(Explained worst, double step, int... entries);
  }

  /** The outcome with them, where a report shows them. */
  static ExplainOutcome in(ExplainOutcome outcome, Slicer slicer) {
    if (outcome.asked().report().isEmpty()) {
      return outcome;
    }
    Explained worst = outcome.worst();
    Explanation found = worst.explanation();
    List<Explained> all = new ArrayList<>(outcome.explained());
    all.set(0, worst.with(slicer.of(worst, found.made().step(), of(outcome).shown())));
    return new ExplainOutcome(outcome.asked(), outcome.source(), all, outcome.input());
  }

  /** What is shown of the worst pair. */
  static EntrySlices of(ExplainOutcome outcome) {
    Explanation found = outcome.worst().explanation();
    Disagreement given = found.given();
    double[] derivative = found.analytic().derivative();
    boolean[] tied = found.ties().tied();
    boolean[] crossing = found.ties().crossing();
    return new EntrySlices(
        worst(found),
        EntrySlices.largestFirst(k -> tied[k] || crossing[k], derivative),
        k -> place(given.shape(), k),
        k -> tied[k] ? "on a tie or kink" : crossing[k] ? "crosses a kink" : "no kink",
        List.of(
            new EntrySlices.Given("Analytic", given.analytic().values()),
            new EntrySlices.Given("Numeric", given.numeric().values())),
        EntrySlices.slope(found.analytic().measured().isPresent()),
        derivative,
        found.analytic().bounds());
  }

  /** The entries that a report lists, by their size and by how large they are beside the arrays. */
  static List<Integer> worst(Explanation found) {
    double[] difference = found.given().difference();
    double[] relative = found.comparison().errors(ErrorFormula.SYMMETRIC_RELATIVE);
    return WorstEntries.of(difference.length, k -> Math.abs(difference[k]), k -> relative[k]);
  }

  static String place(Shape shape, int entry) {
    return Arrays.toString(shape.coordinates(entry)).replace(" ", "");
  }
}
