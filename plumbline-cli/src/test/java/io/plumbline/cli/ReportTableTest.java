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

/** Measures what reports weigh and take, for the table of their document: no test of anything. */
@EnabledIfSystemProperty(
    named = "plumbline.reports",
    matches = "true",
    disabledReason = "benchmarks/reports.sh measures")
@Tag("slow")
class ReportTableTest {
  private static final Path DOCUMENT = Path.of("..", "docs", "report.md");
  private static final String HEAD = "| report | kB | drawn after, ms |\n|---|---|---|\n";
  private static final int TIMES = 5;

  @TempDir private static Path directory;

  private record Kind(String name, Path page) {}

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
    List<Kind> kinds =
        List.of(
            new Kind("`check` of an image of 28 x 28", pages.page("engine")),
            new Kind("`run`, float32 and float64", run.resolve("report.html")),
            new Kind("`explain`", pages.page("explain")),
            new Kind("`attack`, three images", pages.page("attack")),
            new Kind("`estimate`", pages.page("estimate")),
            new Kind("`check` of 224 x 224 x 3 of noise", pages.page("large")),
            new Kind("the same, wrong everywhere", pages.page("large-wrong")));
    List<String> rows = new ArrayList<>();
    try (Chromium browser = Chromium.start(Chromium.program().orElseThrow())) {
      for (Kind kind : kinds) {
        rows.add(row(browser, kind));
      }
    }
    String text = Files.readString(DOCUMENT);
    String table = HEAD + String.join("", rows);
    Files.writeString(
        DOCUMENT,
        Pattern.compile(Pattern.quote(HEAD) + "(\\|[^\n]*\n)*")
            .matcher(text)
            .replaceFirst(Matcher.quoteReplacement(table)));
  }

  /** The median of a few openings, from asking for the file to the last map. */
  private static String row(Chromium browser, Kind kind) throws IOException {
    double[] times =
        IntStream.range(0, TIMES)
            .mapToDouble(
                time -> {
                  browser.open(kind.page(), 1280, 900, false, "light");
                  return browser
                      .evaluate("performance.getEntriesByName('ready')[0].startTime")
                      .getAsDouble();
                })
            .sorted()
            .toArray();
    return String.format(
        Locale.ROOT,
        "| %s | %d | %.0f |\n",
        kind.name(),
        Files.size(kind.page()) / 1000,
        times[TIMES / 2]);
  }
}
