package io.plumbline.graph;

/**
 * A function of one number, with what differencing needs to know of it: its slope, and where it has
 * kinks.
 *
 * @param kind which
 * @param alpha its first parameter, 0 where it has none
 * @param beta its second parameter, 0 where it has none
 */
public record Activation(Kind kind, double alpha, double beta) {
  private static final double INVERSE_SQRT_2 = Math.sqrt(0.5);
  private static final double SQRT_2_OVER_PI = Math.sqrt(2 / Math.PI);
  private static final double TWO_OVER_SQRT_PI = 2 / Math.sqrt(Math.PI);
  private static final double[] SMOOTH = {};
  private static final double[] AT_ZERO = {0};

  /** The functions, by the field's names. */
  public enum Kind {
    /** max(0, x). */
    RELU,
    /** x, or alpha·x below 0. */
    LEAKY_RELU,
    /** x, or alpha·(exp(x) - 1) below 0. */
    ELU,
    /** beta·x, or beta·alpha·(exp(x) - 1) below 0. */
    SELU,
    /** x, or alpha·(exp(x/alpha) - 1) below 0. */
    CELU,
    /** 1 / (1 + exp(-x)). */
    SIGMOID,
    /** alpha·x + beta, clipped to [0, 1]. */
    HARD_SIGMOID,
    /** tanh(x). */
    TANH,
    /** log(1 + exp(x)). */
    SOFTPLUS,
    /** x / (1 + |x|). */
    SOFTSIGN,
    /** x·Φ(x), exact. */
    GELU,
    /** The tanh approximation of x·Φ(x). */
    GELU_TANH,
    /** x / (1 + exp(-x)). */
    SILU,
    /** x clipped to [alpha, beta]; either may be infinite. */
    CLIP,
    /** x where |x| is above alpha, else 0: it jumps there. */
    HARD_SHRINK,
    /** x where it is above alpha, else beta: it may jump there. */
    THRESHOLD,
    /** 1 where x is above alpha, else 0: a comparison; it jumps there. */
    STEP,
    /** The error function. */
    ERF,
    /** exp(x). */
    EXP,
    /** log(x). */
    LOG,
    /** The square root. */
    SQRT,
    /** x to the power of alpha. */
    POWER,
    /** |x|. */
    ABS,
    /** -x. */
    NEGATE,
    /** 1 / x. */
    RECIPROCAL,
    /** The sine. */
    SIN,
    /** The cosine. */
    COS,
    /** The tangent. */
    TAN,
    /** The inverse of the sine. */
    ASIN,
    /** The inverse of the cosine. */
    ACOS,
    /** The inverse of the tangent. */
    ATAN,
    /** (exp(x) - exp(-x)) / 2. */
    SINH,
    /** (exp(x) + exp(-x)) / 2. */
    COSH,
    /** The inverse of sinh. */
    ASINH,
    /** The inverse of cosh, from 1 on. */
    ACOSH,
    /** The inverse of tanh. */
    ATANH,
    /** The largest whole number not above x: it jumps at each. */
    FLOOR,
    /** The nearest whole number, the even one of two: it jumps between them. */
    ROUND
  }

  /** max(0, x). */
  public static final Activation RELU = of(Kind.RELU);

  /**
   * A function without parameters.
   *
   * @param kind which
   * @return the function
   */
  public static Activation of(Kind kind) {
    return new Activation(kind, 0, 0);
  }

  /**
   * A function with one parameter.
   *
   * @param kind which
   * @param alpha the parameter
   * @return the function
   */
  public static Activation of(Kind kind, double alpha) {
    return new Activation(kind, alpha, 0);
  }

