package io.plumbline.evaluate.kernel;

import io.plumbline.graph.Activation;

/**
 * f(a + d) - f(a) to nearly full relative precision, for however small a d: by the functions' own
 * addition theorems, never by subtracting two values that agree in their leading digits, and never
 * by the slope. On the piece that holds at a, where the function has two.
 */
public final class ActivationDifference {
  private static final double SQRT_2_OVER_PI = Math.sqrt(2 / Math.PI);
  private static final double INVERSE_SQRT_2_PI = 1 / Math.sqrt(2 * Math.PI);
  private static final double SMALL = 1e-5;

  /** Nodes and weights of the three-point Gauss-Legendre rule on [-1, 1]. */
  private static final double NODE = Math.sqrt(0.6);

  private ActivationDifference() {}

  static double of(Activation f, double a, double d) {
    if (d == 0) {
      return 0;
    }
    double alpha = f.alpha();
    return switch (f.kind()) {
      case ELU -> a >= 0 ? d : alpha * exponential(a, d);
      case SELU -> f.beta() * (a >= 0 ? d : alpha * exponential(a, d));
      case CELU -> a >= 0 ? d : alpha * exponential(a / alpha, d / alpha);
      case SIGMOID -> sigmoid(a, d);
      case TANH -> tanh(a, d);
      case SOFTPLUS -> log1p(sigmoid(a) * expm1(d));
      case SOFTSIGN -> softsign(a, d);
      case GELU -> d * phi(a + d) + a * normal(a, d);
      case GELU_TANH -> geluTanh(a, d);
      case SILU -> d * sigmoid(a + d) + a * sigmoid(a, d);
      case ERF -> 2 * normal(a * Math.sqrt(2), d * Math.sqrt(2));
      case EXP -> exponential(a, d);
      case LOG -> log1p(d / a);
      case SQRT -> d / (Math.sqrt(a + d) + Math.sqrt(a));
      case POWER -> power(alpha, a, d);
      case RECIPROCAL -> -d / (a * (a + d));
      case SIN -> 2 * Math.cos(a + 0.5 * d) * Math.sin(0.5 * d);
      case COS -> -2 * Math.sin(a + 0.5 * d) * Math.sin(0.5 * d);
      case TAN -> Math.sin(d) / (Math.cos(a) * Math.cos(a + d));
      case ASIN -> asin(a, d);
      case ACOS -> -asin(a, d);
      case ATAN -> atan(a, d);
      case SINH -> 2 * Math.cosh(a + 0.5 * d) * Math.sinh(0.5 * d);
      case COSH -> 2 * Math.sinh(a + 0.5 * d) * Math.sinh(0.5 * d);
      case ASINH -> a >= 0 ? logarithmic(a, d, 1) : -logarithmic(-a, -d, 1);
      case ACOSH -> logarithmic(a, d, -1);
      case ATANH -> atanh(d / (1 - a * (a + d)));
      default -> f.value(a + d) - f.value(a);
    };
  }

  /**
   * The same at a kink, where the piece is a mean of the two.
   *
   * @param slope of the pinned piece at a
   */
  static double atKink(Activation f, double a, double d, double slope) {
    double left = f.slopeBelow(a);
    double right = f.slope(a);
    double below = (slope - right) / (left - right);
    double leftwards = of(f, Math.nextDown(a), d);
    return below * leftwards + (1 - below) * of(f, a, d);
  }

  static double expm1(double d) {
    // The remainder d⁴/24 is below d·u.
    return Math.abs(d) < SMALL ? d * (1 + d * (0.5 + d * (1.0 / 6))) : Math.expm1(d);
  }

  static double log1p(double d) {
    return Math.abs(d) < SMALL ? d * (1 - d * (0.5 - d * (1.0 / 3 - d / 4))) : Math.log1p(d);
  }

  private static double exponential(double a, double d) {
    return Math.exp(a) * expm1(d);
  }

  private static double sigmoid(double x) {
    return Activation.of(Activation.Kind.SIGMOID).value(x);
  }

  private static double sigmoid(double a, double d) {
    return 0.5 * tanh(0.5 * a, 0.5 * d);
  }

  /** tanh(a+d) - tanh(a) = tanh(d)·(1 - tanh²a) / (1 + tanh(a)·tanh(d)). */
  private static double tanh(double a, double d) {
    double t = Math.tanh(d);
    return t * (4 * sigmoid(2 * a) * sigmoid(-2 * a)) / (1 + Math.tanh(a) * t);
  }

  /** On the side of 0 that holds at a: the curvature jumps there. */
  private static double softsign(double a, double d) {
    return a >= 0 ? d / ((1 + a) * (1 + a + d)) : d / ((1 - a) * (1 - a - d));
  }

  /** atan(b) - atan(a) = atan((b - a) / (1 + ab)), so long as ab is above -1. */
  private static double atan(double a, double d) {
    double product = 1 + a * (a + d);
    return product > 0 ? Math.atan(d / product) : Math.atan(a + d) - Math.atan(a);
  }

  /** asin(x) = 2 atan(x / (1 + sqrt(1 - x²))), whose argument moves without cancelling. */
  private static double asin(double a, double d) {
    double b = a + d;
    double before = Math.sqrt((1 - a) * (1 + a));
    double behind = Math.sqrt((1 - b) * (1 + b));
    double moved =
        d * (1 + before + a * (a + b) / (before + behind)) / ((1 + before) * (1 + behind));
    return 2 * atan(a / (1 + before), moved);
  }

  /** log(x + sqrt(x² + c)) for x that is not negative. */
  private static double logarithmic(double a, double d, double c) {
    double before = Math.sqrt(a * a + c);
    double b = a + d;
    double behind = Math.sqrt(b * b + c);
    return log1p(d * (1 + (a + b) / (before + behind)) / (a + before));
  }

  private static double atanh(double t) {
    return 0.5 * (log1p(t) - log1p(-t));
  }

  private static double phi(double x) {
    return 0.5 + 0.5 * Activation.of(Activation.Kind.ERF).value(x * Math.sqrt(0.5));
  }

  /** Φ(a+d) - Φ(a) is the integral of the density, which is how Φ is defined. */
  private static double normal(double a, double d) {
    if (Math.abs(d) > 0.01) {
      return phi(a + d) - phi(a);
    }
    double middle = a + 0.5 * d;
    double half = 0.5 * d;
    double sum =
        5 * density(middle - NODE * half) + 8 * density(middle) + 5 * density(middle + NODE * half);
    return half * sum / 9;
  }

  private static double density(double x) {
    return INVERSE_SQRT_2_PI * Math.exp(-0.5 * x * x);
  }

  private static double geluTanh(double a, double d) {
    double u = SQRT_2_OVER_PI * (a + 0.044715 * a * a * a);
    double du = SQRT_2_OVER_PI * d * (1 + 0.044715 * (3 * a * (a + d) + d * d));
    return d * sigmoid(2 * (u + du)) + a * sigmoid(2 * u, 2 * du);
  }

  private static double power(double p, double a, double d) {
    if (p == 2) {
      return d * (2 * a + d);
    } else if (p == 1) {
      return d;
    } else if (a > 0 && a + d > 0) {
      return Math.pow(a, p) * expm1(p * log1p(d / a));
    } else if (a < 0 && a + d < 0 && p == Math.rint(p)) {
      return (p % 2 == 0 ? 1 : -1) * power(p, -a, -d);
    }
    return Math.pow(a + d, p) - Math.pow(a, p);
  }
}
