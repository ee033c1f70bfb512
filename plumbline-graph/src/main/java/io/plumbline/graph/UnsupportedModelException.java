package io.plumbline.graph;

/**
 * A model that may be sound and has what is not read: an operator, an attribute, an extent that is
 * left open. What cannot be read may still be evaluated as a black box.
 */
public final class UnsupportedModelException extends InvalidModelException {
  private static final long serialVersionUID = 1L;

  /**
   * An error with its line.
   *
   * @param message one line that names the file, the place in it and what is not supported
   */
  public UnsupportedModelException(String message) {
    super(message);
  }
}
