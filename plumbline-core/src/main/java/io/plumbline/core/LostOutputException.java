package io.plumbline.core;

import java.io.IOException;

/** Something that was printed has not arrived; the message is one line that says why. */
public final class LostOutputException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  LostOutputException(IOException cause) {
    super("standard output (" + cause.getMessage() + ") must take what is printed", cause);
  }
}
