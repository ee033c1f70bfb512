package io.plumbline.jobs.check.outcome;

import io.plumbline.core.InvalidInputException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Derivatives other than a gradient, by the input.
 *
 * @param kind which
 * @param array to be checked, as .npy
 * @param tangent the direction of those that have one, of the input's shape
 */
public record Derivative(Kind kind, Path array, Optional<Path> tangent) {
  /** Which derivative. */
  public enum Kind {
    /** Of every output by every input: the outputs' shape, then the input's. */
    JACOBIAN("--jacobian", Variable.Kind.OUTPUT, "the Jacobian of output %s"),
    /** The Jacobian times a direction: the outputs' shape. */
    JVP("--jvp", Variable.Kind.OUTPUT, "the derivative of output %s along the direction"),
    /** Of the loss, twice by the input: the input's shape twice. */
    HESSIAN("--hessian", Variable.Kind.ROW, "row %s of the Hessian"),
    /** The Hessian's diagonal: the input's shape. */
    HESSIAN_DIAGONAL(
        "--hessian-diagonal", Variable.Kind.ENTRY, "entry %s of the Hessian's diagonal"),
    /** The Hessian times a direction: the input's shape. */
    HVP("--hvp", Variable.Kind.PRODUCT, "the Hessian times the direction");

    private final String option;
    private final Variable.Kind part;
    private final String sentence;

    Kind(String option, Variable.Kind part, String sentence) {
      this.option = option;
      this.part = part;
      this.sentence = sentence;
    }

    /** The option that asks for it. */
    @Override
    public String toString() {
      return option;
    }

    /** The option without its dashes. */
    public String word() {
      return option.substring(2);
    }

    /** What its array is checked in. */
    public Variable.Kind part() {
      return part;
    }

    /** What one part is. */
    public String of(String place) {
      return String.format(sentence, place);
    }

    /** Whether it is of the outputs themselves, and not of a loss. */
    public boolean isOfOutputs() {
      return this == JACOBIAN || this == JVP;
    }

    private boolean hasTangent() {
      return this == JVP || this == HVP;
    }
  }

  /**
   * Checks that a direction is given where there is one.
   *
   * @throws InvalidInputException if it is missing, or of no use
   */
  public Derivative {
    if (kind.hasTangent() && tangent.isEmpty()) {
      throw new InvalidInputException(
          "--tangent (missing) must be given with "
              + kind
              + ": a direction as .npy, of the input's shape");
    }
    if (!kind.hasTangent() && tangent.isPresent()) {
      throw new InvalidInputException(
          "--tangent (" + tangent.get() + ") must be with --jvp or --hvp, not " + kind);
    }
  }

  Stream<Path> files() {
    return Stream.concat(Stream.of(array), tangent.stream());
  }
}
