package io.plumbline.evaluate.kernel;

/** How a Jacobian's entries are taken when something is carried through it. */
public enum Entries {
  /** As they are: values and derivatives. */
  SIGNED,
  /** By absolute value: bounds that hold whatever the signs of the errors. */
  ABSOLUTE,
  /** Squared: variances of errors that are independent. */
  SQUARED,
  /**
   * Squared, and every rounding once: what one operation's own roundings are made of. With operands
   * that are not off, an error is the sum of the squares of what is added up.
   */
  LOCAL;

  private boolean squares() {
    return this == SQUARED || this == LOCAL;
  }

  double of(double weight) {
    return switch (this) {
      case SIGNED -> weight;
      case ABSOLUTE -> Math.abs(weight);
      case SQUARED, LOCAL -> weight * weight;
    };
  }

  /** An error of this size, as a bound or as a variance. */
  public double size(double error) {
    return squares() ? error * error : Math.abs(error);
  }

  /** The error behind a bound or a variance. */
  public double root(double size) {
    return squares() ? Math.sqrt(size) : size;
  }

  /**
   * The error of a sum of {@code terms} products, as a multiple of the unit roundoff times each
   * product: all roundings at worst, or a variance that leaves room for long partial sums.
   */
  public double roundings(double terms) {
    return switch (this) {
      case SQUARED -> 2 + terms / 2;
      case LOCAL -> 1;
      default -> terms + 2;
    };
  }

  /** As many roundings as an operation may make on an element at most, or one. */
  double atMost(double roundings) {
    return this == LOCAL ? 1 : roundings;
  }
}
