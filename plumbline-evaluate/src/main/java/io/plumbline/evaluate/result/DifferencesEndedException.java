package io.plumbline.evaluate.result;

import java.util.concurrent.CancellationException;

/** Differencing was ended, and some coordinates had been differenced by then. */
public final class DifferencesEndedException extends CancellationException {
  private static final long serialVersionUID = 1L;

  private final transient Differences soFar;

  /**
   * The end.
   *
   * @param soFar what was differenced; the standing of any other coordinate is null
   */
  public DifferencesEndedException(Differences soFar) {
    this.soFar = soFar;
  }

  /**
   * What was differenced by then.
   *
   * @return the standing of any other coordinate is null
   */
  public Differences soFar() {
    return soFar;
  }
}
