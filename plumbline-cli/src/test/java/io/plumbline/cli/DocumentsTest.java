package io.plumbline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Pages can be read in any editor, and lead where they say. */
class DocumentsTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Pattern LINK = Pattern.compile("]\\(([^)#]+)(?:#[^)]*)?\\)");
  private static final int LONGEST_LINE = 119;

  static List<Path> pages() throws IOException {
    List<Path> pages = new ArrayList<>();
    for (Path folder : List.of(ROOT, ROOT.resolve("docs"))) {
      int depth = folder.equals(ROOT) ? 1 : Integer.MAX_VALUE;
      try (Stream<Path> files = Files.walk(folder, depth)) {
        files
            .filter(file -> file.toString().endsWith(".md"))
            .map(ROOT::relativize)
            .sorted()
            .forEach(pages::add);
      }
    }
    return pages;
  }

  /** Tables and code keep the length they have. */
  @ParameterizedTest
  @MethodSource("pages")
  void proseFitsIntoAWindow(Path page) throws IOException {
    boolean code = false;
    List<String> tooLong = new ArrayList<>();
    for (String line : Files.readAllLines(ROOT.resolve(page))) {
      boolean fence = line.strip().startsWith("```");
      code ^= fence;
      if (!code && !fence && !line.startsWith("|") && line.length() > LONGEST_LINE) {
        tooLong.add(line);
      }
    }
    assertThat(tooLong).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("pages")
  void linksLeadToFiles(Path page) throws IOException {
    Path file = ROOT.resolve(page);
    for (String target : links(Files.readString(file))) {
      if (!target.contains("://")) {
        assertThat(file.resolveSibling(target)).exists();
      }
    }
  }

  /** From the README through one page to the code: three files for whatever is looked for. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a verdict | Decision of(",
        "a convolution's increment | void push(",
        "`scale` | \"scale\"",
        "Conv | \"Conv\"",
        "a heat map | heat",
        "what a command does | @Command(",
      })
  void whatIsLookedForIsThreeFilesAway(String asked, String found) throws IOException {
    assertThat(links(Files.readString(ROOT.resolve("README.md")))).contains("docs/architecture.md");
    Path page = ROOT.resolve("docs/architecture.md");
    String row =
        Files.readAllLines(page).stream()
            .filter(line -> line.startsWith("| ") && line.split("\\|", -1)[1].contains(asked))
            .findFirst()
            .orElseThrow();
    assertThat(Files.readString(page.resolveSibling(links(row).get(0))))
        .containsIgnoringCase(found);
  }

  @Test
  void everyPageIsReachedFromTheReadme() throws IOException {
    List<Path> reached = new ArrayList<>(List.of(Path.of("README.md")));
    for (int k = 0; k < reached.size(); k++) {
      Path file = ROOT.resolve(reached.get(k));
      for (String target : links(Files.readString(file))) {
        Path linked = ROOT.relativize(file.resolveSibling(target).normalize());
        if (target.endsWith(".md") && !reached.contains(linked)) {
          reached.add(linked);
        }
      }
    }
    // The platform shows SECURITY.md by itself; decisions are a folder to browse.
    assertThat(pages().stream().filter(page -> !page.toString().contains("decisions")))
        .filteredOn(page -> !page.toString().equals("SECURITY.md"))
        .isSubsetOf(reached);
  }

  private static List<String> links(String text) {
    List<String> links = new ArrayList<>();
    for (Matcher link = LINK.matcher(text); link.find(); ) {
      links.add(link.group(1));
    }
    return links;
  }
}
