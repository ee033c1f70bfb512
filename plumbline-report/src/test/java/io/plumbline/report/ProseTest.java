package io.plumbline.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProseTest {
  @Test
  void whatStandsBetweenBackticksIsCode() {
    assertThat(Prose.html("Run `check --by \"w\"` again, `then` stop."))
        .isEqualTo("Run <code>check --by &quot;w&quot;</code> again, <code>then</code> stop.");
    assertThat(Prose.html("one ` alone")).isEqualTo("one &#x60; alone");
    assertThat(Prose.html("`<b>`")).isEqualTo("<code>&lt;b&gt;</code>");
  }

  @Test
  void wordsFromRightToLeftAreKeptApart() {
    assertThat(Prose.html("Check of שלום.onnx at 3"))
        .isEqualTo("Check of <bdi>שלום.onnx</bdi> at 3");
    assertThat(Prose.html("`مرحبا` & co")).isEqualTo("<code><bdi>مرحبا</bdi></code> &amp; co");
    assertThat(Prose.plain("a\u202exe.onnx")).isEqualTo("a\\u202exe.onnx");
  }

  @Test
  void attributesHaveNoElements() {
    assertThat(Prose.plain("`a` שלום \"")).isEqualTo("&#x60;a&#x60; שלום &quot;");
  }
}
