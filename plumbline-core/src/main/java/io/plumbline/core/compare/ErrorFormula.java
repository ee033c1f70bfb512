package io.plumbline.core.compare;

/**
 * The error of a numeric derivative g against an analytic one, d. Each is evaluated in float64,
 * exactly as written, with one exception: where |d| + |g| would overflow, {@link
 * #SYMMETRIC_RELATIVE} scales both first. NaN on either side gives NaN, as do two infinities of one
 * sign, and no comparison accepts NaN.
 */
public enum ErrorFormula {
  /** |d - g|. */
  ABSOLUTE("absolute", "|d - g|") {
    @Override
    public double of(double d, double g) {
      return Math.abs(d - g);
    }
  },
  /** |d - g| / max(1e-8, |d| + |g|), from 0 to 1. */
  SYMMETRIC_RELATIVE("symmetric", "|d - g| / max(1e-8, |d| + |g|)") {
    @Override
    public double of(double d, double g) {
      boolean huge = Math.max(Math.abs(d), Math.abs(g)) > HALF_OF_MAX && bothFinite(d, g);
      double scale = huge ? 0.25 : 1;
      double difference = Math.abs(d * scale - g * scale);
      return difference / Math.max(SMALLEST, Math.abs(d * scale) + Math.abs(g * scale));
    }
  },
  /** |d - g| / max(1e-8, |d|). */
  RELATIVE_TO_ANALYTIC("relative", "|d - g| / max(1e-8, |d|)") {
    @Override
    public double of(double d, double g) {
      return Math.abs(d - g) / Math.max(SMALLEST, Math.abs(d));
    }
  },
  /**
   * |d - g / clip(d, 1e-8, inf)|: what the original question printed as its relative error.
   * Division binds before subtraction, so this is no error of anything, large where the gradients
   * agree; it is here to be shown beside the right ones.
   */
  AS_PRINTED("as printed (precedence slip)", "|d - g / max(d, 1e-8)|") {
    @Override
    public double of(double d, double g) {
      return Math.abs(d - g / Math.max(SMALLEST, d));
    }
  };

  /** What denominators are at least. */
  public static final double SMALLEST = 1e-8;

  private static final double HALF_OF_MAX = Double.MAX_VALUE / 2;

  private final String label;
  private final String formula;

  ErrorFormula(String label, String formula) {
    this.label = label;
    this.formula = formula;
  }

  /**
   * The error of one pair.
   *
   * @param analytic d
   * @param numeric g
   */
  public abstract double of(double analytic, double numeric);

  /** The formula as text. */
  public String formula() {
    return formula;
  }

  /** A short name for people. */
  @Override
  public String toString() {
    return label;
  }

  private static boolean bothFinite(double d, double g) {
    return Double.isFinite(d) && Double.isFinite(g);
  }
}
