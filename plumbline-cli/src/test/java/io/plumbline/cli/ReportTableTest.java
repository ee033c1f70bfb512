package io.plumbline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.testing.Chromium;
import io.plumbline.testing.Fixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Measures what reports weigh and take, for the table of their document: no test of anything, as
 * {@link ReportPagesTest} is.
 */
@EnabledIfSystemProperty(
    named = "plumbline.reports",
    matches = "true",
    disabledReason = "benchmarks/reports.sh measures")
@Tag("slow")
class ReportTableTest {
  private static final String HEAD = "| report | kB | drawn after, ms |\n|---|---|---|\n";
  private static final int TIMES = 5;

  @TempDir private static Path directory;

  @Test
  void writesTheTable() throws Exception {
    ReportPages pages = ReportPages.in(directory);
    pages.ofOneImage();
    pages.large();
    Path run = directory.resolve("run");
    Printed printed =
        Printed.by(
            "run",
            "--data",
            pages.data().toString(),
            "--out",
            run.toString(),
            "--model",
            Files.copy(Fixtures.path("models/seed.onnx"), directory.resolve("seed.onnx"))
                .toString());
    assertThat(run.resolve("report.html")).as(printed.err()).isNotEmptyFile();
    List<String> rows = new ArrayList<>();
    try (Chromium browser = Chromium.start(Chromium.program().orElseThrow())) {
      for (ReportPages.Weighed each : ReportPages.WEIGHED) {
        rows.add(row(browser, each.name(), pages.page(each.kind())));
      }
      rows.add(row(browser, "`run`, float32 and float64", run.resolve("report.html")));
    }
    String text = Files.readString(ReportPages.TABLE);
    String table = HEAD + String.join("", rows);
    Files.writeString(
        ReportPages.TABLE,
        Pattern.compile(Pattern.quote(HEAD) + "(\\|[^\n]*\n)*")
            .matcher(text)
            .replaceFirst(Matcher.quoteReplacement(table)));
  }

  /** The median of a few openings, from asking for the file to the last map. */
  private static String row(Chromium browser, String name, Path page) throws IOException {
    double[] times =
        IntStream.range(0, TIMES)
            .mapToDouble(
                time -> {
                  browser.open(page, 1280, 900, false, "light");
                  return browser
                      .evaluate("performance.getEntriesByName('ready')[0].startTime")
                      .getAsDouble();
                })
            .sorted()
            .toArray();
    return String.format(
        Locale.ROOT, "| %s | %d | %.0f |\n", name, Files.size(page) / 1000, times[TIMES / 2]);
  }
}
