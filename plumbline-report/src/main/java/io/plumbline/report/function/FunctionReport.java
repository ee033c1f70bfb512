package io.plumbline.report.function;

import io.plumbline.core.InputFiles;
import io.plumbline.core.OutputFile;
import io.plumbline.core.check.CheckResult;
import io.plumbline.core.verdict.Reason;
import io.plumbline.report.FunctionEvidence;
import io.plumbline.report.HtmlReport;
import io.plumbline.report.Report;
import io.plumbline.report.Section;
import io.plumbline.report.Sentences;
import io.plumbline.report.TextSection;
import io.plumbline.report.VerdictPanel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The check of any function as one HTML file: the verdict on top, the evidence below. */
public final class FunctionReport {
  private FunctionReport() {}

  /**
   * Writes the report of a check.
   *
   * @param result what was found
   * @param file where to; what is there is replaced
   * @throws io.plumbline.core.InvalidInputException if it cannot be written
   */
  public static void write(CheckResult result, Path file) {
    List<Section> sections = new ArrayList<>(FunctionEvidence.sections(result));
    sections.add(new TextSection("Again", List.of(), List.of(), List.of(result.reproduction())));
    Report report = new Report("Check of a function", "", Optional.of(panel(result)), sections);
    try (OutputFile output = OutputFile.open("report", file, InputFiles.NONE)) {
      output.write(HtmlReport.render(report).getBytes(StandardCharsets.UTF_8));
    }
  }

  private static VerdictPanel panel(CheckResult result) {
    List<String> why = new ArrayList<>();
    result.detail().ifPresent(why::add);
    result.reason().map(Reason::advice).ifPresent(each -> why.add("To decide it: " + each + "."));
    return new VerdictPanel(
        result.verdict(),
        Sentences.capital(result.sentence()),
        why,
        result.causes().stream().map(c -> new VerdictPanel.Cause(c.id(), c.sentence())).toList(),
        Optional.empty(),
        List.of());
  }
}
