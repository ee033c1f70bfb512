package io.plumbline.jobs.run.result;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.plumbline.report.HtmlReport;
import io.plumbline.report.Numbers;
import io.plumbline.testing.Chromium;
import io.plumbline.testing.PagePicture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Opens the report in a real browser. The pictures taken lie in target/screenshots. */
@EnabledIf(
    value = "io.plumbline.testing.Chromium#installed",
    disabledReason = "no chromium on the PATH: the report is not opened in a browser")
@Tag("slow")
class RunReportBrowserTest {
  private static final Path SCREENSHOTS = Path.of("target", "screenshots");
  private static final RunResult RESULT = SampleRun.result();
  @TempDir static Path folder;
  private static Chromium browser;
  private static Path page;

  @BeforeAll
  static void open() throws Exception {
    browser = Chromium.start(Chromium.program().orElseThrow());
    page =
        Files.writeString(folder.resolve("report.html"), HtmlReport.render(RunReport.of(RESULT)));
    Files.createDirectories(SCREENSHOTS);
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
  void drawsEveryPlotWithoutErrorOrRequest(String scheme, int width, int height, boolean phone)
      throws IOException {
    browser.open(page, width, height, phone, scheme);
    Files.write(SCREENSHOTS.resolve(scheme + "-" + width + ".png"), browser.screenshot(true));

    assertThat(browser.evaluate("document.documentElement.dataset.theme").getAsString())
        .isEqualTo(scheme);
    JsonArray colours = browser.evaluate(COLOURS_PER_MAP).getAsJsonArray();
    assertThat(colours)
        .hasSize(3)
        .allSatisfy(count -> assertThat(count.getAsInt()).isGreaterThan(20));
    assertThat(browser.evaluate("document.querySelectorAll('.plot svg path').length").getAsInt())
        .isGreaterThan(60);
    assertThat(browser.evaluate(IMAGES_LOADED).getAsBoolean()).isTrue();
    assertThat(browser.evaluate("document.documentElement.scrollWidth").getAsInt())
        .as("no sideways scrolling")
        .isLessThanOrEqualTo(width);
    assertThat(browser.problems()).isEmpty();
    assertThat(browser.requests()).containsExactly(page.toUri().toString());
  }

  @Test
  void weighsLittle() throws IOException {
    assertThat(Files.size(page)).isLessThan(150_000);
  }

  @ParameterizedTest
  @CsvSource({"1280, false, light", "390, true, dark"})
  void looksAsBefore(int width, boolean phone, String scheme) throws IOException {
    browser.open(page, width, 900, phone, scheme);
    assertThat(PagePicture.apartFromKept(browser, "run-" + width + ".png"))
        .isLessThan(PagePicture.APART);
  }

  @Test
  void pointingAtAPixelShowsItsNumbers() throws IOException {
    browser.open(page, 1280, 900, false, "light");
    double[] place = placeOf(0, 14, 12);
    browser.moveMouse(place[0], place[1]);
    Files.write(SCREENSHOTS.resolve("hover.png"), browser.screenshot(false));

    assertThat(tip()).contains("row 14, column 12").contains(numbersOf(14 * 28 + 12));
    assertThat(tip()).contains(RESULT.kinks().orElseThrow().get(14 * 28 + 12));
    assertThat(visibleCursors()).as("the same pixel is marked in every map").isEqualTo(3);

    browser.moveMouse(5, 5);
    assertThat(browser.evaluate("document.querySelector('.tip').hidden").getAsBoolean()).isTrue();
  }

  @Test
  void theKeyboardReachesEveryPixel() {
    browser.open(page, 1280, 900, false, "dark");
    browser.evaluate("document.querySelectorAll('.map')[2].focus()");
    browser.press("ArrowRight");
    browser.press("ArrowDown");
    browser.press("ArrowDown");

    String spoken = browser.evaluate("document.querySelector('output').textContent").getAsString();
    assertThat(spoken).startsWith("row 16, column 15, analytic ");
    assertThat(tip()).contains(numbersOf(16 * 28 + 15));
    browser.press("Escape");
    assertThat(browser.evaluate("document.querySelector('.tip').hidden").getAsBoolean()).isTrue();
  }

  @Test
  void touchingAPixelShowsItsNumbers() throws IOException {
    browser.open(page, 390, 844, true, "light");
    double[] place = placeOf(1, 9, 20);
    browser.tap(place[0], place[1]);
    Files.write(SCREENSHOTS.resolve("touch.png"), browser.screenshot(false));
    assertThat(tip()).contains("row 9, column 20").contains(numbersOf(9 * 28 + 20));
  }

  @Test
  void foldedEvidenceIsDrawnWhenOpenedAndTheThemeSwitches() throws IOException {
    browser.open(page, 1280, 900, false, "light");
    browser.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })");
    browser.evaluate("document.getElementById('theme').click()");
    browser.settle();
    browser.settle();
    Files.write(SCREENSHOTS.resolve("open-dark.png"), browser.screenshot(true));

