package io.plumbline.core;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Input that cannot be worked with: a file, an array or a setting. The message is one line that
 * names the value and the condition it breaks, in the form {@code name (value) must be condition}.
 */
public class InvalidInputException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * An error with its line.
   *
   * @param message one line that names the value and the condition
   */
  public InvalidInputException(String message) {
    super(message);
  }

  /**
   * An error with its line and what led to it.
   *
   * @param message one line that names the value and the condition
   * @param cause what was thrown underneath, shown only when debugging
   */
  public InvalidInputException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /** The line, which is always there. */
  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage());
  }
}
