package io.plumbline.program;

import org.jspecify.annotations.Nullable;

/** The program is no more, or makes no sense: nothing else that it is asked for will come. */
public final class ProgramEnded extends ProgramException {
  private static final long serialVersionUID = 1L;

  ProgramEnded(String line, @Nullable Throwable cause) {
    super(line, cause);
  }
}
