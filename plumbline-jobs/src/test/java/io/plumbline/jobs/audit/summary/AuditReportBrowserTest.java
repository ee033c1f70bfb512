package io.plumbline.jobs.audit.summary;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.core.verdict.Reason;
import io.plumbline.data.npy.Npy;
import io.plumbline.data.npy.NpyArray;
import io.plumbline.dataset.SampleSource;
import io.plumbline.jobs.audit.rows.AuditPlan;
import io.plumbline.jobs.audit.rows.AuditRow;
import io.plumbline.report.HtmlReport;
import io.plumbline.testing.Chromium;
import io.plumbline.testing.PagePicture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Opens the report of an audit in a real browser. */
@EnabledIf(
    value = "io.plumbline.testing.Chromium#installed",
    disabledReason = "no chromium on the PATH: the report is not opened in a browser")
@Tag("slow")
class AuditReportBrowserTest {
  private static final Path SCREENSHOTS = Path.of("target", "screenshots");
  private static final int SAMPLES = 10_000;
  @TempDir static Path folder;
  private static Chromium browser;
  private static Path page;

  @BeforeAll
  static void open() throws Exception {
    browser = Chromium.start(Chromium.program().orElseThrow());
    page = folder.resolve("report.html");
    Npy.write(folder.resolve("x.npy"), NpyArray.of(images(), SAMPLES, 28, 28, 1));
    try (SampleSource source = SampleSource.open(folder.resolve("x.npy").toString())) {
      Files.writeString(
          page, HtmlReport.render(AuditReport.of(digits(), Optional.of(source), Optional.empty())));
    }
    Files.createDirectories(SCREENSHOTS);
  }

  /** Rings, so that a picture has something on it. */
  private static float[] images() {
    float[] pixels = new float[SAMPLES * 784];
    for (int k = 0; k < pixels.length; k++) {
      double away = Math.hypot(k / 28 % 28 - 14, k % 28 - 14);
      pixels[k] = (float) Math.max(0, 1 - Math.abs(away - 4 - k / 784 % 6));
    }
    return pixels;
  }

  /** As of digits: some saturated, one worker of eight that shifts some of its images. */
  private static AuditSummary digits() {
    AuditPlan plan = GeneratedRows.plan(SAMPLES, 256, Map.of("coordinates", "all"));
    GeneratedRows generated = new GeneratedRows(7, plan);
    Random random = new Random(7);
    List<AuditRow> rows = new ArrayList<>();
    for (int index = 0; index < SAMPLES; index++) {
      int label = random.nextInt(10);
      rows.add(
          index % 8 == 5 && random.nextInt(30) == 0
              ? generated.wrong(index, label, GeneratedRows.SHIFTED)
              : random.nextInt(84) == 0
                  ? generated.open(index, label, Reason.SATURATED)
                  : index == 6000
                      ? AuditRow.bad(index, "six thousand.png", "must be a picture: it is empty")
                      : generated.right(index, label));
    }
    return GeneratedRows.summary(plan, generated.chunks(rows));
  }

  @AfterAll
  static void close() throws IOException {
    if (browser != null) {
      browser.close();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "light, 1280, 900, false",
    "dark, 1280, 900, false",
    "light, 390, 844, true",
    "dark, 390, 844, true"
  })
  void isDrawnWithoutErrorOrRequest(String scheme, int width, int height, boolean phone)
      throws IOException {
    browser.open(page, width, height, phone, scheme);
    Files.write(
        SCREENSHOTS.resolve("audit-" + scheme + "-" + width + ".png"), browser.screenshot(true));
    assertThat(browser.evaluate("document.querySelectorAll('.grid svg path.c').length").getAsInt())
        .isGreaterThan(40);
    assertThat(browser.evaluate("document.documentElement.scrollWidth").getAsInt())
        .as("no sideways scrolling")
        .isLessThanOrEqualTo(width);
    assertThat(browser.problems()).isEmpty();
    assertThat(browser.requests()).containsExactly(page.toUri().toString());
  }

  @ParameterizedTest
  @CsvSource({"1280, false, light", "390, true, dark"})
  void looksAsBefore(int width, boolean phone, String scheme) throws IOException {
    browser.open(page, width, 900, phone, scheme);
    assertThat(PagePicture.apartFromKept(browser, "audit-" + width + ".png"))
        .isLessThan(PagePicture.APART);
  }

  @Test
  void everyExemplarHasItsPictureInWordsAndItsCommand() {
    browser.open(page, 1280, 900, false, "light");
    assertThat(
            browser
                .evaluate(
                    "[...document.images].filter(i => i.complete && i.naturalWidth === 28 &&"
                        + " i.alt.startsWith('Sample ')).length")
                .getAsInt())
        .isEqualTo(Exemplars.SHOWN);
    assertThat(
            browser
                .evaluate(
                    "[...document.querySelectorAll('.sample code')].filter(c => / --sample"
                        + " [0-9]+$/.test(c.textContent)).length")
                .getAsInt())
        .isEqualTo(Exemplars.SHOWN);
    assertThat(
            browser
                .evaluate(
                    "[...document.querySelectorAll('svg[role=img]')].every(s =>"
                        + " s.getAttribute('aria-label').length > 20)")
                .getAsBoolean())
        .isTrue();
    assertThat(
            browser
                .evaluate(
                    "[...document.querySelectorAll('th')].every(h => h.scope === 'col' &&"
                        + " h.textContent)")
                .getAsBoolean())
        .isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"light", "dark"})
  void everyoneCanReadIt(String scheme) throws IOException {
    browser.open(page, 1280, 900, false, scheme);
    browser.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })");
    browser.settle();
    assertThat(browser.violations()).isEmpty();
  }

  @Test
  void filtersShowWhatTheySay() {
    browser.open(page, 1280, 900, false, "light");
    assertThat(visible()).isEqualTo("FAIL INCONCLUSIVE PASS");
    browser.evaluate(
        "(() => { const s = document.querySelector('.filters select'); s.value = 'FAIL';"
            + " s.dispatchEvent(new Event('change')); })()");
    assertThat(visible()).isEqualTo("FAIL");
    assertThat(
            browser.evaluate("document.querySelector('.filters output').textContent").getAsString())
        .matches("\\d+ of \\d+ shown");
    browser.evaluate(
        "(() => { const s = document.querySelectorAll('.filters select')[1]; s.value ="
            + " 'saturated'; s.dispatchEvent(new Event('change')); })()");
    assertThat(visible()).isEmpty();
  }

  private static String visible() {
    return browser
        .evaluate(
            "[...new Set([...document.querySelectorAll('[data-facet-0]')].filter(e =>"
                + " !e.hidden).map(e =>"
                + " e.getAttribute('data-facet-0')))].sort().join(' ')")
        .getAsString();
  }

  /** Aggregated: what is drawn does not grow with the samples, and no library is needed to draw. */
  @Test
  void isLightAndPrints() throws IOException {
    assertThat(Files.size(page)).isLessThan(200_000);
    browser.open(page, 1280, 900, false, "dark");
    byte[] pdf = browser.pdf();
    Files.write(SCREENSHOTS.resolve("audit.pdf"), pdf);
    assertThat(pdf).hasSizeGreaterThan(30_000);
    assertThat(browser.problems()).isEmpty();
  }
}
