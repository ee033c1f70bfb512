package io.plumbline.core.step;

/**
 * A formula for the first derivative: f'(x) = sum of c_i f(x + s_i h) / h, up to a truncation error
 * of K f^(p+1) h^p for order p.
 *
 * <p>The coefficients solve sum c_i s_i^k = [k = 1] for k = 0..p, exactly, as fractions with one
 * common denominator (Fornberg 1988, Math. Comp. 51, 699-706; a test solves the system again in
 * rational arithmetic).
 */
public enum Stencil {
  /** (f(x+h) - f(x-h)) / 2h. */
  CENTRAL_2("central, order 2", 2, 2, new int[] {-1, 1}, new int[] {-1, 1}),
  /** Four points, order 4. */
  CENTRAL_4("central, order 4", 4, 12, new int[] {-2, -1, 1, 2}, new int[] {1, -8, 8, -1}),
  /** Six points, order 6. */
  CENTRAL_6(
      "central, order 6",
      6,
      60,
      new int[] {-3, -2, -1, 1, 2, 3},
      new int[] {-1, 9, -45, 45, -9, 1}),
  /** (f(x+h) - f(x)) / h. */
  FORWARD_1("forward, order 1", 1, 1, new int[] {0, 1}, new int[] {-1, 1}),
  /** Three points to the right, order 2. */
  FORWARD_2("forward, order 2", 2, 2, new int[] {0, 1, 2}, new int[] {-3, 4, -1}),
  /** (f(x) - f(x-h)) / h. */
  BACKWARD_1("backward, order 1", 1, 1, new int[] {-1, 0}, new int[] {-1, 1}),
  /** Three points to the left, order 2. */
  BACKWARD_2("backward, order 2", 2, 2, new int[] {-2, -1, 0}, new int[] {1, -4, 3});

  private final String description;
  private final int order;
  private final int denominator;
  private final int[] offsets;
  private final int[] numerators;

  Stencil(String description, int order, int denominator, int[] offsets, int[] numerators) {
    this.description = description;
    this.order = order;
    this.denominator = denominator;
    this.offsets = offsets;
    this.numerators = numerators;
  }

  /** The order p of the truncation error, h^p. */
  public int order() {
    return order;
  }

  /** The number of points, the centre included where it has a coefficient. */
  public int points() {
    return offsets.length;
  }

  /** The offset s_i of a point, in steps; points are in increasing order. */
  public int offset(int point) {
    return offsets[point];
  }

  /** The coefficient c_i of a point, the double nearest to the exact fraction. */
  public double coefficient(int point) {
    return (double) numerators[point] / denominator;
  }

  /** The exact coefficient's numerator over {@link #denominator()}. */
  public int numerator(int point) {
    return numerators[point];
  }

  /** The common denominator of the exact coefficients. */
  public int denominator() {
    return denominator;
  }

  /** Whether the points lie on both sides of x, symmetrically. */
  public boolean isCentral() {
    return -offsets[0] == offsets[offsets.length - 1];
  }

  /** +1 if the points lie to the right of x, -1 if to the left, 0 if on both sides. */
  public int side() {
    return Integer.signum(offsets[0] + offsets[offsets.length - 1]);
  }

  /** The sum of |c_i|: errors of e in the values make an error of at most this times e / h. */
  public double amplification() {
    int sum = 0;
    for (int numerator : numerators) {
      sum += Math.abs(numerator);
    }
    return (double) sum / denominator;
  }

  /** |K| in the truncation error K f^(p+1) h^p: |sum c_i s_i^(p+1)| / (p+1)!. */
  public double truncationConstant() {
    long sum = 0;
    long factorial = 1;
    for (int k = 2; k <= order + 1; k++) {
      factorial *= k;
    }
    for (int i = 0; i < offsets.length; i++) {
      long power = 1;
      for (int k = 0; k <= order; k++) {
        power *= offsets[i];
      }
      sum += numerators[i] * power;
    }
    return Math.abs((double) sum) / ((double) denominator * factorial);
  }

  /**
   * By what factor the truncation error must grow, at the least, when the step doubles, for an
   * error bound to be drawn from it. In the limit it is 2^p. Half of that is asked of central
   * differences, whose next term is two powers of h away; of one-sided ones, whose next term is one
   * away, 1.5.
   */
  public double leastGrowth() {
    return isCentral() ? Math.scalb(1.0, order - 1) : 1.5;
  }

  /** The exponent of h in the k-th term (from 0) of the truncation error's expansion. */
  public int errorExponent(int term) {
    return isCentral() ? order + 2 * term : order + term;
  }

  /** For example {@code central, order 2}. */
  @Override
  public String toString() {
    return description;
  }
}
