package io.plumbline.program;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a program may be asked for. */
public enum ProgramOp {
  /** The function. */
  VALUE,
  /** Its gradient, where it is scalar. */
  GRADIENT,
  /** Both, as one computation gives them, where it is scalar. */
  VALUE_WITH_GRADIENT,
  /** The product of a vector of the outputs' shape with the Jacobian, from the left. */
  VJP,
  /** The product of the Jacobian with a vector of the inputs' shape. */
  JVP,
  /**
   * The product of the Hessian with a vector of the inputs' shape, where the function is scalar.
   */
  HVP;

  /**
   * The word for it in frames.
   *
   * @return for example {@code vjp}
   */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** All of them. */
  static String words() {
    return String.join(", ", Arrays.stream(values()).map(ProgramOp::word).toList());
  }

  static Optional<ProgramOp> of(String word) {
    return Arrays.stream(values()).filter(each -> each.word().equals(word)).findFirst();
  }
}
