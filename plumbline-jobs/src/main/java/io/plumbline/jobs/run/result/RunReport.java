package io.plumbline.jobs.run.result;

import io.plumbline.report.CurvePlot;
import io.plumbline.report.Folded;
import io.plumbline.report.KeyFigures;
import io.plumbline.report.Numbers;
import io.plumbline.report.Report;
import io.plumbline.report.Section;
import io.plumbline.report.Table;
import io.plumbline.report.Table.Column;
import io.plumbline.report.TextSection;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Composes the main job's report from its result. */
public final class RunReport {
  private RunReport() {}

  /**
   * The report of a run.
   *
   * @param result what the run found
   * @return its sections, top to bottom
   */
  public static Report of(RunResult result) {
    List<Section> sections = new ArrayList<>();
    sections.add(keyFigures(result));
    sections.add(TextSection.ofPoints("What this shows", result.findings()));
    sections.add(comparisons(result.comparisons()));
    sections.addAll(GradientSections.maps(result, result.float32(), ""));
    sections.add(AttackSections.gallery(result));
    sections.add(sweep(result.sweep()));
    sections.add(GradientSections.worst(result));
    sections.add(GradientSections.histogram(result.float32(), ""));
    sections.add(GradientSections.statistics(result.float32()));
    if (!result.weights().isEmpty()) {
      sections.add(WeightRow.table(result.weights()));
    }
    sections.add(float64(result));
    sections.add(model(result));
    sections.add(provenance(result.provenance()));
    return new Report(title(result), subtitle(result), result.verdict(), sections);
  }

  private static String title(RunResult result) {
    return "Input gradient of test image " + result.image().index();
  }

  private static String subtitle(RunResult result) {
    String tile = result.tile() == 1 ? "" : ", tiles of side " + result.tile();
    return String.format(
        Locale.ROOT,
        "Label %d. Central differences with h = %s%s, against reverse mode.",
        result.image().label(),
        Numbers.setting(result.float32().step()),
        tile);
  }

  private static KeyFigures keyFigures(RunResult result) {
    List<KeyFigures.Figure> figures = new ArrayList<>();
    figures.add(
        new KeyFigures.Figure(
            "Test accuracy",
            Numbers.percent(result.test().accuracy()),
            "on " + Numbers.count(result.test().count()) + " images"));
    List<ComparisonRow> rows = result.comparisons();
    if (!rows.isEmpty()) {
      ComparisonRow asItIs = rows.get(0);
      figures.add(normError(asItIs));
      asItIs.kinks().ifPresent(count -> figures.add(kinks(count, result.image().pixels().size())));
      if (rows.size() > 1) {
        figures.add(normError(rows.get(rows.size() - 1)));
      }
    }
    figures.add(AttackSections.figure(result.attack()));
    return new KeyFigures("", figures);
  }

  private static KeyFigures.Figure normError(ComparisonRow row) {
    return new KeyFigures.Figure(
        "Gradients differ by",
        row.normError() < 1e-4 ? Numbers.format(row.normError()) : Numbers.percent(row.normError()),
        "in norm, " + row.precision() + ", " + row.input());
  }

  private static KeyFigures.Figure kinks(int count, int pixels) {
    return new KeyFigures.Figure(
        "On a tie or kink", Numbers.count(count), "of " + Numbers.count(pixels) + " pixels");
  }

  private static Section sweep(StepCurve sweep) {
    List<CurvePlot.Marker> markers = new ArrayList<>();
    markers.add(new CurvePlot.Marker(sweep.usedStep(), "this run"));
    sweep.bestStep().ifPresent(step -> markers.add(new CurvePlot.Marker(step, "best")));
    return new CurvePlot(
        "error-against-step",
        "Error against step size",
        "A long step misses curvature and crosses kinks; a short one drowns in rounding.",
        new CurvePlot.Axis("step h", true),
        new CurvePlot.Axis(sweep.errorName(), true),
        List.of(
            new CurvePlot.Curve("float32", sweep.steps(), sweep.float32Error()),
            new CurvePlot.Curve("float64", sweep.steps(), sweep.float64Error())),
        markers);
  }

  private static Section comparisons(List<ComparisonRow> comparisons) {
    List<List<String>> rows =
        comparisons.stream()
            .map(
                row ->
                    List.of(
                        row.input(),
                        row.precision(),
                        Numbers.format(row.medianError()),
                        Numbers.format(row.normError()),
                        row.kinks().map(Numbers::count).orElse("unknown")))
            .toList();
    return new Table(
        "The same image, moved off its ties",
        "Where the error falls with the jitter, ties made it; where it falls with float64, rounding"
            + " did.",
        List.of(
            Column.text("Image"),
            Column.text("Precision"),
            Column.number("Median relative error"),
            Column.number("Error in norm"),
            Column.number("Pixels on a tie or kink")),
        rows);
  }

  private static Section float64(RunResult result) {
    List<Section> inside = new ArrayList<>();
    inside.addAll(GradientSections.maps(result, result.float64(), "-float64"));
    inside.add(GradientSections.histogram(result.float64(), "-float64"));
    inside.add(GradientSections.statistics(result.float64()));
    return new Folded("The same in float64", "gradients, errors and statistics", inside);
  }

  private static Section model(RunResult result) {
    List<List<String>> layers = new ArrayList<>();
    for (ModelSummary.Layer layer : result.model().layers()) {
      layers.add(
          List.of(
              layer.name(), layer.kind(), layer.outputShape(), Numbers.count(layer.parameters())));
    }
    List<Section> inside = new ArrayList<>();
    inside.add(
        new Table(
            "",
            Numbers.count(result.model().parameters()) + " parameters in all.",
            List.of(
                Column.text("Layer"),
                Column.text("Kind"),
                Column.text("Output shape"),
                Column.number("Parameters")),
            layers));
    if (!result.training().isEmpty()) {
      inside.add(training(result));
    }
    String score =
        String.format(
            Locale.ROOT,
            "test loss %s, test accuracy %s",
            Numbers.format(result.test().loss()),
            Numbers.percent(result.test().accuracy()));
    return new Folded("Model and training", score, inside);
  }

  private static Section training(RunResult result) {
    List<List<String>> epochs = new ArrayList<>();
    for (Epoch epoch : result.training()) {
      epochs.add(
          List.of(
              Integer.toString(epoch.number()),
              Numbers.format(epoch.loss()),
              Numbers.percent(epoch.accuracy()),
              Numbers.format(epoch.validationLoss()),
              Numbers.percent(epoch.validationAccuracy()),
              Numbers.format(epoch.seconds())));
    }
    return new Table(
        "Training",
        "",
        List.of(
            Column.number("Epoch"),
            Column.number("Loss"),
            Column.number("Accuracy"),
            Column.number("Validation loss"),
            Column.number("Validation accuracy"),
            Column.number("Seconds")),
        epochs);
  }

  private static Section provenance(Provenance provenance) {
    List<Section> inside = new ArrayList<>();
    inside.add(new TextSection("", List.of(), List.of(), List.of(provenance.commandLine())));
    inside.add(entries("Settings", provenance.settings()));
    inside.add(entries("Versions", provenance.versions()));
    return new Folded("Settings and versions", "seed " + provenance.seed(), inside);
  }

  private static Section entries(String title, List<Provenance.Entry> entries) {
    return new Table(
        title,
        "",
        List.of(Column.text("Name"), Column.text("Value")),
        entries.stream().map(entry -> List.of(entry.name(), entry.value())).toList());
  }
}
