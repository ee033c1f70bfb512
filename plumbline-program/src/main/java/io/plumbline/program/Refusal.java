package io.plumbline.program;

import java.io.IOException;

/** A program says that it has no answer; the message is what it says. */
final class Refusal extends IOException {
  private static final long serialVersionUID = 1L;

  Refusal(String words) {
    super(words);
  }
}
