package io.plumbline.cli;

import io.plumbline.djl.Accuracy;
import io.plumbline.graph.Summary;
import io.plumbline.jobs.run.MainJob;
import io.plumbline.jobs.run.RunListener;
import io.plumbline.jobs.run.RunSettings;
import io.plumbline.jobs.run.RunStage;
import io.plumbline.jobs.run.result.AttackExample;
import io.plumbline.jobs.run.result.ComparisonRow;
import io.plumbline.jobs.run.result.Epoch;
import io.plumbline.jobs.run.result.GradientComparison;
import io.plumbline.jobs.run.result.TestImage;
import io.plumbline.jobs.run.result.TestScore;
import io.plumbline.jobs.run.result.WeightRow;
import io.plumbline.report.Numbers;
import java.util.List;

/** Prints the main job as it goes. */
final class RunDisplay implements RunListener, AutoCloseable {
  private final Terminal terminal;
  private final Screen screen;
  private final RunSettings settings;
  private final boolean stepwise;
  private final WorkProgress progress;

  RunDisplay(Terminal terminal, RunSettings settings, boolean stepwise) {
    this.terminal = terminal;
    this.screen = new Screen(terminal);
    this.settings = settings;
    this.stepwise = stepwise;
    this.progress = new WorkProgress(terminal, false);
  }

  @Override
  public void begins(RunStage stage) {
    progress.clear();
    if (stepwise && stage != RunStage.MODEL) {
      terminal.waitForEnter("Next: " + stage + ". Press Enter to go on. ");
    }
    if (stage == RunStage.TEST || stage == RunStage.REPORT) {
      progress.announce(stage.toString());
    }
  }

  @Override
  public void progress(String work, long done, long total) {
    progress.show(work, done, total, "");
  }

  @Override
  public void expect(double seconds) {
    progress.expect("training", seconds);
  }

  @Override
  public void model(Summary summary) {
    SummaryTable.print(summary, terminal);
    screen.blank();
  }

  @Override
  public void batch(int epoch, int batch, int batches, Accuracy running) {
    progress.show(
        "Epoch " + epoch + "/" + settings.epochs(),
        batch,
        batches,
        "loss "
            + Numbers.format(running.loss())
            + ", accuracy "
            + Numbers.percent(running.accuracy()));
  }

  @Override
  public void trained(Epoch epoch) {
    progress.clear();
    screen.line(
        "Epoch "
            + epoch.number()
            + "/"
            + settings.epochs()
            + ": loss "
            + Numbers.format(epoch.loss())
            + ", accuracy "
            + Numbers.percent(epoch.accuracy())
            + "; validation loss "
            + Numbers.format(epoch.validationLoss())
            + ", accuracy "
            + Numbers.percent(epoch.validationAccuracy())
            + "; "
            + Numbers.format(epoch.seconds())
            + " s");
  }

  @Override
  public void tested(TestScore score) {
    progress.clear();
    screen.line(
        "Test: loss "
            + Numbers.format(score.loss())
            + ", accuracy "
            + Numbers.percent(score.accuracy())
            + " on "
            + Numbers.count(score.count())
            + " images");
    screen.blank();
  }

  @Override
  public void gradients(TestImage image, GradientComparison gradients) {
    progress.clear();
    screen.heading(
        "Gradient of the loss at test image "
            + image.index()
            + ", label "
            + image.label()
            + ": central differences with h = "
            + Numbers.setting(gradients.step())
            + " against reverse mode, "
            + gradients.precision());
    TextTable table =
        new TextTable(List.of("Statistic", "As printed", "Correct"), List.of(false, true, true));
    for (GradientComparison.Statistic statistic : gradients.statistics()) {
      table.row(
          statistic.name(),
          statistic.asPrinted().map(Numbers::format).orElse(""),
          Numbers.format(statistic.correct()));
    }
    screen.table(table);
    screen.blank();
  }

  @Override
  public void causes(List<ComparisonRow> rows, List<String> findings) {
    progress.clear();
    screen.heading("The same without float32's rounding, and off the ties");
    TextTable table =
        new TextTable(
            List.of("Image", "Precision", "Median error", "Error in norm", "Pixels on a kink"),
            List.of(false, false, true, true, true));
    for (ComparisonRow row : rows) {
      table.row(
          row.input(),
          row.precision(),
          Numbers.format(row.medianError()),
          Numbers.format(row.normError()),
          row.kinks().map(Numbers::count).orElse(""));
    }
    screen.table(table);
    screen.blank();
    screen.heading("What this shows");
    for (String finding : findings) {
      screen.paragraph(finding);
    }
    screen.blank();
  }

  @Override
  public void weights(List<WeightRow> rows) {
    progress.clear();
    screen.heading("Gradient by the weights: PyTorch's in float32 against certified differences");
    screen.table(WeightRow.table(rows));
    screen.blank();
  }

  @Override
  public void attacked(AttackExample example) {
    progress.clear();
    screen.heading(example.method() + ", epsilon = " + Numbers.setting(example.epsilon()));
    TextTable table =
        new TextTable(
            List.of("Image", "Predicted", "Probability", "Truth", "Probability"),
            List.of(false, true, true, true, true));
    row(table, "before", example.before(), example.truth());
    row(table, "after", example.after(), example.truth());
    screen.table(table);
    screen.blank();
  }

  private static void row(
      TextTable table, String name, AttackExample.Prediction prediction, int truth) {
    table.row(
        name,
        Integer.toString(prediction.label()),
        Numbers.format(prediction.probability()),
        Integer.toString(truth),
        Numbers.format(prediction.truthProbability()));
  }

  /** Says where everything is. */
  void finished(MainJob.Outcome outcome) {
    progress.clear();
    if (!outcome.note().isEmpty()) {
      terminal.err().println("plumbline: " + outcome.note());
    }
    screen.written(
        settings.out().resolve("report.html")
            + " (beside it the plots, result.json, the arrays and model.onnx)");
  }

  @Override
  public void close() {
    progress.close();
  }
}
