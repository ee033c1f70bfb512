package io.plumbline.jobs.program;

import io.plumbline.core.compare.StepSweep;
import io.plumbline.jobs.input.SampleArrays;
import io.plumbline.report.CurvePlot;
import io.plumbline.report.Lead;
import io.plumbline.report.Report;
import io.plumbline.report.Section;
import io.plumbline.report.TextSection;
import io.plumbline.report.Values;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The report of an estimate of a program. */
final class ProgramEstimateReport {
  private static final int MOST_ROWS = 1000;

  private ProgramEstimateReport() {}

  static Report of(ProgramEstimate found) {
    List<Section> sections = new ArrayList<>();
    sections.add(new Lead(ProgramEstimateWords.headline(found)));
    sections.add(TextSection.ofPoints("What was found", ProgramEstimateWords.explanation(found)));
    if (!found.swept().isEmpty()) {
      sections.add(curve(found));
    }
    sections.add(ProgramEstimateWords.entries(found, MOST_ROWS));
    sections.add(ProgramEstimateWords.nearness(found));
    return new Report(
        "The gradient of " + found.settings().of().program(),
        "Estimated from values computed in " + SampleArrays.word(found.precision()) + ".",
        Optional.empty(),
        sections);
  }

  private static CurvePlot curve(ProgramEstimate found) {
    double[] steps = found.swept().stream().mapToDouble(StepSweep.Sample::step).toArray();
    double[] errors = found.swept().stream().mapToDouble(StepSweep.Sample::normwiseError).toArray();
    List<CurvePlot.Marker> markers =
        found.settings().h().map(h -> List.of(new CurvePlot.Marker(h, "--h"))).orElse(List.of());
    return new CurvePlot(
        "steps",
        "Central differences, step by step",
        "How far the gradient by central differences is from the one found, relative to its norm:"
            + " a long step sees curvature, a short one the rounding of the values.",
        new CurvePlot.Axis("step", true),
        new CurvePlot.Axis("distance", true),
        List.of(new CurvePlot.Curve("distance", Values.of(steps), Values.of(errors))),
        markers);
  }
}
