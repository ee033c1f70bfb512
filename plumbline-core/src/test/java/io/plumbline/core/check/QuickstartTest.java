package io.plumbline.core.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The first lines of the library's page, as they stand there, and what they print. */
class QuickstartTest {
  private static final Path PAGE = Path.of("../docs/library.md");
  private static final Path SELF =
      Path.of("src/test/java/io/plumbline/core/check/QuickstartTest.java");

  private static CheckResult quickstart() {
    // From here on the page has it.
    CheckResult result =
        GradientCheck.of(x -> Math.sin(x[0]) * x[1] + x[2])
            .gradient(x -> new double[] {Math.cos(x[0]) * x[1], 1.001 * Math.sin(x[0]), 1})
            .at(1, 2, 3)
            .check();
    // To here.
    return result;
  }

  @Test
  void thePageHasTheLinesThatRunHereAndWhatTheyPrint() throws IOException {
    String page = Files.readString(PAGE);
    String source = Files.readString(SELF);
    String mark = "    // From here on the page has it.\n";
    int from = source.indexOf(mark) + mark.length();
    String lines = source.substring(from, source.indexOf("    // To here.\n", from));
    assertThat(block(page, "\n```java\n")).isEqualTo(lines.replaceAll("(?m)^ {4}", ""));
    String cause = ", and all others are right: ";
    String printed = quickstart().toString();
    int more = printed.indexOf(cause) + cause.length();
    String shown =
        printed.substring(0, more) + "…" + printed.substring(printed.indexOf('\n', more));
    assertThat(digits(block(page, "\n```\n"))).isEqualTo(digits(shown));
  }

  /** The first block behind an empty line and one that opens it. */
  private static String block(String page, String opening) {
    int from = page.indexOf("\n" + opening) + 1 + opening.length();
    return page.substring(from, page.indexOf("```", from));
  }

  /** Bounds come from the last bits of the sine, which are the platform's own. */
  private static String digits(String text) {
    return text.replaceAll("\\d\\.\\de-1\\d", "_______");
  }

  @Test
  void theReadmeHasTheCoordinatesAndTheOneLine() throws IOException {
    String readme = Files.readString(Path.of("../README.md"));
    String pom = Files.readString(Path.of("../pom.xml"));
    int from = pom.indexOf("<version>") + "<version>".length();
    String version = pom.substring(from, pom.indexOf('<', from));
    assertThat(readme)
        .contains("`io.plumbline:plumbline-core:" + version + "`")
        .contains(
            "GradientCheck.of(x -> Math.sin(x[0]) * x[1] + x[2]).gradient(g).at(1, 2, 3).check();");
  }
}
