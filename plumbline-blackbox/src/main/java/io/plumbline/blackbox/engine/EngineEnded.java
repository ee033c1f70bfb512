package io.plumbline.blackbox.engine;

import io.plumbline.core.InvalidInputException;

/** The engine's process is no more: nothing else that is tried with this model will work. */
public final class EngineEnded extends InvalidInputException {
  private static final long serialVersionUID = 1L;

  EngineEnded(String line, Throwable cause) {
    super(line, cause);
  }
}
