package io.plumbline.core.estimate;

import java.util.function.DoubleUnaryOperator;

/**
 * The smallest jump of the values near x, by halving between the last step where they are as
 * expected and the first where they are not. What is left is the jump where the values jump, and
 * next to nothing where only the slope does.
 *
 * <p>What is expected is f(x) as long as values equal it, and the polynomial through the steps
 * before otherwise.
 */
final class Jump {
  private static final int MOST_ROUNDS = 50;
  private static final int SAME_JUMPS = 12;

  /** A jump counts as the same if halving the interval shrinks it by less than this. */
  private static final double SAME = 0.9;

  /** The value that is expected at an offset, and how far a smooth function may be from it. */
  @FunctionalInterface
  interface Expectation {
    Expected at(double offset);
  }

  /**
   * An expected value.
   *
   * @param magnitude what was summed to it, in absolute values
   */
  record Expected(double value, double unsure, double magnitude) {}

  private final Expectation expectation;
  private final DoubleUnaryOperator negligible;
  private double magnitude;
  private double as;
  private double other;
  private double deviationBefore;
  private double deviationAfter;
  private int same;
  private int rounds;

  /**
   * A search.
   *
   * @param as an offset with the expected value
   * @param other one with another
   * @param value the value at the other
   * @param negligible a jump that is small enough, beside values of a magnitude
   */
  Jump(
      Expectation expectation,
      double as,
      double other,
      double value,
      DoubleUnaryOperator negligible) {
    this.expectation = expectation;
    this.as = as;
    this.other = other;
    Expected expected = expectation.at(other);
    this.deviationAfter = value - expected.value();
    this.magnitude = Math.max(Math.abs(value), expected.magnitude());
    this.negligible = negligible;
  }

  boolean isOpen() {
    double probe = probe();
    return isVisible()
        && same < SAME_JUMPS
        && rounds < MOST_ROUNDS
        && probe != as
        && probe != other;
  }

  double probe() {
    return as + (other - as) / 2;
  }

  void observe(double value) {
    rounds++;
    double before = size();
    Expected expected = expectation.at(probe());
    double deviation = value - expected.value();
    if (Math.abs(deviation) > expected.unsure()) {
      other = probe();
      deviationAfter = deviation;
      magnitude = Math.max(Math.abs(value), expected.magnitude());
    } else {
      as = probe();
      deviationBefore = deviation;
    }
    same = size() > SAME * before ? same + 1 : 0;
  }

  /** Whether the jump that is left is more than rounding. */
  boolean isVisible() {
    return size() > negligible.applyAsDouble(magnitude);
  }

  /** The magnitude of the values where it is. */
  double magnitude() {
    return magnitude;
  }

  /** The jump that is left. */
  double size() {
    return Math.abs(deviationAfter - deviationBefore);
  }
}
