package io.plumbline.jobs.audit.summary;

import io.plumbline.core.function.Shape;
import io.plumbline.jobs.audit.rows.AuditPlan;
import io.plumbline.jobs.audit.rows.AuditRow;
import io.plumbline.jobs.audit.rows.AuditRow.Finding;
import io.plumbline.jobs.audit.rows.AuditRow.Worst;
import io.plumbline.report.Numbers;
import io.plumbline.report.Sentences;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** One row in words. */
final class SampleWords {
  private final AuditPlan plan;
  private final AuditRow row;
  private final Finding found;

  SampleWords(AuditPlan plan, AuditRow row) {
    this.plan = plan;
    this.row = row;
    this.found = row.finding().orElseThrow();
  }

  /** What people find it by, beside its index where that is another. */
  static String name(int index, String key) {
    String number = Integer.toString(index);
    return key.equals(number) ? number : number + " (" + key + ")";
  }

  String title() {
    return found.verdict() + ": sample " + name(row.index(), row.key());
  }

  /** Why it is what it is, in a word: a cause, or a reason. */
  static String why(Finding found) {
    return switch (found.verdict()) {
      case FAIL -> CauseCounts.cause(found).id();
      case INCONCLUSIVE -> found.reason().map(AuditSentence::word).orElse("");
      case PASS -> "";
    };
  }

  String label() {
    return found.label().isPresent() ? Integer.toString(found.label().getAsInt()) : "";
  }

  /** What it is filtered by: verdict, cause or reason, class. */
  List<String> tags() {
    return List.of(found.verdict().name(), why(found), label());
  }

  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(
        (found.label().isPresent() ? "Class " + label() + ", predicted " : "Predicted ")
            + found.predicted()
            + ", loss "
            + Numbers.format(found.loss())
            + ".");
    switch (found.verdict()) {
      case FAIL -> lines.add(CauseCounts.cause(found).sentence());
      case INCONCLUSIVE ->
          found.reason().ifPresent(reason -> lines.add(Sentences.capital(reason.sentence()) + "."));
      case PASS -> {}
    }
    String worst = found.worst().stream().findFirst().map(this::worst).orElse("");
    lines.add("Error in norm " + Numbers.format(found.normError()) + worst + ".");
    return lines;
  }

  private String worst(Worst worst) {
    int[] shape = plan.shape().stream().mapToInt(Integer::intValue).toArray();
    return "; worst at ("
        + Arrays.stream(Shape.of(shape).coordinates(worst.coordinate()))
            .mapToObj(Integer::toString)
            .collect(Collectors.joining(", "))
        + "): "
        + Numbers.format(worst.analytic())
        + ", and right is "
        + Numbers.format(worst.numeric())
        + " ± "
        + Numbers.format(worst.allowed());
  }

  String command() {
    return "./plumbline " + String.join(" ", plan.command()) + " --sample " + row.index();
  }
}
