package io.plumbline.graph;

import io.plumbline.core.InvalidInputException;
import org.jspecify.annotations.Nullable;

/**
 * A model that cannot be worked with. The line begins with the file and the place in it, so that
 * whoever stands further out has nothing to add.
 */
public class InvalidModelException extends InvalidInputException {
  private static final long serialVersionUID = 1L;

  /**
   * An error with its line.
   *
   * @param message one line: the file, the place, the value and the condition
   */
  public InvalidModelException(String message) {
    super(message);
  }

  /**
   * An error with its line and what led to it.
   *
   * @param message one line: the file, the place, the value and the condition
   * @param cause what was thrown underneath, shown only when debugging
   */
  public InvalidModelException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
