package io.plumbline.jobs.program;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.core.check.CheckResult;
import io.plumbline.core.check.GradientCheck;
import io.plumbline.report.function.FunctionReport;
import io.plumbline.testing.Chromium;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** Opens the report of a function in a real browser. */
@EnabledIf(
    value = "io.plumbline.testing.Chromium#installed",
    disabledReason = "no chromium on the PATH: the report is not opened in a browser")
@Tag("slow")
class FunctionReportBrowserTest {
  @TempDir Path folder;

  @Test
  void drawsTheStepsOnAPhoneTooAndAsksForNothing() throws Exception {
    CheckResult result =
        GradientCheck.of(x -> Math.sin(x[0]) * x[1] + x[2])
            .gradient(Math.cos(1) * 2, 1.01 * Math.sin(1), 1)
            .at(1, 2, 3)
            .check();
    Path page = folder.resolve("report.html");
    FunctionReport.write(result, page);
    try (Chromium browser = Chromium.start(Chromium.program().orElseThrow())) {
      browser.open(page, 390, 844, true, "dark");
      assertThat(browser.evaluate("document.querySelectorAll('.plot svg path').length").getAsInt())
          .isGreaterThan(3);
      assertThat(browser.evaluate("document.body.innerText").getAsString())
          .contains("FAIL", "x[1]", "step of the estimate");
      assertThat(browser.evaluate("document.documentElement.scrollWidth").getAsInt())
          .isLessThanOrEqualTo(390);
      assertThat(browser.problems()).isEmpty();
      assertThat(browser.requests()).containsExactly(page.toUri().toString());
    }
  }
}
