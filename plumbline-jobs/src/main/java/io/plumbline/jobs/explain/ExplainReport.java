package io.plumbline.jobs.explain;

import io.plumbline.core.compare.ErrorFormula;
import io.plumbline.diagnose.explain.Explanation;
import io.plumbline.diagnose.explain.Part;
import io.plumbline.jobs.check.outcome.By;
import io.plumbline.report.Numbers;
import io.plumbline.report.Report;
import io.plumbline.report.Section;
import io.plumbline.report.Sentences;
import io.plumbline.report.Table;
import io.plumbline.report.Table.Column;
import io.plumbline.report.TextSection;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** The result as a report: the verdict on top, the parts as maps below. */
final class ExplainReport {
  private static final int MOST_ROWS = 1000;

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
    sections.add(TextSection.ofPoints("What to do", found.advice().sentences()));
    sections.addAll(ExplainMaps.of(outcome.worst()));
    ExplainSlices.of(outcome).section(outcome.worst().slices()).ifPresent(sections::add);
    sections.add(
        outcome
            .asked()
            .places()
            .map(places -> elements(found, places))
            .orElseGet(() -> worst(found)));
    sections.add(Answer.statistics(found));
    if (found.ties().areNamed()) {
      sections.add(layers(found));
    }
    return new Report(
        "Why two gradients of " + outcome.source() + " differ",
        outcome.asked().subtitle(found),
        Optional.of(Answer.of(outcome)),
        sections);
  }

  /** What is compared, of a model. */
  static String subtitle(ExplainSettings settings, Explanation worst) {
    return settings.analytic().getFileName()
        + " against "
        + settings.numeric().getFileName()
        + ": the "
        + settings.of().loss().name()
        + settings
            .of()
            .labelOf(worst.given().target())
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

  /** Those where the two arrays differ most, of what is no picture. */
  private static Table elements(Explanation found, IntFunction<String> places) {
    double[] difference = found.given().difference();
    return elements(
        found,
        places,
        found.given().elements().title() + " one by one",
        IntStream.range(0, difference.length)
            .boxed()
            .sorted(Comparator.comparingDouble(k -> -Math.abs(difference[k])))
            .limit(MOST_ROWS)
            .toList());
  }

  /** Those that a picture has, by their size and by how large they are beside the arrays. */
  private static Table worst(Explanation found) {
    List<Integer> entries = ExplainSlices.worst(found);
    Table table =
        elements(
            found,
            k -> ExplainSlices.place(found.given().shape(), k),
            "Worst " + found.given().elements().several(),
            entries);
    return new Table(table.title(), table.caption(), table.columns(), table.rows(), entries);
  }

  private static Table elements(
      Explanation found, IntFunction<String> places, String title, List<Integer> shown) {
    double[] difference = found.given().difference();
    double[] relative = found.comparison().errors(ErrorFormula.SYMMETRIC_RELATIVE);
    List<Part> effects = found.parts().stream().filter(Part::isEffect).toList();
    List<Column> columns = new ArrayList<>();
    columns.add(Column.text(Sentences.capital(found.given().elements().one())));
    columns.add(Column.number("Analytic"));
    columns.add(Column.number("Numeric"));
    columns.add(Column.number("Difference"));
    columns.add(Column.number("Relative error"));
    effects.forEach(part -> columns.add(Column.number(part.id())));
    List<List<String>> rows =
        shown.stream()
            .map(
                k -> {
                  List<String> row = new ArrayList<>();
                  row.add(places.apply(k));
                  row.add(Numbers.format(found.given().analytic().values()[k]));
                  row.add(Numbers.format(found.given().numeric().values()[k]));
                  row.add(Numbers.format(difference[k]));
                  row.add(Numbers.format(relative[k]));
                  effects.forEach(part -> row.add(Numbers.format(part.values()[k])));
                  return row;
                })
            .toList();
    return new Table(
        title,
        "Those that differ most first; what the difference is made of adds up to it, but for parts"
            + " below 1 %.",
        columns,
        rows);
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
