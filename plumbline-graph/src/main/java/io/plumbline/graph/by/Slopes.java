package io.plumbline.graph.by;

import io.plumbline.graph.Activation;
import io.plumbline.graph.Activation.Kind;
import io.plumbline.graph.Terms;
import io.plumbline.graph.Value;

/**
 * The slope of each function of one number, as a graph. At a kink it is the slope below, as most
 * frameworks take it.
 */
final class Slopes {
  private final Terms terms;

  Slopes(Terms terms) {
    this.terms = terms;
  }

  /** f'(x), where y is f(x). */
  Value of(Activation f, Value x, Value y) {
    double alpha = f.alpha();
    return switch (f.kind()) {
      case RELU -> above(x, 0);
      case LEAKY_RELU -> between(above(x, 0), terms.number(1), terms.number(alpha));
      case ELU -> between(above(x, 0), terms.number(1), decay(x, alpha, 1));
      case SELU -> between(above(x, 0), terms.number(f.beta()), decay(x, f.beta() * alpha, 1));
      case CELU -> between(above(x, 0), terms.number(1), decay(x, 1, 1 / alpha));
      case SIGMOID -> terms.times(y, terms.rest(y));
      case HARD_SIGMOID -> {
        Value line = terms.plus(terms.times(x, alpha), terms.number(f.beta()));
        yield terms.times(terms.minus(above(line, 0), above(line, 1)), alpha);
      }
      case TANH -> terms.rest(terms.square(y));
      case SOFTPLUS -> terms.of(Kind.SIGMOID, x);
      case SOFTSIGN -> reciprocal(terms.square(plusOne(terms.of(Kind.ABS, x))));
      case GELU -> gelu(x);
      case GELU_TANH -> geluTanh(x);
      case SILU -> {
        Value gate = terms.of(Kind.SIGMOID, x);
        yield terms.times(gate, plusOne(terms.times(x, terms.rest(gate))));
      }
      case CLIP -> clip(f, x);
      case HARD_SHRINK -> above(terms.of(Kind.ABS, x), alpha);
      case THRESHOLD -> above(x, alpha);
      case STEP, FLOOR, ROUND -> terms.times(x, 0);
      case ERF -> terms.times(bell(x, 1), 2 / Math.sqrt(Math.PI));
      case EXP -> y;
      case LOG -> reciprocal(x);
      case SQRT -> terms.times(reciprocal(y), 0.5);
      case POWER ->
          alpha == 2
              ? terms.times(x, 2)
              : terms.times(terms.of(Activation.of(Kind.POWER, alpha - 1), x), alpha);
      case ABS -> terms.minus(terms.times(above(x, 0), 2), terms.number(1));
      case NEGATE -> terms.number(-1);
      case RECIPROCAL -> terms.of(Kind.NEGATE, terms.square(y));
      case SIN -> terms.of(Kind.COS, x);
      case COS -> terms.of(Kind.NEGATE, terms.of(Kind.SIN, x));
      case TAN -> plusOne(terms.square(y));
      case ASIN -> reciprocal(terms.of(Kind.SQRT, terms.rest(terms.square(x))));
      case ACOS ->
          terms.of(Kind.NEGATE, reciprocal(terms.of(Kind.SQRT, terms.rest(terms.square(x)))));
      case ATAN -> reciprocal(plusOne(terms.square(x)));
      case SINH -> terms.of(Kind.COSH, x);
      case COSH -> terms.of(Kind.SINH, x);
      case ASINH -> reciprocal(terms.of(Kind.SQRT, plusOne(terms.square(x))));
      case ACOSH -> reciprocal(terms.of(Kind.SQRT, terms.minus(terms.square(x), terms.number(1))));
      case ATANH -> reciprocal(terms.rest(terms.square(x)));
    };
  }

  /** 1 where x is above a place, else 0. */
  Value above(Value x, double place) {
    return terms.of(Activation.of(Kind.STEP, place), x);
  }

  /** The first where the choice is 1, the second where it is 0. */
  private Value between(Value choice, Value one, Value other) {
    return terms.plus(other, terms.times(choice, terms.minus(one, other)));
  }

  /** factor·exp(rate·x) below 0, and the factor above, where exp might overflow. */
  private Value decay(Value x, double factor, double rate) {
    Value below = terms.of(Kind.NEGATE, terms.of(Kind.RELU, terms.of(Kind.NEGATE, x)));
    return terms.times(terms.of(Kind.EXP, terms.times(below, rate)), factor);
  }

  private Value clip(Activation f, Value x) {
    Value inside = Double.isInfinite(f.alpha()) ? terms.number(1) : above(x, f.alpha());
    return Double.isInfinite(f.beta()) ? inside : terms.minus(inside, above(x, f.beta()));
  }

  /** The normal distribution at x, and x times its density. */
  private Value gelu(Value x) {
    Value share = terms.times(plusOne(terms.of(Kind.ERF, terms.times(x, Math.sqrt(0.5)))), 0.5);
    Value density = terms.times(bell(x, 0.5), 1 / Math.sqrt(2 * Math.PI));
    return terms.plus(share, terms.times(x, density));
  }

  /** s + x·s·(1 - s)·2u', where s is the sigmoid of 2u and u = c·(x + 0.044715 x³). */
  private Value geluTanh(Value x) {
    double c = Math.sqrt(2 / Math.PI);
    Value square = terms.square(x);
    Value u = terms.times(terms.times(x, plusOne(terms.times(square, 0.044715))), 2 * c);
    Value s = terms.of(Kind.SIGMOID, u);
    Value slope = terms.times(plusOne(terms.times(square, 3 * 0.044715)), 2 * c);
    Value second = terms.times(terms.times(x, slope), terms.times(s, terms.rest(s)));
    return terms.plus(s, second);
  }

  /** exp(-rate·x²). */
  private Value bell(Value x, double rate) {
    return terms.of(Kind.EXP, terms.times(terms.square(x), -rate));
  }

  private Value plusOne(Value x) {
    return terms.plus(x, terms.number(1));
  }

  private Value reciprocal(Value x) {
    return terms.of(Kind.RECIPROCAL, x);
  }
}
