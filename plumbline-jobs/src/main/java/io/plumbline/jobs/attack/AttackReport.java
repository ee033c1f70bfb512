package io.plumbline.jobs.attack;

import io.plumbline.attack.Norm;
import io.plumbline.attack.SelfCheck;
import io.plumbline.core.verdict.Verdict;
import io.plumbline.report.ColourScale;
import io.plumbline.report.CurvePlot;
import io.plumbline.report.Gallery;
import io.plumbline.report.KeyFigures;
import io.plumbline.report.Numbers;
import io.plumbline.report.Report;
import io.plumbline.report.Section;
import io.plumbline.report.TextSection;
import io.plumbline.report.Values;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;

/** The report of an attack. */
final class AttackReport {
  private static final ColourScale BRIGHTNESS = new ColourScale.Gray(0, 1);

  private final AttackOutcome outcome;

  private AttackReport(AttackOutcome outcome) {
    this.outcome = outcome;
  }

  static Report of(AttackOutcome outcome) {
    return new AttackReport(outcome).compose();
  }

  private Report compose() {
    List<Section> sections = new ArrayList<>();
    sections.add(figures());
    outcome.selfCheck().ifPresent(findings -> sections.add(trust(findings)));
    sections.add(curve());
    sections.add(AttackTable.section(outcome.rows()));
    sections.add(gallery());
    AttackRow first = outcome.rows().get(0);
    return new Report(
        "Under attack: " + outcome.settings().model().getFileName(),
        first.method()
            + " in "
            + first.norm()
            + ", "
            + Numbers.count(first.count())
            + " test images of "
            + outcome.data(),
        Optional.empty(),
        sections);
  }

  private KeyFigures figures() {
    List<KeyFigures.Figure> figures = new ArrayList<>();
    figures.add(
        new KeyFigures.Figure(
            "clean", Numbers.percent(outcome.rows().get(0).cleanAccuracy()), "accuracy"));
    for (AttackRow row : outcome.rows()) {
      figures.add(
          new KeyFigures.Figure(
              "ε = " + Numbers.setting(row.epsilon()),
              Numbers.percent(row.adversarialAccuracy()),
              "accuracy under " + row.method()));
    }
    return new KeyFigures("", figures);
  }

  private static TextSection trust(SelfCheck.Findings findings) {
    List<String> points = new ArrayList<>();
    points.add(sentence(findings));
    findings.warnings().forEach(warning -> points.add(warning.text()));
    return TextSection.ofPoints("May the attack be believed?", points);
  }

  static String sentence(SelfCheck.Findings findings) {
    return "Gradients checked: "
        + findings.verdicts().size()
        + "; right: "
        + findings.count(Verdict.PASS)
        + ", wrong: "
        + findings.count(Verdict.FAIL)
        + ", undecided: "
        + findings.count(Verdict.INCONCLUSIVE)
        + (findings.warnings().isEmpty() ? "; no sign of masked gradients" : "");
  }

  private CurvePlot curve() {
    List<AttackRow> rows = outcome.rows();
    double[] x =
        DoubleStream.concat(DoubleStream.of(0), rows.stream().mapToDouble(AttackRow::epsilon))
            .toArray();
    double[] y =
        DoubleStream.concat(
                DoubleStream.of(100 * rows.get(0).cleanAccuracy()),
                rows.stream().mapToDouble(row -> 100 * row.adversarialAccuracy()))
            .toArray();
    return new CurvePlot(
        "accuracy",
        "Accuracy against epsilon",
        "At 0 the clean accuracy.",
        new CurvePlot.Axis("ε, " + rows.get(0).norm(), false),
        new CurvePlot.Axis("accuracy, %", false),
        List.of(new CurvePlot.Curve(rows.get(0).method(), Values.of(x), Values.of(y))),
        List.of());
  }

  private Gallery gallery() {
    List<Gallery.Picture> pictures = new ArrayList<>();
    for (AttackOutcome.Example example : outcome.examples()) {
      String id = "image-" + example.image();
      String truth = "truth " + example.label();
      pictures.add(
          picture(
              example,
              id + "-clean",
              "Test image " + example.image(),
              example.clean(),
              BRIGHTNESS,
              List.of(said(example.before()), truth)));
      pictures.add(
          picture(
              example,
              id + "-change",
              "Change",
              example.change(),
              new ColourScale.Diverging(limit(example)),
              List.of("at a distance of " + Numbers.format(example.distance()))));
      pictures.add(
          picture(
              example,
              id + "-adversarial",
              "Attacked",
              example.adversarial(),
              BRIGHTNESS,
              List.of(said(example.after()), truth)));
    }
    return new Gallery(
        "Before and after, ε = " + Numbers.setting(outcome.examples().get(0).epsilon()),
        "Images that the model gets right before the attack and wrong after it, where there are"
            + " any.",
        pictures);
  }

  /** The largest change that a pixel has or may have. */
  private double limit(AttackOutcome.Example example) {
    if (outcome.settings().norm() == Norm.LINF && example.epsilon() > 0) {
      return example.epsilon();
    }
    double largest = 0;
    for (double change : example.change().toArray()) {
      largest = Math.max(largest, Math.abs(change));
    }
    return largest;
  }

  private static Gallery.Picture picture(
      AttackOutcome.Example example,
      String id,
      String title,
      Values pixels,
      ColourScale scale,
      List<String> notes) {
    return new Gallery.Picture(
        id, title, example.rows(), example.columns(), 1, pixels, scale, notes);
  }

  private static String said(AttackOutcome.Prediction prediction) {
    return "predicted "
        + prediction.label()
        + " with probability "
        + Numbers.format(prediction.probability());
  }
}