    assertThat(browser.evaluate("document.documentElement.dataset.theme").getAsString())
        .isEqualTo("dark");
    assertThat(browser.evaluate(COLOURS_PER_MAP).getAsJsonArray())
        .hasSize(6)
        .allSatisfy(count -> assertThat(count.getAsInt()).isGreaterThan(20));
    assertThat(browser.evaluate(ROWS).getAsInt()).as("rows that are made").isBetween(10, 100);
    browser.evaluate("document.querySelector('[data-numbers] .scroll').scrollTop = 1e6");
    browser.settle();
    assertThat(browser.evaluate(ROWS).getAsInt()).isBetween(10, 100);
    assertThat(
            browser
                .evaluate(
                    "[...document.querySelectorAll('[data-numbers] tbody tr')].map(r =>"
                        + " r.innerText.replace(/\\s+/g, ' ')).join('|')")
                .getAsString())
        .contains("|27 27 " + Numbers.format(RESULT.float32().analytic().get(783)));
    assertThat(browser.problems()).isEmpty();
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
  void aCurveSaysItsNumbers() {
    browser.open(page, 1280, 900, false, "light");
    JsonObject box =
        browser
            .evaluate(
                "(() => { const svg = document.querySelector('figure.plot .frame svg');"
                    + " svg.scrollIntoView({ block: 'center' }); const b ="
                    + " svg.getBoundingClientRect(); return { x: b.x, y: b.y, height: b.height };"
                    + " })()")
            .getAsJsonObject();
    double middle = box.get("y").getAsDouble() + box.get("height").getAsDouble() / 2;
    browser.moveMouse(box.get("x").getAsDouble() + 2, middle);
    String least = Numbers.format(RESULT.sweep().steps().get(0));
    assertThat(tip())
        .contains("float32: step h " + least)
        .contains(Numbers.format(RESULT.sweep().float64Error().get(0)));
  }

  @Test
  void everyPictureAndTableIsAFileToo() {
    browser.open(page, 1280, 900, false, "light");
    browser.evaluate(
        "{ window.made = []; const make = URL.createObjectURL; URL.createObjectURL = blob => {"
            + " made.push(blob); return make.call(URL, blob); }; }");
    assertThat(file(".maps figure", "SVG")).startsWith("<svg").contains("Discrete", "<image");
    assertThat(file("figure.plot", "SVG")).contains("float32", "stroke-dasharray", "10⁻");
    assertThat(file("figure.plot", "PNG")).contains("PNG");
    assertThat(file(".gallery figure", "PNG")).contains("PNG");
    assertThat(file("[data-numbers]", "CSV").lines())
        .hasSize(785)
        .first()
        .asString()
        .startsWith("row,column,analytic,discrete,");
    assertThat(browser.problems()).isEmpty();
  }

  /** What a button of an element hands out. */
  private static String file(String element, String button) {
    browser.evaluate(
        "{ made.length = 0; [...document.querySelector('"
            + element
            + "').querySelectorAll('.tool')]"
            + ".find(b => b.textContent === '"
            + button
            + "').click(); }");
    return browser
        .evaluate(
            "new Promise(done => { const look = () => made.length ? made[0].text().then(done) :"
                + " setTimeout(look, 10); look(); })")
        .getAsString();
  }

  @Test
  void aTableIsOrderedByTheSizeOfANumber() {
    browser.open(page, 1280, 900, false, "light");
    String column =
        "[...[...document.querySelectorAll('h2')].find(h => h.textContent === 'Worst pixels')"
            + ".parentElement.querySelectorAll('tbody tr')].map(r => r.cells[4].textContent)[0]";
    browser.evaluate(
        "[...document.querySelectorAll('.sort')].find(b => b.textContent === 'Relative"
            + " error').click()");
    double largest = Arrays.stream(RESULT.float32().relativeError().toArray()).max().orElseThrow();
    assertThat(browser.evaluate(column).getAsString()).isEqualTo(Numbers.format(largest));
  }

  @Test
  void hidingTheOverlayChangesTheMap() {
    browser.open(page, 1280, 900, false, "light");
    String pixels = "document.querySelector('.map canvas').toDataURL()";
    String with = browser.evaluate(pixels).getAsString();
    browser.evaluate("document.querySelector('[data-overlay]').click()");
    browser.settle();
    assertThat(browser.evaluate(pixels).getAsString()).isNotEqualTo(with);
  }

