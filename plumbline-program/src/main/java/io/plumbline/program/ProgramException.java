package io.plumbline.program;

import io.plumbline.core.InvalidInputException;
import org.jspecify.annotations.Nullable;

/** A program that did not give what it was asked for. */
public class ProgramException extends InvalidInputException {
  private static final long serialVersionUID = 1L;

  ProgramException(String line, @Nullable Throwable cause) {
    super(line, cause);
  }
}
