package io.plumbline.core.estimate;

import io.plumbline.core.step.Stencil;

/**
 * The function on the grid of one line, and the differences over each of its steps.
 *
 * <p>Values are kept as f(x + t) - f(x): the coefficients sum to zero, so the difference is the
 * same, and its arithmetic loses less.
 */
final class Line {
  private static final double U = 0x1p-53;

  private final Grid grid;
  private final double[] rises;
  private final double[] offsets;
  private final double noise;

  /**
   * A line.
   *
   * @param values the values at the grid's points
   * @param offsets the realised distances of those points from the centre
   * @param centre f(x)
   * @param noise bound on the error of each value
   */
  Line(Grid grid, double[] values, double[] offsets, double centre, double noise) {
    this.grid = grid;
    this.offsets = offsets;
    this.noise = noise;
    this.rises = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      rises[i] = values[i] - centre;
    }
  }

  double noise() {
    return noise;
  }

  Grid grid() {
    return grid;
  }

  private double rise(int multiple) {
    return multiple == 0 ? 0 : rises[grid.indexOf(multiple)];
  }

  private double offset(int multiple) {
    return multiple == 0 ? 0 : offsets[grid.indexOf(multiple)];
  }

  /** f(x+kh) - 2f(x) + f(x-kh), or its one-sided twin f(x+2kh) - 2f(x+kh) + f(x). */
  double secondDifference(int k) {
    int side = grid.stencil().side();
    return side == 0 ? rise(k) + rise(-k) : rise(2 * side * k) - 2 * rise(side * k);
  }

  /** The difference over the smallest step times 2^level. */
  Difference difference(int level) {
    Stencil stencil = grid.stencil();
    double sum = 0;
    double size = 0;
    double step = 0;
    double square = 0;
    double idealSquare = 0;
    for (int i = 0; i < stencil.points(); i++) {
      int multiple = stencil.offset(i) << level;
      double term = stencil.numerator(i) * rise(multiple);
      double t = offset(multiple);
      sum += term;
      size += Math.abs(term);
      step += stencil.numerator(i) * t;
      square += stencil.numerator(i) * t * t;
      idealSquare += (double) stencil.numerator(i) * stencil.offset(i) * stencil.offset(i);
    }
    int denominator = stencil.denominator();
    double h = step / denominator;
    double value = sum / denominator / h;
    double skew = Math.abs(square / denominator - idealSquare / denominator * h * h) / (2 * h);
    double rounding =
        (stencil.amplification() * noise + (stencil.points() + 2) * U * size / denominator) / h
            + 4 * U * Math.abs(value)
            + (skew == 0 ? 0 : skew * curvature());
    return new Difference(value, h, rounding);
  }

  /** What |f''| is at most, as far as the innermost points show. */
  private double curvature() {
    double h = Math.abs(offset(grid.stencil().side() == 0 ? 1 : grid.stencil().side()));
    return (Math.abs(secondDifference(1)) + 4 * noise) / (h * h);
  }

  /**
   * One difference quotient.
   *
   * @param value the quotient
   * @param step the realised step it was divided by: the stencil applied to the realised offsets,
   *     so that the quotient of a linear function is exact
   * @param rounding bound on its error from noise, arithmetic and points that rounding set askew
   */
  record Difference(double value, double step, double rounding) {}
}
