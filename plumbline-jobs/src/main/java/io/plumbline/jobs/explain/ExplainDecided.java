package io.plumbline.jobs.explain;

import io.plumbline.diagnose.explain.ArrayVerdict;
import io.plumbline.diagnose.explain.Made;
import io.plumbline.jobs.check.words.DecidedTable;
import io.plumbline.jobs.input.Decisions;
import io.plumbline.jobs.input.SampleArrays;
import io.plumbline.report.Numbers;
import io.plumbline.report.Table;
import java.util.Optional;

/** What was decided on the way to an explanation. */
public final class ExplainDecided {
  private ExplainDecided() {}

  /**
   * The table.
   *
   * @param asked what was asked
   * @param outcome what came of it
   * @return a line for each decision; those of ties and evidence have all that tensors have
   */
  public static Table of(ExplainSettings asked, ExplainOutcome outcome) {
    Decisions decisions = new Decisions();
    if (outcome.asked() instanceof ExplainSettings meant) {
      decisions.loss(asked.of().loss(), meant.of().loss());
    }
    decisions.layout(outcome.worst().explanation().given().layout(), asked.of().preprocessing());
    decisions.add(
        "Arithmetic",
        SampleArrays.word(outcome.worst().explanation().given().analytic().precision()),
        "the analytic array, or the model's weights, are stored so");
    DecidedTable.evidence(
        decisions,
        outcome.explained().stream()
            .map(each -> each.explanation().analytic())
            .map(ArrayVerdict::network)
            .flatMap(Optional::stream)
            .toList(),
        false);
    return decisions
        .add("Quotients", words(outcome.worst().explanation().made()), "they come nearest to these")
        .table();
  }

  private static String words(Made made) {
    return made.quotient()
        + ", h = "
        + Numbers.setting(made.step())
        + (made.tile() == 1 ? "" : ", tiles of " + made.tile())
        + (made.factor() == 1 ? "" : ", times " + Numbers.format(made.factor()));
  }
}