  /**
   * The function's value.
   *
   * @param x where
   * @return f(x)
   */
  public double value(double x) {
    return switch (kind) {
      case RELU -> x > 0 || Double.isNaN(x) ? x : 0;
      case LEAKY_RELU -> x >= 0 ? x : alpha * x;
      case ELU -> x >= 0 ? x : alpha * Math.expm1(x);
      case SELU -> x >= 0 ? beta * x : beta * alpha * Math.expm1(x);
      case CELU -> x >= 0 ? x : alpha * Math.expm1(x / alpha);
      case SIGMOID -> sigmoid(x);
      case HARD_SIGMOID -> Math.max(0, Math.min(1, alpha * x + beta));
      case TANH -> Math.tanh(x);
      case SOFTPLUS -> Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
      case SOFTSIGN -> x / (1 + Math.abs(x));
      case GELU -> x * 0.5 * ErrorFunction.erfc(-x * INVERSE_SQRT_2);
      case GELU_TANH -> x * sigmoid(2 * tanhArgument(x));
      case SILU -> x * sigmoid(x);
      case CLIP -> Math.max(alpha, Math.min(beta, x));
      case HARD_SHRINK -> Math.abs(x) > alpha ? x : 0;
      case THRESHOLD -> x > alpha ? x : beta;
      case STEP -> x > alpha ? 1 : 0;
      case ERF -> ErrorFunction.erf(x);
      case EXP -> Math.exp(x);
      case LOG -> Math.log(x);
      case SQRT -> Math.sqrt(x);
      case POWER -> Math.pow(x, alpha);
      case ABS -> Math.abs(x);
      case NEGATE -> -x;
      case RECIPROCAL -> 1 / x;
      case SIN -> Math.sin(x);
      case COS -> Math.cos(x);
      case TAN -> Math.tan(x);
      case ASIN -> Math.asin(x);
      case ACOS -> Math.acos(x);
      case ATAN -> Math.atan(x);
      case SINH -> Math.sinh(x);
      case COSH -> Math.cosh(x);
      case ASINH -> asinh(x);
      case ACOSH -> Math.log1p(x - 1 + Math.sqrt((x - 1) * (x + 1)));
      case ATANH -> 0.5 * (Math.log1p(x) - Math.log1p(-x));
      case FLOOR -> Math.floor(x);
      case ROUND -> Math.rint(x);
    };
  }

  /**
   * The function's slope; at a kink, the slope on its right.
   *
   * @param x where
   * @return f'(x)
   */
  public double slope(double x) {
    return switch (kind) {
      case RELU -> x >= 0 ? 1 : 0;
      case LEAKY_RELU -> x >= 0 ? 1 : alpha;
      case ELU -> x >= 0 ? 1 : alpha * Math.exp(x);
      case SELU -> x >= 0 ? beta : beta * alpha * Math.exp(x);
      case CELU -> x >= 0 ? 1 : Math.exp(x / alpha);
      case SIGMOID -> sigmoid(x) * sigmoid(-x);
      case HARD_SIGMOID -> insideHardSigmoid(x) ? alpha : 0;
      case TANH -> 4 * sigmoid(2 * x) * sigmoid(-2 * x);
      case SOFTPLUS -> sigmoid(x);
      case SOFTSIGN -> 1 / ((1 + Math.abs(x)) * (1 + Math.abs(x)));
      case GELU -> 0.5 * ErrorFunction.erfc(-x * INVERSE_SQRT_2) + x * normalDensity(x);
      case GELU_TANH -> geluTanhSlope(x);
      case SILU -> sigmoid(x) * (1 + x * sigmoid(-x));
      case CLIP -> x >= alpha && x < beta ? 1 : 0;
      case HARD_SHRINK -> x >= alpha || x < -alpha ? 1 : 0;
      case THRESHOLD -> x >= alpha ? 1 : 0;
      case STEP -> 0;
      case ERF -> TWO_OVER_SQRT_PI * Math.exp(-x * x);
      case EXP -> Math.exp(x);
      case LOG -> 1 / x;
      case SQRT -> 0.5 / Math.sqrt(x);
      case POWER -> alpha == 0 ? 0 : alpha * Math.pow(x, alpha - 1);
      case ABS -> x >= 0 ? 1 : -1;
      case NEGATE -> -1;
      case RECIPROCAL -> -1 / (x * x);
      case SIN -> Math.cos(x);
      case COS -> -Math.sin(x);
      case TAN -> 1 / (Math.cos(x) * Math.cos(x));
      case ASIN -> 1 / Math.sqrt((1 - x) * (1 + x));
      case ACOS -> -1 / Math.sqrt((1 - x) * (1 + x));
      case ATAN -> 1 / (1 + x * x);
      case SINH -> Math.cosh(x);
      case COSH -> Math.sinh(x);
      case ASINH -> 1 / Math.hypot(1, x);
      case ACOSH -> 1 / Math.sqrt((x - 1) * (x + 1));
      case ATANH -> 1 / ((1 - x) * (1 + x));
      case FLOOR, ROUND -> 0;
    };
  }

