package io.plumbline.jobs.run.result;

import io.plumbline.report.ColourScale;
import io.plumbline.report.CurvePlot;
import io.plumbline.report.Heatmap;
import io.plumbline.report.HeatmapSet;
import io.plumbline.report.Report;
import io.plumbline.report.Values;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** A report as a check gives it: a verdict, a map of states, a curve of another kind. */
final class VerdictSample {
  private VerdictSample() {}

  static Report report() {
    RunResult run = SampleRun.withVerdict();
    List<String> kinks = run.kinks().orElseThrow();
    double[] states =
        IntStream.range(0, 784)
            .mapToDouble(i -> kinks.get(i).isEmpty() ? (i % 9 == 0 ? 2 : i % 5 == 0 ? 3 : 0) : 1)
            .toArray();
    ColourScale scale =
        new ColourScale.Categories(
            List.of(
                new ColourScale.Category("agrees", ColourScale.Role.GOOD),
                new ColourScale.Category("agrees on a tie", ColourScale.Role.TIED),
                new ColourScale.Category("cannot be decided", ColourScale.Role.UNDECIDED),
                new ColourScale.Category("wrong", ColourScale.Role.BAD)));
    HeatmapSet maps =
        new HeatmapSet(
            "Where it is wrong",
            "Each pixel's verdict, beside the gradient given.",
            28,
            28,
            List.of(
                new Heatmap("states", "Verdict per pixel", Values.of(states), scale),
                new Heatmap(
                    "given",
                    "Given gradient",
                    run.float32().analytic(),
                    new ColourScale.Diverging(2e-3))),
            List.of(
                new HeatmapSet.Readout("given", run.float32().analytic()),
                new HeatmapSet.Readout("derivative", run.float64().analytic())),
            Optional.of(new HeatmapSet.Overlay("on a tie or kink", kinks)));
    CurvePlot curve =
        new CurvePlot(
            "accuracy-against-epsilon",
            "Accuracy under attack",
            "",
            new CurvePlot.Axis("epsilon", false),
            new CurvePlot.Axis("accuracy", false),
            List.of(
                new CurvePlot.Curve(
                    "FGSM", Values.of(0, 0.1, 0.2, 0.3), Values.of(0.975, 0.816, 0.378, 0.042)),
                new CurvePlot.Curve(
                    "PGD", Values.of(0, 0.1, 0.2, 0.3), Values.of(0.975, 0.739, 0.077, 0))),
            List.of(new CurvePlot.Marker(0.1, "trained for")));
    return new Report(
        "Check of seed.onnx", "Test image 2, label 1.", run.verdict(), List.of(maps, curve));
  }
}
