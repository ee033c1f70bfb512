package io.plumbline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the page of figures says makes or holds them is there. */
class FiguresPageTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Pattern TEST = Pattern.compile("\\b[A-Z][A-Za-z0-9]*Test\\b");
  private static final Pattern SCRIPT = Pattern.compile("\\bbenchmarks/[a-z_/]+(?:\\.(?:py|sh))?");

  private static Set<String> named(Pattern pattern, String page) throws IOException {
    Set<String> named = new TreeSet<>();
    Matcher matcher = pattern.matcher(Files.readString(ROOT.resolve(page)));
    while (matcher.find()) {
      named.add(matcher.group());
    }
    return named;
  }

  @Test
  void testsThatAreNamedExist() throws IOException {
    Set<String> named = named(TEST, "docs/figures.md");
    named.addAll(named(TEST, "benchmarks/figures.sh"));
    try (Stream<Path> modules = Files.list(ROOT)) {
      Set<String> tests =
          modules
              .map(module -> module.resolve("src/test/java"))
              .filter(Files::isDirectory)
              .flatMap(FiguresPageTest::classes)
              .collect(Collectors.toSet());
      assertThat(tests).containsAll(named);
      assertThat(named).hasSizeGreaterThan(20);
    }
  }

  private static Stream<String> classes(Path sources) {
    try (Stream<Path> files = Files.walk(sources)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".java"))
          .map(name -> name.substring(0, name.length() - ".java".length()))
          .toList()
          .stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void scriptsThatAreNamedExist() throws IOException {
    Set<String> named = named(SCRIPT, "docs/figures.md");
    named.addAll(named(SCRIPT, "benchmarks/figures.sh"));
    assertThat(named)
        .hasSizeGreaterThan(8)
        .allSatisfy(each -> assertThat(ROOT.resolve(each)).exists());
  }
}
