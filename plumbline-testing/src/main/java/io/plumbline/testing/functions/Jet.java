package io.plumbline.testing.functions;

import io.plumbline.testing.oracle.Dd;

/**
 * A value and its derivative along one direction to about 30 digits: forward mode in extended
 * precision. At a tie of {@link #max} the branch with the larger or the smaller slope is taken, so
 * that the two together bracket every one-sided slope of a function with one tie.
 *
 * @param number the value
 * @param slope the derivative along the direction
 * @param steep which branch a tie takes
 */
record Jet(Dd number, Dd slope, boolean steep) implements Num {

  /** The value of the formula. */
  static Jet at(Formula formula, double[] x) {
    Num[] point = new Num[x.length];
    for (int i = 0; i < x.length; i++) {
      point[i] = new Jet(Dd.of(x[i]), Dd.ZERO, false);
    }
    return (Jet) formula.at(point);
  }

  /** The derivative of the formula by one coordinate. */
  static Dd derivative(Formula formula, double[] x, int coordinate, boolean steep) {
    Num[] point = new Num[x.length];
    for (int i = 0; i < x.length; i++) {
      point[i] = new Jet(Dd.of(x[i]), i == coordinate ? Dd.ONE : Dd.ZERO, steep);
    }
    return ((Jet) formula.at(point)).slope;
  }

  private Jet chain(Dd image, Dd factor) {
    return new Jet(image, slope.times(factor), steep);
  }

  @Override
  public double value() {
    return number.value();
  }

  @Override
  public Num of(double constant) {
    return new Jet(Dd.of(constant), Dd.ZERO, steep);
  }

  @Override
  public Num plus(Num other) {
    Jet b = (Jet) other;
    return new Jet(number.plus(b.number), slope.plus(b.slope), steep);
  }

  @Override
  public Num minus(Num other) {
    Jet b = (Jet) other;
    return new Jet(number.minus(b.number), slope.minus(b.slope), steep);
  }

  @Override
  public Num times(Num other) {
    Jet b = (Jet) other;
    return new Jet(
        number.times(b.number), slope.times(b.number).plus(number.times(b.slope)), steep);
  }

  @Override
  public Num over(Num other) {
    Jet b = (Jet) other;
    Dd quotient = number.over(b.number);
    return new Jet(quotient, slope.minus(quotient.times(b.slope)).over(b.number), steep);
  }

  @Override
  public Num exp() {
    Dd e = number.exp();
    return chain(e, e);
  }

  @Override
  public Num log() {
    return chain(number.log(), Dd.ONE.over(number));
  }

  @Override
  public Num sin() {
    return chain(number.sin(), number.cos());
  }

  @Override
  public Num cos() {
    return chain(number.cos(), number.sin().negate());
  }

  @Override
  public Num sqrt() {
    Dd root = number.sqrt();
    return chain(root, Dd.of(0.5).over(root));
  }

  @Override
  public Num tanh() {
    Dd t = number.tanh();
    return chain(t, Dd.ONE.minus(t.times(t)));
  }

  @Override
  public Num erf() {
    Dd factor = Dd.of(2).over(Dd.PI.sqrt());
    return chain(number.erf(), number.times(number).negate().exp().times(factor));
  }

  @Override
  public Num atan() {
    return chain(number.atan(), Dd.ONE.over(number.times(number).plus(1)));
  }

  @Override
  public Num pow(double exponent) {
    return chain(number.pow(exponent), number.pow(exponent - 1).times(exponent));
  }

  @Override
  public Num max(Num other) {
    Jet b = (Jet) other;
    int order = number.compareTo(b.number);
    if (order == 0) {
      return (slope.compareTo(b.slope) >= 0) == steep ? this : b;
    }
    return order > 0 ? this : b;
  }
}
