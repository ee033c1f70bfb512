package io.plumbline.evaluate;

/** How a Jacobian's entries are taken when something is carried through it. */
enum Norm {
  /** As they are: values and derivatives. */
  SIGNED,
  /** By absolute value: bounds that hold whatever the signs of the errors. */
  ABSOLUTE,
  /** Squared: variances of errors that are independent. */
  SQUARED;

  double of(double weight) {
    return switch (this) {
      case SIGNED -> weight;
      case ABSOLUTE -> Math.abs(weight);
      case SQUARED -> weight * weight;
    };
  }

  /** An error of this size, as a bound or as a variance. */
  double size(double error) {
    return this == SQUARED ? error * error : Math.abs(error);
  }

  /** The error behind a bound or a variance. */
  double root(double size) {
    return this == SQUARED ? Math.sqrt(size) : size;
  }

  /**
   * The error of a sum of {@code terms} products, as a multiple of the unit roundoff times each
   * product: all roundings at worst, or a variance that leaves room for long partial sums.
   */
  double roundings(double terms) {
    return this == SQUARED ? 2 + terms / 2 : terms + 2;
  }
}
