package io.plumbline.testing.oracle;

import io.plumbline.graph.Activation;
import io.plumbline.graph.TieRule;

/** The activations in extended precision, piece by piece, from their definitions. */
public final class ReferenceActivation {
  private ReferenceActivation() {}

  public static Dd value(Activation f, Dd x, TieRule rule, ActivationPattern choices) {
    if (f.kind() == Activation.Kind.FLOOR || f.kind() == Activation.Kind.ROUND) {
      return stair(f, x, choices);
    }
    Dd[] kinks = kinks(f);
    if (kinks.length == 0) {
      return piece(f, 0, x);
    }
    double[] weights;
    if (choices.isHeld()) {
      weights = choices.next();
    } else {
      weights = weights(kinks, x, rule.below(), choices, isKink(f));
      weights = jump(f, x) == null ? weights : jump(f, x);
      choices.note(weights, isKink(f));
    }
    return blend(f, weights, x);
  }

  /** A staircase is on the stair that holds its value, whatever the rule. */
  private static Dd stair(Activation f, Dd x, ActivationPattern choices) {
    if (choices.isHeld()) {
      return Dd.of(choices.next()[0]);
    }
    double stair = f.value(x.hi);
    if (f.kind() == Activation.Kind.FLOOR && x.hi == stair && x.lo < 0) {
      stair -= 1;
    }
    choices.distance(x.minus(f.nearestKink(x.hi)).value());
    choices.note(new double[] {stair}, true);
    return Dd.of(stair);
  }

  /** Exactly at a jump, the piece that holds the value; null elsewhere. */
  private static double[] jump(Activation f, Dd x) {
    boolean at = x.abs().compareTo(Dd.of(f.alpha())) == 0;
    return switch (f.kind()) {
      case HARD_SHRINK -> at ? new double[] {0, 1, 0} : null;
      case THRESHOLD, STEP -> at && x.hi == f.alpha() ? new double[] {1, 0} : null;
      default -> null;
    };
  }

  private static Dd blend(Activation f, double[] weights, Dd x) {
    Dd sum = Dd.ZERO;
    for (int k = 0; k < weights.length; k++) {
      if (weights[k] != 0) {
        sum = sum.plus(piece(f, k, x).times(weights[k]));
      }
    }
    return sum;
  }

  private static double[] weights(
      Dd[] kinks, Dd x, double below, ActivationPattern choices, boolean isKink) {
    double[] weights = new double[kinks.length + 1];
    int place = 0;
    for (Dd kink : kinks) {
      Dd distance = x.minus(kink);
      if (isKink) {
        choices.distance(distance.value());
      }
      if (distance.signum() == 0) {
        weights[place] = below;
        weights[place + 1] = 1 - below;
        return weights;
      }
      place += distance.signum() > 0 ? 1 : 0;
    }
    weights[place] = 1;
    return weights;
  }

  private static Dd[] kinks(Activation f) {
    Dd alpha = Dd.of(f.alpha());
    Dd beta = Dd.of(f.beta());
    return switch (f.kind()) {
      case RELU, LEAKY_RELU, ELU, SELU, CELU, SOFTSIGN, ABS -> new Dd[] {Dd.ZERO};
      case HARD_SIGMOID -> new Dd[] {beta.negate().over(alpha), Dd.ONE.minus(beta).over(alpha)};
      case CLIP ->
          Double.isInfinite(f.alpha())
              ? new Dd[] {beta}
              : Double.isInfinite(f.beta()) ? new Dd[] {alpha} : new Dd[] {alpha, beta};
      case HARD_SHRINK -> new Dd[] {alpha.negate(), alpha};
      case THRESHOLD, STEP -> new Dd[] {alpha};
      default -> new Dd[0];
    };
  }

  /** Whether the slope jumps; where only the curvature does, no certificate need say so. */
  private static boolean isKink(Activation f) {
    return switch (f.kind()) {
      case ELU, SELU, LEAKY_RELU -> f.alpha() != 1;
      case CELU, SOFTSIGN -> false;
      default -> true;
    };
  }

  private static Dd piece(Activation f, int k, Dd x) {
    Dd alpha = Dd.of(Double.isFinite(f.alpha()) ? f.alpha() : 0);
    Dd beta = Dd.of(Double.isFinite(f.beta()) ? f.beta() : 0);
    return switch (f.kind()) {
      case RELU -> k == 0 ? Dd.ZERO : x;
      case LEAKY_RELU -> k == 0 ? alpha.times(x) : x;
      case ELU -> k == 0 ? alpha.times(x.exp().minus(1)) : x;
      case SELU -> beta.times(k == 0 ? alpha.times(x.exp().minus(1)) : x);
      case CELU -> k == 0 ? alpha.times(x.over(alpha).exp().minus(1)) : x;
      case HARD_SIGMOID -> k == 0 ? Dd.ZERO : k == 2 ? Dd.ONE : alpha.times(x).plus(beta);
      case SOFTSIGN -> x.over(k == 0 ? Dd.ONE.minus(x) : Dd.ONE.plus(x));
      case CLIP -> clip(f, k, x);
      case HARD_SHRINK -> k == 1 ? Dd.ZERO : x;
      case THRESHOLD -> k == 0 ? beta : x;
      case STEP -> k == 0 ? Dd.ZERO : Dd.ONE;
      case ABS -> k == 0 ? x.negate() : x;
      default -> smooth(f, x);
    };
  }

  private static Dd clip(Activation f, int k, Dd x) {
    boolean bottom = !Double.isInfinite(f.alpha());
    int middle = bottom ? 1 : 0;
    return k < middle ? Dd.of(f.alpha()) : k > middle ? Dd.of(f.beta()) : x;
  }

  private static Dd smooth(Activation f, Dd x) {
    return switch (f.kind()) {
      case SIGMOID -> x.sigmoid();
      case TANH -> x.tanh();
      case SOFTPLUS -> x.softplus();
      case GELU -> x.times(0.5).times(x.over(Dd.of(2).sqrt()).erf().plus(1));
      case GELU_TANH -> geluTanh(x);
      case SILU -> x.times(x.sigmoid());
      case ERF -> x.erf();
      case EXP -> x.exp();
      case LOG -> x.log();
      case SQRT -> x.sqrt();
      case POWER -> x.pow(f.alpha());
      case NEGATE -> x.negate();
      case RECIPROCAL -> Dd.ONE.over(x);
      case SIN -> x.sin();
      case COS -> x.cos();
      case TAN -> x.sin().over(x.cos());
      case ASIN -> x.asin();
      case ACOS -> Dd.PI.times(0.5).minus(x.asin());
      case ATAN -> x.atan();
      case SINH -> x.sinh();
      case COSH -> x.cosh();
      case ASINH -> x.asinh();
      case ACOSH -> x.plus(x.times(x).minus(1).sqrt()).log();
      case ATANH -> Dd.ONE.plus(x).over(Dd.ONE.minus(x)).log().times(0.5);
      default -> throw new IllegalStateException("no definition of " + f);
    };
  }

  private static Dd geluTanh(Dd x) {
    Dd inner = x.plus(x.times(x).times(x).times(Dd.of(44715).over(1_000_000)));
    return x.times(0.5).times(Dd.of(2).over(Dd.PI).sqrt().times(inner).tanh().plus(1));
  }
}
