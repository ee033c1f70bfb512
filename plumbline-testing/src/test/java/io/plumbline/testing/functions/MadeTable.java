package io.plumbline.testing.functions;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A table of a page that a test makes, between two marks. */
final class MadeTable {
  private MadeTable() {}

  /** Asserts that the page has it; {@code -Dplumbline.write=true} writes it first. */
  static void hold(Path page, String test, CharSequence table) throws IOException {
    String text = Files.readString(page);
    String begin = "<!-- Made by " + test + ", to the next mark. -->\n";
    String end = "<!-- End of what " + test + " makes. -->\n";
    int from = text.indexOf(begin) + begin.length();
    String expected = text.substring(0, from) + table + "\n" + text.substring(text.indexOf(end));
    if (Boolean.getBoolean("plumbline.write")) {
      Files.writeString(page, expected);
    }
    assertThat(Files.readString(page)).isEqualTo(expected);
  }
}
