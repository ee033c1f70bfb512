package io.plumbline.jobs.attack;

import io.plumbline.attack.Norm;
import io.plumbline.attack.SelfCheck;
import io.plumbline.core.verdict.Verdict;
import io.plumbline.report.ColourScale;
import io.plumbline.report.CurvePlot;
import io.plumbline.report.Gallery;
import io.plumbline.report.KeyFigures;
import io.plumbline.report.Lead;
import io.plumbline.report.Numbers;
import io.plumbline.report.Report;
import io.plumbline.report.Section;
import io.plumbline.report.Sentences;
import io.plumbline.report.TextSection;
import io.plumbline.report.Values;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;

/** The report of an attack. */
final class AttackReport {
  /** Before, what is changed, and after. */
  private static final int TOGETHER = 3;

  private final AttackOutcome outcome;

  private AttackReport(AttackOutcome outcome) {
    this.outcome = outcome;
  }

  static Report of(AttackOutcome outcome) {
    return new AttackReport(outcome).compose();
  }

  private Report compose() {
    List<Section> sections = new ArrayList<>();
    sections.add(new Lead(lead()));
    sections.add(figures());
    outcome.selfCheck().ifPresent(findings -> sections.add(trust(findings)));
    sections.add(curve());
    if (drawable()) {
      sections.add(gallery());
    }
    sections.add(AttackTable.section(outcome.rows()));
    AttackRow first = outcome.rows().get(0);
    return new Report(
        "Under attack: " + outcome.settings().of().model().getFileName(),
        first.method()
            + " in "
            + first.norm()
            + ", "
            + Numbers.count(first.count())
            + " "
            + outcome.images().kind()
            + (first.count() == 1 ? " of " : "s of ")
            + outcome.images().data()
            + outcome.prepared().map(input -> ". " + input.unit()).orElse(""),
        Optional.empty(),
        sections);
  }

  private String lead() {
    AttackRow largest =
        outcome.rows().stream().max(Comparator.comparingDouble(AttackRow::epsilon)).orElseThrow();
    return largest.method()
        + " with ε = "
        + Numbers.setting(largest.epsilon())
        + " takes the accuracy from "
        + Numbers.percent(largest.cleanAccuracy())
        + " to "
        + Numbers.percent(largest.adversarialAccuracy())
        + ".";
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

  private boolean drawable() {
    int channels = outcome.images().grid().channels();
    return channels == 1 || channels == 3;
  }

  private Gallery gallery() {
    List<Gallery.Picture> pictures = new ArrayList<>();
    for (AttackOutcome.Example example : outcome.examples()) {
      String id = "image-" + example.image();
      String truth = "truth " + example.label();
      pictures.add(
          picture(
              id + "-clean",
              Sentences.capital(outcome.images().kind()) + " " + example.image(),
              example.clean(),
              example.brightness(),
              List.of(said(example.before()), truth)));
      pictures.add(
          picture(
              id + "-change",
              "Change",
              example.change(),
              change(example),
              List.of("at a distance of " + Numbers.format(example.distance()))));
      pictures.add(
          picture(
              id + "-adversarial",
              "Attacked",
              example.adversarial(),
              example.brightness(),
              List.of(said(example.after()), truth)));
    }
    return new Gallery(
        "Before and after, ε = " + Numbers.setting(outcome.examples().get(0).epsilon()),
        "Images that the model gets right before the attack and wrong after it, where there are"
            + " any.",
        pictures,
        TOGETHER);
  }

  /** Of three channels no change is grey. */
  private ColourScale change(AttackOutcome.Example example) {
    double limit = limit(example);
    return outcome.images().grid().channels() == 1
        ? new ColourScale.Diverging(limit)
        : new ColourScale.Gray(-limit, limit);
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

  private Gallery.Picture picture(
      String id, String title, Values pixels, ColourScale scale, List<String> notes) {
    return new Gallery.Picture(
        id,
        title,
        outcome.images().grid().rows(),
        outcome.images().grid().columns(),
        outcome.images().grid().channels(),
        pixels,
        scale,
        notes);
  }

  private static String said(AttackOutcome.Prediction prediction) {
    return "predicted "
        + prediction.label()
        + " with probability "
        + Numbers.format(prediction.probability());
  }
}
