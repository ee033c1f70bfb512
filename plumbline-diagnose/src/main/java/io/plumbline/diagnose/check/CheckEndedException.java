package io.plumbline.diagnose.check;

import java.util.concurrent.CancellationException;

/** The check of a gradient was ended, and had shown something by then. */
public final class CheckEndedException extends CancellationException {
  private static final long serialVersionUID = 1L;

  private final transient SoFar soFar;

  CheckEndedException(SoFar soFar) {
    this.soFar = soFar;
  }

  /**
   * What was shown by then.
   *
   * @return that
   */
  public SoFar soFar() {
    return soFar;
  }
}
