package io.plumbline.assertions;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.core.check.CheckResult;
import io.plumbline.core.verdict.Verdict;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Every right gradient of the gallery passes, every wrong one fails, and {@code docs/gallery.md}
 * shows the code and what a user is told. {@code -Dplumbline.write=true} writes the page.
 */
class GalleryTest {
  private static final Path PAGE = Path.of("../docs/gallery.md");
  private static final Path SOURCE = Path.of("src/test/java/io/plumbline/assertions/Gallery.java");
  private static final Pattern PIECE =
      Pattern.compile("(?m)^  static Piece (\\w+)\\(\\) \\{\\n(.*?)^  }\\n", Pattern.DOTALL);
  private static final String MARK = "<!-- Made by GalleryTest, from here to the end. -->\n";

  @Test
  void thePageShowsWhatTheCheckSays() throws Exception {
    String page = Files.readString(PAGE);
    String expected = page.substring(0, page.indexOf(MARK) + MARK.length()) + pieces();
    if (Boolean.getBoolean("plumbline.write")) {
      Files.writeString(PAGE, expected);
    }
    assertThat(withoutSizes(Files.readString(PAGE))).isEqualTo(withoutSizes(expected));
  }

  /**
   * The last bits of sines and exponentials, and so the digits of bounds, are the platform's own.
   */
  private static String withoutSizes(String page) {
    return page.replaceAll("\\d\\.\\de[+-]\\d\\d", "size").replaceAll(" +", " ");
  }

  private static String pieces() throws Exception {
    StringBuilder page = new StringBuilder();
    Matcher matcher = PIECE.matcher(Files.readString(SOURCE));
    int count = 0;
    while (matcher.find()) {
      count++;
      Method method = Gallery.class.getDeclaredMethod(matcher.group(1));
      Gallery.Piece piece = (Gallery.Piece) method.invoke(null);
      assertThat(piece.right().check().verdict()).as(matcher.group(1)).isEqualTo(Verdict.PASS);
      CheckResult wrong = piece.wrong().check();
      assertThat(wrong.verdict()).as(matcher.group(1)).isEqualTo(Verdict.FAIL);
      page.append("\n## ").append(words(matcher.group(1))).append("\n\n```java\n");
      page.append(matcher.group(2).replaceAll("(?m)^    ", "")).append("```\n\n```\n");
      page.append(wrong.toString().replace("\n\nAgain:", "\nAgain:")).append("```\n");
    }
    assertThat(count).isGreaterThanOrEqualTo(20);
    return page.toString();
  }

  private static String words(String name) {
    String words = name.replaceAll("([A-Z])", " $1").toLowerCase(Locale.ROOT);
    return Character.toUpperCase(words.charAt(0)) + words.substring(1);
  }
}