  @Test
  void aVerdictStandsOnTop() throws IOException {
    Path file = folder.resolve("verdict.html");
    Files.writeString(file, HtmlReport.render(VerdictSample.report()));
    for (String scheme : List.of("light", "dark")) {
      browser.open(file, 1280, 1400, false, scheme);
      Files.write(SCREENSHOTS.resolve("verdict-" + scheme + ".png"), browser.screenshot(true));
      assertThat(
              browser.evaluate("document.querySelector('main > section').innerText").getAsString())
          .startsWith("✕ FAIL")
          .contains("The gradient is twice what it should be.");
      assertThat(browser.problems()).isEmpty();
    }
    browser.open(file, 390, 844, true, "light");
    Files.write(SCREENSHOTS.resolve("verdict-390.png"), browser.screenshot(true));
    assertThat(browser.evaluate("document.documentElement.scrollWidth").getAsInt()).isEqualTo(390);
  }

  @Test
  void hostileTextIsShownAndNotRun() throws IOException {
    Path file =
        Files.writeString(folder.resolve("evil.html"), HtmlReport.render(HtmlReportTest.evil()));
    browser.open(file, 1280, 900, false, "light");
    double[] place = placeOf(0, 0, 0, 2);
    browser.moveMouse(place[0], place[1]);
    assertThat(tip()).contains("row 0, column 0").contains("NaN").contains("<script>alert('x')");
    assertThat(browser.evaluate("document.images.length").getAsInt()).isEqualTo(1);
    assertThat(browser.problems()).isEmpty();
    assertThat(browser.requests()).containsExactly(file.toUri().toString());
  }

  @Test
  void printsEverything() throws IOException {
    browser.open(page, 1280, 900, false, "dark");
    browser.evaluate("dispatchEvent(new Event('beforeprint'))");
    browser.settle();
    Files.write(SCREENSHOTS.resolve("print.png"), browser.screenshot(true));
    assertThat(browser.evaluate("document.documentElement.dataset.theme").getAsString())
        .isEqualTo("light");
    assertThat(browser.evaluate("document.querySelectorAll('.map canvas').length").getAsInt())
        .isEqualTo(6);
    browser.evaluate("dispatchEvent(new Event('afterprint'))");
    assertThat(browser.evaluate("document.documentElement.dataset.theme").getAsString())
        .isEqualTo("dark");
    byte[] pdf = browser.pdf();
    Files.write(SCREENSHOTS.resolve("print.pdf"), pdf);
    assertThat(pdf).hasSizeGreaterThan(50_000);
    assertThat(browser.problems()).isEmpty();
  }

  private static String[] numbersOf(int pixel) {
    GradientNumbers numbers = new GradientNumbers(pixel);
    return new String[] {
      numbers.analytic(), numbers.numeric(), numbers.difference(), numbers.relativeError()
    };
  }

  private record GradientNumbers(int pixel) {
    String analytic() {
      return Numbers.format(RESULT.float32().analytic().get(pixel));
    }

    String numeric() {
      return Numbers.format(RESULT.float32().numeric().get(pixel));
    }

    String difference() {
      return Numbers.format(RESULT.float32().difference().get(pixel));
    }

    String relativeError() {
      return Numbers.format(RESULT.float32().relativeError().get(pixel));
    }
  }

  private static String tip() {
    return browser.evaluate("document.querySelector('.tip:not([hidden])').innerText").getAsString();
  }

  private static int visibleCursors() {
    return browser
        .evaluate(
            "[...document.querySelectorAll('.cursor')].filter(c => c.style.display ==="
                + " 'block').length")
        .getAsInt();
  }

  /** The middle of a pixel of a map in the window, scrolled into view. */
  private static double[] placeOf(int map, int row, int column) {
    return placeOf(map, row, column, 28);
  }

  private static double[] placeOf(int map, int row, int column, int rows) {
    JsonObject box =
        browser
            .evaluate(
                "(() => { const canvas = document.querySelectorAll('.map canvas')["
                    + map
                    + "]; canvas.scrollIntoView({ block: 'center' }); const b ="
                    + " canvas.getBoundingClientRect(); return { x: b.x, y: b.y, side:"
                    + " (b.height - 18) / "
                    + rows
                    + " }; })()")
            .getAsJsonObject();
    double side = box.get("side").getAsDouble();
    return new double[] {
      box.get("x").getAsDouble() + 26 + (column + 0.5) * side,
      box.get("y").getAsDouble() + (row + 0.5) * side
    };
  }

  private static final String ROWS =
      "document.querySelector('[data-numbers] tbody').childElementCount";

  private static final String IMAGES_LOADED =
      "[...document.images].every(i => i.complete && i.naturalWidth === 28)"
          + " && document.images.length === 3";

  /** How many different colours the middles of a map's pixels have. */
  private static final String COLOURS_PER_MAP =
      "[...document.querySelectorAll('.map canvas')].map(c => { const d ="
          + " c.getContext('2d').getImageData(0, 0, c.width, c.height).data, seen = new Set(); for"
          + " (let i = 0; i < d.length; i += 4) seen.add(d[i] << 16 | d[i + 1] << 8 | d[i + 2]);"
          + " return seen.size; })";
}
