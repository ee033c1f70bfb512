package io.plumbline.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ForeignTextTest {
  /** Controls, ends of lines, marks that turn the direction of writing, half a character. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u0000", "\u001b", "\n", "\u007f", "\u0085", "\u009b", "\u2028", "\u2029", "\u200e",
        "\u200f", "\u202a", "\u202e", "\u2066", "\u2069", "\u061c", "\ufeff", "\ud800"
      })
  void nothingSteersTheLine(String mark) {
    String text = "a" + mark + "b";
    assertThat(ForeignText.spaced(text)).isEqualTo("a b");
    assertThat(ForeignText.excerpt(text)).isEqualTo("a?b");
  }

  @Test
  void otherTextStaysWhatItIs() {
    assertThat(ForeignText.spaced(" größe 日本 \ud83d\ude00 a/b "))
        .isEqualTo("größe 日本 \ud83d\ude00 a/b");
    assertThat(ForeignText.excerpt("größe 日本 \ud83d\ude00")).isEqualTo("größe 日本 \ud83d\ude00");
  }

  @Test
  void longTextIsCut() {
    assertThat(ForeignText.excerpt("d".repeat(120))).isEqualTo("d".repeat(120));
    assertThat(ForeignText.excerpt("d".repeat(121))).isEqualTo("d".repeat(120) + "…");
    String name = "n".repeat(255);
    assertThat(ForeignText.abridged("model (" + name.substring(3) + ") must"))
        .isEqualTo("model (" + name.substring(3) + ") must");
    assertThat(ForeignText.abridged("a " + "1".repeat(5_000) + " b"))
        .isEqualTo("a " + "1".repeat(127) + "…" + "1".repeat(127) + " b");
  }
}
