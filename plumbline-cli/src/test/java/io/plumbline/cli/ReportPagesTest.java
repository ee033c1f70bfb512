package io.plumbline.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.plumbline.testing.Chromium;
import io.plumbline.testing.PagePicture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The reports that commands write, in a real browser: in its order, light, and readable by
 * everyone. Those of a run and of an audit are opened by tests of their own.
 */
@EnabledIf(
    value = "io.plumbline.testing.Chromium#installed",
    disabledReason = "no chromium on the PATH: the reports are not opened in a browser")
@Tag("slow")
class ReportPagesTest {
  private static final long SMALL = 300_000;
  private static final long LARGE = 2_000_000;

  @TempDir private static Path directory;
  private static ReportPages pages;
  private static Chromium browser;

  @BeforeAll
  static void write() throws Exception {
    pages = ReportPages.in(directory);
    pages.write();
    pages.large();
    browser = Chromium.start(Chromium.program().orElseThrow());
  }

  private static Path page(String kind) {
    return pages.page(kind);
  }

  @AfterAll
  static void close() throws IOException {
    if (browser != null) {
      browser.close();
    }
  }

  private static String said(String script) {
    return browser.evaluate(script).getAsString();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "engine",
        "check",
        "colours",
        "vector",
        "tokens",
        "slices",
        "sequence",
        "roll",
        "explain",
        "attack",
        "estimate"
      })
  void everyoneCanReadItOnAnyScreen(String kind) throws IOException {
    assertThat(Files.size(page(kind))).isLessThan(SMALL);
    for (int width : new int[] {1280, 390}) {
      browser.open(page(kind), width, 900, width < 500, width < 500 ? "dark" : "light");
      assertThat(PagePicture.apartFromKept(browser, kind + "-" + width + ".png"))
          .as(kind + " at " + width)
          .isLessThan(PagePicture.APART);
      browser.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })");
      browser.settle();
      assertThat(browser.problems()).isEmpty();
      assertThat(browser.requests()).containsExactly(page(kind).toUri().toString());
      assertThat(browser.evaluate("document.documentElement.scrollWidth").getAsInt())
          .isEqualTo(width);
      assertThat(browser.evaluate(HIDDEN).getAsInt()).as("columns without a hint").isZero();
      assertThat(browser.violations()).as("at " + width).isEmpty();
    }
  }

  @Test
  void theAnswerComesFirstAndTheWayThereLast() {
    assertThat(headings("engine"))
        .isEqualTo(
            "Next|Pixel by pixel|Along one entry|Worst coordinates|In numbers|How it was found");
    assertThat(headings("explain"))
        .isEqualTo(
            "What the difference is made of|Next|Each part|What to do|Pixels one by one|Along"
                + " one entry|Worst pixels|Statistics of the errors, d analytic, g numeric|Ties and kinks by"
                + " layer");
    assertThat(headings("attack"))
        .matches(
            "May the attack be believed\\?\\|Accuracy against epsilon\\|Before and after, ε ="
                + " 0\\.3\\|Accuracy under attack");
    assertThat(headings("estimate"))
        .isEqualTo(
            "Agreement with the true gradient|The gradient and its estimates|How good is a tile?");
  }

  private static String headings(String kind) {
    browser.open(page(kind), 1280, 900, false, "light");
    assertThat(said("document.querySelector('main > section').innerText"))
        .matches("(?s)(. (PASS|FAIL|INCONCLUSIVE)\\s+)?[^\\n]{20,}\\..*");
    return said(
        "[...document.querySelectorAll('main > section h2')].map(h => h.innerText).join('|')");
  }

  @Test
  void whatIsShownIsCalledWhatItIs() {
    browser.open(page("engine"), 1280, 900, false, "light");
    assertThat(said("document.body.innerText"))
        .contains("PyTorch's gradient")
        .doesNotContain("Gradient as given");
    browser.open(page("explain"), 1280, 900, false, "light");
    assertThat(said("document.body.innerText"))
        .contains("600 of 784 pixels sit on max-pool ties because the background is constant (0)")
        .contains("step-noise, 2.3 % of it")
        .doesNotContain("`");
  }

  /** The image before, the change and the image after are one row, on a phone too. */
  @ParameterizedTest
  @ValueSource(ints = {390, 1280})
  void whatBelongsTogetherStandsTogether(int width) {
    browser.open(page("attack"), width, 844, width < 500, "light");
    assertThat(
            said(
                "[...document.querySelectorAll('.group')].map(g => new"
                    + " Set([...g.querySelectorAll('figure')].map(f => Math.round("
                    + "f.getBoundingClientRect().top))).size).join()"))
        .isEqualTo("1,1,1");
  }

  /** The maps of a channel fill their rows, where there is room for them, and are large enough. */
  @ParameterizedTest
  @CsvSource({
    "engine, 1280, 4",
    "engine, 1920, 4",
    "engine, 768, 2+2",
    "engine, 390, 1+1+1+1",
    "explain, 1280, 3+2",
    "estimate, 1920, 3",
    "sequence, 1920, 2+2",
    "large, 1280, 2+2",
    "large, 768, 2+2",
    "large, 390, 1+1+1+1"
  })
  void mapsStandInFullRows(String kind, int width, String rows) {
    browser.open(page(kind), width, 900, width < 500, "light");
    assertThat(
            said(
                "(() => { const rows = {}; document.querySelector('.maps').querySelectorAll('figure')"
                    + ".forEach(f => { const top = Math.round(f.getBoundingClientRect().top);"
                    + " rows[top] = (rows[top] || 0) + 1; }); return Object.entries(rows).sort((a, b)"
                    + " => a[0] - b[0]).map(row => row[1]).join('+'); })()"))
        .isEqualTo(rows);
    assertThat(
            browser
                .evaluate(
                    "new Set([...document.querySelector('.maps').querySelectorAll('.map')]"
                        + ".map(map => Math.round(map.clientWidth))).size")
                .getAsInt())
        .as("widths of maps")
        .isEqualTo(1);
    assertThat(browser.evaluate("document.documentElement.scrollWidth").getAsInt())
        .isEqualTo(width);
  }

  /** Whatever an input is, there is a picture of its gradient. */
  @Test
  void everyKindOfInputHasItsPicture() {
    assertThat(headings("colours"))
        .startsWith(
            "Next|All channels together|Pixel by pixel, channel 0 of 3|Pixel by pixel, channel 1")
        .contains("|Along one entry|");
    assertThat(browser.evaluate("document.images.length").getAsInt()).isEqualTo(1);
    assertThat(browser.evaluate("document.querySelectorAll('.gallery canvas').length").getAsInt())
        .isEqualTo(2);
    assertThat(headings("vector")).startsWith("Entry by entry|Along one entry|Worst");
    assertThat(browser.evaluate("document.querySelectorAll('.drawn svg').length").getAsInt())
        .isEqualTo(4);
    assertThat(headings("slices"))
        .startsWith("Next|Slice [0,")
        .contains(",:,:] of (1, 5, 6, 7)|Along one entry");
    assertThat(headings("tokens")).startsWith("Next|Token by token|Token by feature|Along");
    assertThat(said("document.querySelector('.weighted').innerText.replace(/[^a-z]+/g, ' ')"))
        .isEqualTo("not that bad after all ");
    assertThat(said("getComputedStyle(document.querySelectorAll('.said b')[0]).backgroundColor"))
        .isNotEqualTo(
            said("getComputedStyle(document.querySelectorAll('.said b')[4]).backgroundColor"));
    browser.evaluate(
        "document.querySelectorAll('.map')[0].dispatchEvent(new FocusEvent('focus'));"
            + " document.querySelectorAll('.map')[0].focus()");
    browser.press("ArrowRight");
    assertThat(said("document.querySelector('.maps + .legend + output').textContent"))
        .matches("row (not|that|bad|after|all), column \\d.*");
  }

  /** Few features are lines, more a piano roll; the cursor, keys and files are those of maps. */
  @Test
  void sequencesAreLinesOrAPianoRoll() {
    assertThat(headings("roll")).startsWith("Next|Feature by feature|Along one entry|Worst");
    assertThat(browser.evaluate("document.querySelectorAll('.map > canvas').length").getAsInt())
        .isEqualTo(4);
    assertThat(said("document.querySelectorAll('.map')[1].getAttribute('aria-label')"))
        .isEqualTo(
            "PyTorch's gradient, a map of 12 features by 60 times. Arrow keys move in time, and from"
                + " feature to feature.");
    assertThat(headings("sequence")).startsWith("Next|Feature by feature|Along one entry|Worst");
    assertThat(browser.evaluate("document.querySelectorAll('.map .line').length").getAsInt())
        .isEqualTo(9);

    double[] at =
        place(
            "(() => { const map = document.querySelectorAll('.map')[3]; map.scrollIntoView({ block:"
                + " 'center' }); const box = map.getBoundingClientRect(), path ="
                + " map.querySelectorAll('.line')[1].getAttribute('d').slice(1).split('L')[12]"
                + ".split(' ').map(Number); return [box.left + path[0] + 1, box.top + path[1] +"
                + " 5].join() })()");
    browser.moveMouse(at[0], at[1]);
    assertThat(said("document.querySelector('.maps .tip').innerText"))
        .startsWith("feature humidity, time 12")
        .contains("wrong");
    assertThat(said(MARKED)).isEqualTo("block,block,block,block");

    browser.moveMouse(1, 1);
    browser.evaluate("document.querySelectorAll('.map')[2].focus()");
    browser.press("ArrowRight");
    browser.press("ArrowUp");
    assertThat(said("document.querySelector('.maps + .legend + output').textContent"))
        .startsWith("feature wind, time 21, analytic ");

    browser.evaluate(
        "{ window.made = []; URL.createObjectURL = blob => { made.push(blob); return 'data:,'; }; }");
    browser.evaluate("document.querySelectorAll('.maps figure')[1].querySelector('.tool').click()");
    browser.evaluate("document.querySelector('[data-numbers] .tool').click()");
    assertThat(said("made[0].text()"))
        .startsWith("<svg")
        .contains("stroke-dasharray=\"8px, 5px\"", ">humidity</text>", ">+0.154</text>");
    assertThat(said("made[1].text()"))
        .startsWith("feature,time,analytic,numeric,± bound,difference,allowed,note\r\nwind,0,")
        .contains("\r\nhumidity,12,");
  }

  /** Of an input and gradients that are noise, which nothing makes smaller. */
  @ParameterizedTest
  @ValueSource(strings = {"large", "large-wrong"})
  void aPictureOf150528CoordinatesHasTwoMegabytes(String kind) throws IOException {
    assertThat(Files.size(page(kind))).isLessThan(LARGE);
    browser.open(page(kind), 1280, 900, false, "light");
    assertThat(browser.problems()).isEmpty();
    assertThat(browser.evaluate("document.querySelectorAll('.map > canvas').length").getAsInt())
        .isEqualTo(12);
    assertThat(offInColour()).isBetween(0, 1);
  }

  /** What is written of the size of reports is theirs, but for the paths in their commands. */
  @Test
  void reportsWeighWhatIsWrittenOfThem() throws IOException {
    String document = Files.readString(ReportPages.TABLE);
    for (ReportPages.Weighed each : ReportPages.WEIGHED) {
      assertThat(document)
          .containsPattern("\\| " + Pattern.quote(each.name()) + " \\| \\d+ \\| \\d+ \\|\n");
      String written = document.replaceAll("(?s).*\\| " + each.name() + " \\| (\\d+) .*", "$1");
      assertThat(Files.size(page(each.kind())) / 1000.0)
          .as(each.name())
          .isCloseTo(Double.parseDouble(written), withinPercentage(5));
    }
  }

  /** Pictures in colour are drawn of the numbers that maps and tables show. */
  @Test
  void coloursAreWhatTheNumbersAre() {
    browser.open(page("colours"), 1280, 900, false, "light");
    assertThat(offInColour()).isBetween(0, 1);
  }

  /** How far the first pixels of both gradients are from what the tables say, in 255ths. */
  private static int offInColour() {
    return browser
        .evaluate(
            "(() => { const tables = [...document.querySelectorAll('details[data-numbers]')];"
                + " tables.forEach(each => { each.open = true; each.dispatchEvent(new"
                + " Event('toggle')); }); const rows = tables.map(each =>"
                + " [...each.querySelectorAll('tbody tr:not([aria-hidden])')].slice(0, 10));"
                + " const offs = [...document.querySelectorAll('.gallery canvas')].flatMap((canvas,"
                + " picture) => { const [low, high] = canvas.nextElementSibling.innerText"
                + ".match(/-?\\d[^ ]*/g).map(Number), pixels ="
                + " canvas.getContext('2d').getImageData(0, 0, 10, 1).data; return"
                + " rows.flatMap((each, channel) => each.map((row, pixel) => Math.abs(pixels[4 *"
                + " pixel + channel] - 255 * (Number(row.cells[2 + picture].innerText) - low) /"
                + " (high - low)))); }); return offs.length === 60 ? Math.round(Math.max(...offs))"
                + " : -1 })()")
        .getAsInt();
  }

  private static int chosen() {
    return browser.evaluate("Number(document.querySelector('.chosen select').value)").getAsInt();
  }

  /** Where in the window the middle of a row's pixel is in the second map; it is scrolled to. */
  private static double[] pixelOf(int row) {
    return place(
        "(() => { const map = document.querySelectorAll('.map')[1]; map.scrollIntoView({ block:"
            + " 'center' }); const box = map.querySelector('canvas').getBoundingClientRect();"
            + " const at = Number(document.querySelectorAll('tr[data-entry]')["
            + row
            + "].dataset.entry), side = (box.width - 26) / 28; return [box.left + 26 + (at % 28"
            + " + .5) * side, box.top + (Math.floor(at / 28) + .5) * side].join() })()");
  }

  private static double[] rowAt(int row) {
    return place(
        "(() => { const row = document.querySelectorAll('tr[data-entry]')["
            + row
            + "]; row.scrollIntoView({ block: 'center' }); const box ="
            + " row.getBoundingClientRect(); return [box.left + box.width / 2, box.top +"
            + " box.height / 2].join() })()");
  }

  private static double[] place(String script) {
    String found = said(script);
    return Arrays.stream(found.split(",")).mapToDouble(Double::parseDouble).toArray();
  }

  private static int entryOf(int row) {
    return browser
        .evaluate("Number(document.querySelectorAll('tr[data-entry]')[" + row + "].dataset.entry)")
        .getAsInt();
  }

  /** An entry is shown along its loss by whatever points at it, and marked in all maps. */
  @ParameterizedTest
  @CsvSource({"engine, PyTorch's gradient, 4", "explain, Analytic, 5"})
  void whoeverPointsAtAnEntrySeesItsLoss(String kind, String first, int maps) {
    browser.open(page(kind), 1280, 900, false, "light");
    assertThat(chosen()).isEqualTo(entryOf(0));

    double[] at = pixelOf(3);
    browser.moveMouse(at[0], at[1]);
    assertThat(chosen()).isEqualTo(entryOf(3));
    assertThat(said("document.querySelector('.maps .tip').innerText")).contains("larger below");
    assertThat(said(MARKED).split(",")).hasSize(maps).containsOnly("block");

    browser.moveMouse(1, 1);
    browser.evaluate("document.querySelectorAll('.map')[1].focus()");
    browser.press("ArrowRight");
    browser.press("ArrowLeft");
    assertThat(chosen()).isEqualTo(entryOf(3));

    double[] row = rowAt(4);
    browser.moveMouse(row[0], row[1]);
    assertThat(chosen()).isEqualTo(entryOf(4));
    browser.moveMouse(1, 1);
    browser.evaluate("document.querySelectorAll('tr[data-entry] .lead')[5].focus()");
    assertThat(chosen()).isEqualTo(entryOf(5));
    browser.evaluate("document.querySelectorAll('tr[data-entry] .lead')[6].click()");
    assertThat(chosen()).isEqualTo(entryOf(6));
    assertThat(said("document.querySelector('.closeup').innerText"))
        .contains(
            first, "Certified slope", "Slope before", "Slope after", "Chord", "Units at a kink");
    assertThat(said("document.querySelector('.closeups + output').textContent"))
        .contains("Certified slope");

    browser.open(page(kind), 390, 844, true, "dark");
    double[] place = pixelOf(2);
    browser.tap(place[0], place[1]);
    assertThat(chosen()).isEqualTo(entryOf(2));
  }

  /** A word says what it means when pointed at, focused or touched, and Escape takes that away. */
  @Test
  void wordsSayWhatTheyMean() {
    String kink = "A point where the slope jumps: a ReLU at 0, a maximum that is reached twice.";
    browser.open(page("engine"), 1280, 900, false, "light");
    assertThat(said(HINT)).isEmpty();
    double[] at = place(WORD);
    browser.moveMouse(at[0], at[1]);
    assertThat(said(HINT)).isEqualTo(kink);
    browser.press("Escape");
    assertThat(said(HINT)).isEmpty();
    browser.evaluate("found.focus()");
    assertThat(said(HINT)).isEqualTo(kink);
    assertThat(said("document.getElementById(found.getAttribute('aria-describedby')).textContent"))
        .isEqualTo(kink);

    browser.open(page("engine"), 390, 844, true, "dark");
    double[] touched = place(WORD);
    browser.tap(touched[0], touched[1]);
    assertThat(said(HINT)).isEqualTo(kink);
    assertThat(browser.evaluate("document.documentElement.scrollWidth").getAsInt()).isEqualTo(390);
  }

  private static final String HINT =
      "(h => h.hidden ? '' : h.textContent)(document.querySelector('.word-tip'))";

  /** The middle of the first word that is explained as a kink. */
  private static final String WORD =
      "(() => { window.found = [...document.querySelectorAll('.word')].find(w => w.textContent ==="
          + " 'kink'); found.scrollIntoView({ block: 'center' }); const box ="
          + " found.getBoundingClientRect(); return [box.left + box.width / 2, box.top + box.height"
          + " / 2].join() })()";

  @Test
  void entriesHaveTheNamesThatTheyWereGiven() {
    browser.open(page("vector"), 1280, 900, false, "light");
    assertThat(
            said("[...document.querySelectorAll('.bars tbody th')].map(h => h.innerText).join()"))
        .isEqualTo("age,income,rooms,year");
    assertThat(said("document.querySelector('.chosen').innerText")).contains("age, undecided");
  }

  private static final String MARKED =
      "[...document.querySelectorAll('.map .cursor')].map(c => c.style.display).join()";

  /** Tables wider than their place whose hint is not seen. */
  private static final String HIDDEN =
      "[...document.querySelectorAll('.scroll')].filter(s => s.clientWidth > 0 && s.scrollWidth >"
          + " s.clientWidth + 2 && s.querySelector(':scope > table:not(.window)') &&"
          + " s.nextElementSibling.querySelector('.hint').hidden).length";
}
