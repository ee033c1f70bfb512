package io.plumbline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What {@code docs/security.md} says of tests. */
class SecurityPageTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Pattern HELD_BY = Pattern.compile("`(\\w+Test)(?:\\.(\\w+))?`");

  @Test
  void everyPromiseIsHeldByATestThatIsThere() throws IOException {
    List<String> rows =
        Files.readAllLines(ROOT.resolve("docs/security.md")).stream()
            .dropWhile(line -> !line.equals("| promise | held by |"))
            .skip(2)
            .takeWhile(line -> line.startsWith("|"))
            .toList();
    assertThat(rows).hasSizeGreaterThan(20);
    List<Path> tests;
    try (Stream<Path> files = Files.walk(ROOT, 12)) {
      tests =
          files
              .filter(file -> file.toString().endsWith("Test.java"))
              .filter(file -> file.toString().contains("src"))
              .toList();
    }
    for (String row : rows) {
      List<MatchResult> held = HELD_BY.matcher(row).results().toList();
      assertThat(held).as(row).isNotEmpty();
      for (MatchResult each : held) {
        assertThat(tests)
            .as(row)
            .anySatisfy(test -> assertThat(holds(test, each.group(1), each.group(2))).isTrue());
      }
    }
  }

  private static boolean holds(Path test, String name, String method) {
    try {
      return test.endsWith(name + ".java")
          && (method == null || Files.readString(test).contains("void " + method + "("));
    } catch (IOException e) {
      throw new AssertionError(test + " must be readable", e);
    }
  }
}
