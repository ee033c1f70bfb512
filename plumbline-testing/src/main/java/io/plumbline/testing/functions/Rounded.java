package io.plumbline.testing.functions;

import io.plumbline.core.function.Precision;

/** A number of a binary format; every operation is rounded to it. */
record Rounded(double value, Precision precision) implements Num {
  static Rounded of(double value, Precision precision) {
    return new Rounded(precision.round(value), precision);
  }

  static double evaluate(Formula formula, double[] x, Precision precision) {
    Num[] point = new Num[x.length];
    for (int i = 0; i < x.length; i++) {
      point[i] = of(x[i], precision);
    }
    return formula.at(point).value();
  }

  @Override
  public Num of(double constant) {
    return of(constant, precision);
  }

  @Override
  public Num plus(Num b) {
    return of(value + b.value());
  }

  @Override
  public Num minus(Num b) {
    return of(value - b.value());
  }

  @Override
  public Num times(Num b) {
    return of(value * b.value());
  }

  @Override
  public Num over(Num b) {
    return of(value / b.value());
  }

  @Override
  public Num exp() {
    return of(Math.exp(value));
  }

  @Override
  public Num log() {
    return of(Math.log(value));
  }

  @Override
  public Num sin() {
    return of(Math.sin(value));
  }

  @Override
  public Num cos() {
    return of(Math.cos(value));
  }

  @Override
  public Num sqrt() {
    return of(Math.sqrt(value));
  }

  @Override
  public Num tanh() {
    return of(Math.tanh(value));
  }

  /** By the oracle's series: Java has none. */
  @Override
  public Num erf() {
    return of(io.plumbline.testing.oracle.Dd.of(value).erf().value());
  }

  @Override
  public Num atan() {
    return of(Math.atan(value));
  }

  @Override
  public Num pow(double exponent) {
    return of(Math.pow(value, exponent));
  }

  @Override
  public Num max(Num b) {
    return value >= b.value() ? this : b;
  }
}
