package io.plumbline.jobs.run;

import io.plumbline.data.mnist.Dataset;
import io.plumbline.data.mnist.Mnist;
import io.plumbline.djl.Accuracy;
import io.plumbline.djl.Evaluation;
import io.plumbline.evaluate.Evaluator;
import io.plumbline.graph.Graph;
import io.plumbline.graph.Summary;
import io.plumbline.jobs.ReadFiles;
import io.plumbline.jobs.run.result.AttackExample;
import io.plumbline.jobs.run.result.ModelSummary;
import io.plumbline.jobs.run.result.RunResult;
import io.plumbline.jobs.run.result.StepCurve;
import io.plumbline.jobs.run.result.TestScore;
import io.plumbline.jobs.run.result.WeightRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The main job: all that the original question does, from training to the attack, and what explains
 * its answer.
 */
public final class MainJob {
  private final RunSettings settings;
  private final RunListener hears;

  private MainJob(RunSettings settings, RunListener hears) {
    this.settings = settings;
    this.hears = hears;
  }

  /**
   * What a run ends with.
   *
   * @param result what it found
   * @param note a line on what could not be drawn as it should be; empty where all is well
   */
  public record Outcome(RunResult result, String note) {}

  /**
   * Does it all, and writes it down.
   *
   * @param settings what to do
   * @param hears of everything as it is found
   * @return the result; it lies in the settings' directory
   * @throws io.plumbline.core.InvalidInputException if data, model or settings cannot be worked
   *     with; nothing is then left behind
   */
  public static Outcome run(RunSettings settings, RunListener hears) {
    return new MainJob(settings, hears).run();
  }

  private Outcome run() {
    Mnist data = settings.data().map(Mnist::fromDirectory).orElseGet(Mnist::embedded);
    ExaminedImage subject = ExaminedImage.of(data.test(), settings);
    try (ResultFiles files =
        ResultFiles.in(settings.out(), ReadFiles.of(settings.model(), settings.data()))) {
      TrainedModel model = TrainedModel.obtain(settings, data, subject, hears);
      try (Engines engines = Engines.of(model.graph())) {
        TestScore score = test(engines, data.test());

        hears.begins(RunStage.GRADIENT);
        GradientPair original = GradientPair.of(engines.float32(), subject, settings.step(), hears);
        hears.gradients(subject.image(), original.toReport());

        hears.begins(RunStage.CAUSES);
        Evaluator evaluator = Evaluator.of(model.graph());
        ExaminedImage jittered = subject.jittered(settings.seed());
        Ablation ablation = Ablation.of(original, engines, evaluator, subject, jittered, hears);
        StepCurve sweep =
            VCurve.of(engines, jittered, ablation.jittered64().analytic(), settings.step(), hears);
        List<String> findings = new ArrayList<>(Findings.of(ablation, sweep));
        hears.causes(ablation.rows(), findings);

        hears.begins(RunStage.WEIGHTS);
        List<WeightRow> weights = WeightGradients.of(model.graph(), subject, hears);
        WeightGradients.finding(weights).ifPresent(findings::add);
        hears.weights(weights);

        hears.begins(RunStage.ATTACK);
        AttackExample attack = FgsmExample.of(engines.float32(), subject, settings.epsilon());
        findings.add(Findings.of(attack));
        hears.attacked(attack);

        hears.begins(RunStage.REPORT);
        RunResult result =
            new RunResult(
                Reproduction.of(settings, data),
                summary(model.graph()),
                model.epochs(),
                score,
                subject.image(),
                settings.tile(),
                original.toReport(),
                ablation.float64().toReport(),
                Optional.of(ablation.asItIs().reasons()),
                ablation.rows(),
                sweep,
                weights,
                attack,
                findings,
                Optional.of(ReverseMode.judged(evaluator, subject, original)));
        return new Outcome(
            result, files.write(result, model.graph(), original, ablation.float64()));
      }
    }
  }

  private TestScore test(Engines engines, Dataset test) {
    hears.begins(RunStage.TEST);
    Accuracy accuracy = Evaluation.of(engines.float32(), test);
    TestScore score = new TestScore(accuracy.loss(), accuracy.accuracy(), test.size());
    hears.tested(score);
    return score;
  }

  private static ModelSummary summary(Graph graph) {
    Summary summary = Summary.of(graph);
    return new ModelSummary(
        summary.source(),
        summary.rows().stream()
            .map(
                row ->
                    new ModelSummary.Layer(row.name(), row.type(), row.shape(), row.parameters()))
            .toList(),
        summary.parameters());
  }
}