  /**
   * The slope on the left, which differs from {@link #slope} at kinks only.
   *
   * @param x where
   * @return the one-sided slope from below
   */
  public double slopeBelow(double x) {
    return x == nearestKink(x) ? slope(Math.nextDown(x)) : slope(x);
  }

  /**
   * Whether the function is differentiable everywhere.
   *
   * @return true where there is no kink
   */
  public boolean smooth() {
    return !steps() && kinks().length == 0;
  }

  /**
   * The kink nearest to a place.
   *
   * @param x where
   * @return the place of the kink; infinite where there is none
   */
  public double nearestKink(double x) {
    if (steps()) {
      return kind == Kind.FLOOR ? Math.rint(x) : Math.floor(x) + 0.5;
    }
    double nearest = Double.POSITIVE_INFINITY;
    for (double kink : kinks()) {
      nearest = Math.abs(x - kink) < Math.abs(x - nearest) ? kink : nearest;
    }
    return nearest;
  }

  /**
   * Whether a kink lies at one of two places, or between them.
   *
   * @param from one place
   * @param to the other
   * @return whether there is one
   */
  public boolean kinkBetween(double from, double to) {
    double low = Math.min(from, to);
    double high = Math.max(from, to);
    if (steps()) {
      double half = kind == Kind.FLOOR ? 0 : 0.5;
      return Math.ceil(low - half) + half <= high;
    }
    for (double kink : kinks()) {
      if (low <= kink && kink <= high) {
        return true;
      }
    }
    return false;
  }

  /** A staircase, which has a kink in every unit of length. */
  private boolean steps() {
    return kind == Kind.FLOOR || kind == Kind.ROUND;
  }

  /**
   * Where the function is not differentiable; a staircase has too many places to list.
   *
   * @return the places, ascending, none for a staircase; not to be written to
   */
  public double[] kinks() {
    return switch (kind) {
      case RELU, ABS -> AT_ZERO;
      case LEAKY_RELU -> alpha == 1 ? SMOOTH : AT_ZERO;
      // With alpha 1 the two branches meet with one slope; the second derivative jumps.
      case ELU -> alpha == 1 ? SMOOTH : AT_ZERO;
      case SELU -> alpha == 1 ? SMOOTH : AT_ZERO;
      case HARD_SIGMOID ->
          alpha > 0
              ? new double[] {-beta / alpha, (1 - beta) / alpha}
              : alpha < 0 ? new double[] {(1 - beta) / alpha, -beta / alpha} : SMOOTH;
      case CLIP -> clipKinks();
      case HARD_SHRINK -> new double[] {-alpha, alpha};
      case THRESHOLD, STEP -> new double[] {alpha};
      default -> SMOOTH;
    };
  }

  /**
   * Whether the function is affine between its kinks.
   *
   * @return true for ReLU and its kind
   */
  public boolean piecewiseLinear() {
    return switch (kind) {
      case RELU, LEAKY_RELU, HARD_SIGMOID, CLIP, HARD_SHRINK, THRESHOLD, STEP, ABS, NEGATE -> true;
      case FLOOR, ROUND -> true;
      case POWER -> alpha == 1 || alpha == 0;
      default -> false;
    };
  }

  private double[] clipKinks() {
    if (Double.isInfinite(alpha)) {
      return Double.isInfinite(beta) ? SMOOTH : new double[] {beta};
    }
    return Double.isInfinite(beta) ? new double[] {alpha} : new double[] {alpha, beta};
  }

  private boolean insideHardSigmoid(double x) {
    double y = alpha * x + beta;
    return alpha >= 0 ? y >= 0 && y < 1 : y > 0 && y <= 1;
  }

  private static double sigmoid(double x) {
    if (x >= 0) {
      return 1 / (1 + Math.exp(-x));
    }
    double e = Math.exp(x);
    return e / (1 + e);
  }

  private static double asinh(double x) {
    double size = Math.abs(x);
    double y = Math.log1p(size + size * size / (1 + Math.hypot(1, size)));
    return Math.copySign(y, x);
  }

  private static double normalDensity(double x) {
    return Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);
  }

  private static double tanhArgument(double x) {
    return SQRT_2_OVER_PI * (x + 0.044715 * x * x * x);
  }

  private static double geluTanhSlope(double x) {
    double s = sigmoid(2 * tanhArgument(x));
    double inner = SQRT_2_OVER_PI * (1 + 3 * 0.044715 * x * x);
    return s + x * 2 * s * sigmoid(-2 * tanhArgument(x)) * inner;
  }
}
