package io.plumbline.testing.functions;

/**
 * A number of some arithmetic. A formula written over it is evaluated in float64, in a narrower
 * format with every operation rounded, or exactly with its derivative ({@link Jet}).
 */
public interface Num {
  Num of(double constant);

  Num plus(Num b);

  Num minus(Num b);

  Num times(Num b);

  Num over(Num b);

  Num exp();

  Num log();

  Num sin();

  Num cos();

  Num sqrt();

  Num tanh();

  Num erf();

  Num atan();

  /** The power with a constant exponent, of a positive number unless the exponent is whole. */
  Num pow(double exponent);

  /** The larger of the two. */
  Num max(Num b);

  /** The value, nearest in float64. */
  double value();

  default Num plus(double b) {
    return plus(of(b));
  }

  default Num minus(double b) {
    return minus(of(b));
  }

  default Num times(double b) {
    return times(of(b));
  }

  default Num over(double b) {
    return over(of(b));
  }

  default Num negate() {
    return of(0).minus(this);
  }

  default Num square() {
    return times(this);
  }

  default Num relu() {
    return max(of(0));
  }

  default Num abs() {
    return max(negate());
  }

  default Num min(Num b) {
    return negate().max(b.negate()).negate();
  }

  default Num sigmoid() {
    return of(1).over(negate().exp().plus(1));
  }

  /** log(1 + e^x), without overflow. */
  default Num softplus() {
    return relu().plus(abs().negate().exp().plus(1).log());
  }
}
