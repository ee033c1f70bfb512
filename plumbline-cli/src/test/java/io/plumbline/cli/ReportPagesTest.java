package io.plumbline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.testing.Chromium;
import io.plumbline.testing.Fixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
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
  @TempDir private static Path directory;
  private static Chromium browser;

  @BeforeAll
  static void write() throws Exception {
    Path data = SmallMnist.in(directory.resolve("data"));
    String model = Fixtures.path("models/mlp.onnx").toString();
    Path cases = Fixtures.path("cases/mlp-onnx");
    report("engine", "check", Fixtures.path("models/seed.onnx"), "--image", 2, "--data", data);
    report(
        "check",
        "check",
        model,
        "--input",
        cases.resolve("inputs.npy"),
        "--label",
        cases.resolve("labels.npy"),
        "--gradient",
        cases.resolve("gradients.npy"));
    Path pair = Fixtures.path("explain/seed-2-h1e-3");
    report(
        "explain",
        "explain",
        Fixtures.path("models/seed.keras"),
        "--image",
        2,
        "--analytic",
        pair.resolve("analytic.npy"),
        "--numeric",
        pair.resolve("numeric.npy"),
        "--h",
        "1e-3");
    report("attack", "attack", model, "--data", data, "--count", 3, "--epsilon", "0.1,0.3");
    report("estimate", "estimate", model, "--data", data, "--image", 2, "--tile", "1,7");
    Path blocks = Fixtures.path("cases/blocks-onnx");
    report(
        "colours",
        "check",
        Fixtures.path("models/blocks.onnx"),
        "--input",
        blocks.resolve("inputs.npy"),
        "--label",
        blocks.resolve("labels.npy"),
        "--sample",
        0);
    Path norm = Fixtures.path("reports/min-nan-bound");
    report(
        "vector",
        "check",
        norm.resolve("norm.onnx"),
        "--input",
        norm.resolve("x.npy"),
        "--gradient",
        norm.resolve("g.npy"),
        "--names",
        Files.writeString(directory.resolve("names.txt"), "age\nincome\nrooms\nyear\n"));
    browser = Chromium.start(Chromium.program().orElseThrow());
  }

  private static void report(String kind, Object... words) {
    Object[] all = Arrays.copyOf(words, words.length + 2);
    all[words.length] = "--report";
    all[words.length + 1] = page(kind);
    String[] line = Arrays.stream(all).map(Object::toString).toArray(String[]::new);
    assertThat(Printed.by(line).err()).isEmpty();
  }

  private static Path page(String kind) {
    return directory.resolve(kind + ".html");
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
  @ValueSource(strings = {"engine", "check", "colours", "vector", "explain", "attack", "estimate"})
  void everyoneCanReadItOnAnyScreen(String kind) throws IOException {
    assertThat(Files.size(page(kind))).isLessThan(SMALL);
    for (int width : new int[] {1280, 390}) {
      browser.open(page(kind), width, 900, width < 500, width < 500 ? "dark" : "light");
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
            "What the difference is made of|Next|Each part|What to do|Pixels one by one|Worst"
                + " pixels|Statistics of the errors, d analytic, g numeric|Ties and kinks by"
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

  /** Whatever an input is, there is a picture of its gradient. */
  @Test
  void everyKindOfInputHasItsPicture() {
    assertThat(headings("colours"))
        .startsWith(
            "Next|All channels together|Pixel by pixel, channel 0 of 3|Pixel by pixel, channel 1")
        .contains("|Along one entry|");
    assertThat(browser.evaluate("document.images.length").getAsInt()).isEqualTo(3);
    assertThat(headings("vector")).startsWith("Entry by entry|Along one entry|Worst");
    assertThat(browser.evaluate("document.querySelectorAll('.drawn svg').length").getAsInt())
        .isEqualTo(4);
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
  @Test
  void whoeverPointsAtAnEntrySeesItsLoss() {
    browser.open(page("engine"), 1280, 900, false, "light");
    assertThat(chosen()).isEqualTo(entryOf(0));

    double[] at = pixelOf(3);
    browser.moveMouse(at[0], at[1]);
    assertThat(chosen()).isEqualTo(entryOf(3));
    assertThat(said("document.querySelector('.maps .tip').innerText")).contains("larger below");
    assertThat(said(MARKED)).isEqualTo("block,block,block,block");

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
        .contains("Certified slope", "Slope before", "Slope after", "Chord", "Units at a kink");
    assertThat(said("document.querySelector('.closeups + output').textContent"))
        .contains("Certified slope");

    browser.open(page("engine"), 390, 844, true, "dark");
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
