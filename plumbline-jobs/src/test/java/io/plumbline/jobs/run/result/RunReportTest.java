package io.plumbline.jobs.run.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.core.InputFiles;
import io.plumbline.core.OutputFiles;
import io.plumbline.report.HeatmapSet;
import io.plumbline.report.HtmlReport;
import io.plumbline.report.Numbers;
import io.plumbline.report.PngPlots;
import io.plumbline.report.Report;
import io.plumbline.report.Section;
import io.plumbline.report.Table;
import io.plumbline.report.Values;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunReportTest {
  private static final Pattern SCRIPT = Pattern.compile("(?s)<script>.*?</script>");
  private static final Pattern LOADS =
      Pattern.compile("<(link|script|img|iframe|object)[^>]* (src|href|data)=\"(?!data:)");

  @Test
  void theFirstScreenIsTheAnswer() {
    Report report = RunReport.of(SampleRun.result());
    assertThat(report.title()).isEqualTo("Input gradient of test image 2");
    assertThat(report.subtitle())
        .isEqualTo("Label 1. Central differences with h = 0.001, against reverse mode.");
    assertThat(report.sections().stream().map(Section::title))
        .as("the cause and its evidence, pictures, the worst, statistics, how it was done")
        .containsExactly(
            "",
            "What this shows",
            "The same image, moved off its ties",
            "Gradients in float32",
            "FGSM: what the gradient is for",
            "Error against step size",
            "Worst pixels",
            "How the relative errors are spread",
            "The statistics, as the original prints them and as they should be",
            "The gradient by the weights",
            "The same in float64",
            "Model and training",
            "Settings and versions");
  }

  /** What is large by one measure is small by the other. */
  @Test
  void theWorstAreThoseOfEitherMeasure() {
    RunResult run = SampleRun.result();
    Table worst =
        RunReport.of(run).sections().stream()
            .filter(section -> section.title().equals("Worst pixels"))
            .map(Table.class::cast)
            .findFirst()
            .orElseThrow();
    double largest =
        Arrays.stream(run.float32().difference().toArray()).map(Math::abs).max().orElseThrow();
    double relative = Arrays.stream(run.float32().relativeError().toArray()).max().orElseThrow();
    assertThat(worst.rows()).hasSize(16);
    assertThat(worst.rows().get(0).get(3)).endsWith(Numbers.format(largest));
    assertThat(worst.rows()).extracting(row -> row.get(4)).contains(Numbers.format(relative));
  }

  @Test
  void aColourImageHasASetOfMapsPerChannel(@TempDir Path folder) {
    Report report = RunReport.of(colour());
    List<HeatmapSet> sets =
        report.sections().stream()
            .filter(HeatmapSet.class::isInstance)
            .map(HeatmapSet.class::cast)
            .toList();
    assertThat(sets)
        .extracting(HeatmapSet::title)
        .containsExactly(
            "Gradients in float32, channel 0",
            "Gradients in float32, channel 1",
            "Gradients in float32, channel 2");
    assertThat(sets.get(1).maps().get(0).values()).isEqualTo(Values.of(1, 4));
    assertThat(sets.get(1).overlay().orElseThrow().reasons()).containsExactly("tie", "");
    assertThat(HtmlReport.render(report)).startsWith("<!DOCTYPE html>");
    try (OutputFiles files = OutputFiles.in(folder, InputFiles.NONE)) {
      assertThat(PngPlots.write(report, files).names())
          .contains("relative-error-channel-2.png")
          .doesNotHaveDuplicates();
    }
  }

  @Test
  void arraysThatDoNotFitTheImageAreRefused() {
    RunResult run = SampleRun.result();
    assertThatThrownBy(() -> new TestImage(2, 1, 28, 28, 3, run.image().pixels()))
        .hasMessage("pixels (784) must be rows x columns x channels = 2352");
  }

  /** One row of two pixels in three channels. */
  private static RunResult colour() {
    RunResult run = SampleRun.result();
    Values six = Values.of(0, 1, 2, 3, 4, 5);
    return new RunResult(
        run.provenance(),
        run.model(),
        List.of(),
        run.test(),
        new TestImage(0, 3, 1, 2, 3, six),
        4,
        with(run.float32(), six),
        with(run.float64(), six),
        Optional.of(List.of("", "tie", "", "", "", "")),
        run.comparisons(),
        run.sweep(),
        List.of(),
        new AttackExample("FGSM", 0, six, six, 3, run.attack().before(), run.attack().after()),
        run.findings(),
        Optional.empty());
  }

  private static GradientComparison with(GradientComparison from, Values values) {
    return new GradientComparison(
        from.precision(),
        from.step(),
        values,
        values,
        values,
        values,
        from.histogram(),
        from.statistics(),
        0,
        from.errorLow(),
        from.errorHigh());
  }

  @Test
  void theFileIsCompleteAndSmall() {
    String html = HtmlReport.render(RunReport.of(SampleRun.withVerdict()));
    assertThat(html.getBytes(StandardCharsets.UTF_8)).hasSizeLessThan(2_000_000);
    boolean loads = LOADS.matcher(SCRIPT.matcher(html).replaceAll("")).find();
    assertThat(loads).as("an element that loads something").isFalse();
    assertThat(html.contains("default-src 'none'")).isTrue();
    assertThat(html.contains("The gradient is twice what it should be.")).isTrue();
  }
}
