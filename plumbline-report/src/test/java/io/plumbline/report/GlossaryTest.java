package io.plumbline.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What a report says of a word is what the glossary says. */
class GlossaryTest {
  private static final Pattern ROW = Pattern.compile("(?m)^\\| ([^|]+) \\| ([^|]+) \\|[^|]*\\|$");

  private static Map<String, String> page() throws IOException {
    Map<String, String> meanings = new HashMap<>();
    Matcher rows = ROW.matcher(Files.readString(Path.of("..", "docs", "glossary.md")));
    while (rows.find()) {
      meanings.put(rows.group(1), rows.group(2));
    }
    return meanings;
  }

  @Test
  void everyWordMeansWhatTheGlossarySays() throws IOException {
    Map<String, String> page = page();
    assertThat(Glossary.words()).hasSizeGreaterThan(20);
    for (Glossary.Word word : Glossary.words()) {
      assertThat(page).containsEntry(word.name(), word.meaning());
    }
  }

  private static List<String> wordsOf(String html) {
    return Glossary.of(html).stream()
        .flatMap(all -> ((List<?>) all.get("all")).stream())
        .map(word -> ((Glossary.Word) word).name())
        .toList();
  }

  @Test
  void aPageHasTheWordsThatItsTextHas() {
    assertThat(wordsOf("<p class=\"tile\">On a near-tie, or a Kink.</p>"))
        .containsExactly("kink", "near-tie");
    assertThat(wordsOf("<p>Necktied, kinked</p>")).isEmpty();
    String html =
        HtmlReport.render(
            new Report(
                "Title",
                "",
                Optional.empty(),
                List.of(TextSection.ofParagraphs("", "What is allowed at a tie"))));
    assertThat(html)
        .contains("Words on this page", "How far a gradient may be off by the rounding")
        .doesNotContain("A point where the slope jumps");
  }
}
