package io.plumbline.program;

import java.io.IOException;

/** An answer that makes no sense; the message says what it must be. */
final class WrongAnswer extends IOException {
  private static final long serialVersionUID = 1L;

  WrongAnswer(String line) {
    super(line);
  }
}
