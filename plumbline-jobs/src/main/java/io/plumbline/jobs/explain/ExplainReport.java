package io.plumbline.jobs.explain;

import io.plumbline.diagnose.explain.Explanation;
import io.plumbline.jobs.check.By;
import io.plumbline.report.Numbers;
import io.plumbline.report.Report;
import io.plumbline.report.Section;
import io.plumbline.report.Table;
import io.plumbline.report.Table.Column;
import io.plumbline.report.TextSection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The result as a report: the verdict on top, the parts as maps below. */
final class ExplainReport {
  private ExplainReport() {}

  static Report of(ExplainOutcome outcome) {
    Explanation found = outcome.worst().explanation();
    List<Section> sections = new ArrayList<>();
    if (outcome.isTable()) {
      sections.add(
          TextSection.ofPoints(
              "The worst", List.of(outcome.worst().tensor().orElseThrow() + ", as follows")));
    }
    sections.add(
        TextSection.ofPoints(
            "Each part", found.parts().stream().map(p -> p.id() + ": " + p.sentence()).toList()));
    sections.addAll(ExplainMaps.of(found));
    sections.add(Answer.statistics(found));
    sections.add(TextSection.ofPoints("What to do", found.advice().sentences()));
    if (found.ties().areNamed()) {
      sections.add(layers(found));
    }
    return new Report(
        "Why two gradients of " + outcome.source() + " differ",
        subtitle(outcome),
        Optional.of(Answer.of(outcome)),
        sections);
  }

  private static String subtitle(ExplainOutcome outcome) {
    ExplainSettings settings = outcome.settings();
    return settings.analytic().getFileName()
        + " against "
        + settings.numeric().getFileName()
        + ": the "
        + settings.of().loss().name()
        + settings
            .of()
            .labelOf(outcome.worst().explanation().given().target())
            .map(label -> " for label " + label)
            .orElse("")
        + (settings.by().equals(By.INPUT) ? "" : ", by " + settings.by())
        + ", h = "
        + Numbers.setting(settings.step())
        + (settings.tile() > 1 ? ", tiles of " + settings.tile() : "")
        + (settings.training().isPresent() ? ", in training mode" : "")
        + (settings.blackBox() ? ", the model evaluated as a black box" : "")
        + ".";
  }

  private static Table layers(Explanation found) {
    List<List<String>> rows =
        found.ties().layers().stream()
            .map(
                layer ->
                    List.of(
                        layer.layer(),
                        Numbers.count(layer.tied()),
                        Numbers.count(layer.crossing())))
            .toList();
    return new Table(
        "Ties and kinks by layer",
        "How many "
            + found.given().elements().several()
            + " move a unit that ties exactly, and how many others one that switches within h.",
        List.of(Column.text("Layer"), Column.number("Tied"), Column.number("Crossing")),
        rows);
  }
}
