package io.plumbline.core.estimate;

import io.plumbline.core.function.Precision;
import io.plumbline.core.function.ScalarFunction;
import io.plumbline.core.function.Shape;
import java.math.BigDecimal;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;

/**
 * A random function of one number and its exact derivative. In float32 every operation is rounded
 * to float32, as a network's are; the coefficients are float32 numbers in both.
 */
record RandomFunction(
    String name, ScalarFunction function, UnaryOperator<BigDecimal> derivative, double x) {

  static RandomFunction draw(Random random, Precision precision) {
    double x =
        (float) (random.nextInt(4) == 0 ? random.nextInt(3) - 1 : 4 * random.nextDouble() - 2);
    return switch (random.nextInt(4)) {
      case 0 -> polynomial(random, precision, x);
      case 1 -> wave(random, precision, x);
      case 2 -> crossEntropy(random, precision, x);
      default -> bell(random, precision, x);
    };
  }

  private static RandomFunction of(
      String name,
      Precision precision,
      DoubleUnaryOperator value,
      UnaryOperator<BigDecimal> derivative,
      double x) {
    ScalarFunction function =
        ScalarFunction.of(Shape.of(1), precision, point -> value.applyAsDouble(point[0]));
    return new RandomFunction(name, function, derivative, x);
  }

  private static RandomFunction polynomial(Random random, Precision p, double x) {
    double[] c = new double[1 + random.nextInt(7)];
    for (int i = 0; i < c.length; i++) {
      c[i] = (float) random.nextGaussian();
    }
    DoubleUnaryOperator value =
        t -> {
          double sum = 0;
          for (int i = c.length - 1; i >= 0; i--) {
            sum = p.round(p.round(sum * t) + c[i]);
          }
          return sum;
        };
    UnaryOperator<BigDecimal> derivative =
        t -> {
          BigDecimal sum = BigDecimal.ZERO;
          for (int i = c.length - 1; i >= 1; i--) {
            sum = sum.multiply(t).add(Exact.of(c[i]).multiply(BigDecimal.valueOf(i)));
          }
          return sum;
        };
    return of("polynomial of degree " + (c.length - 1), p, value, derivative, x);
  }

  private static RandomFunction wave(Random random, Precision p, double x) {
    double a = (float) random.nextGaussian();
    double w = (float) Math.exp(5 * random.nextDouble() - 2);
    double b = (float) random.nextGaussian();
    double c = (float) (2 * random.nextGaussian());
    DoubleUnaryOperator value =
        t ->
            p.round(
                p.round(a * p.round(Math.sin(p.round(w * t))))
                    + p.round(b * p.round(Math.exp(p.round(c * t)))));
    UnaryOperator<BigDecimal> derivative =
        t -> {
          BigDecimal wave =
              Exact.of(a).multiply(Exact.of(w)).multiply(Exact.cos(Exact.of(w).multiply(t)));
          BigDecimal growth =
              Exact.of(b).multiply(Exact.of(c)).multiply(Exact.exp(Exact.of(c).multiply(t)));
          return wave.add(growth);
        };
    return of("wave of " + w + " and exponential of " + c, p, value, derivative, x);
  }

  private static RandomFunction crossEntropy(Random random, Precision p, double x) {
    double[] a = new double[4];
    double[] b = new double[4];
    for (int i = 0; i < a.length; i++) {
      a[i] = (float) (3 * random.nextGaussian());
      b[i] = (float) (3 * random.nextGaussian());
    }
    DoubleUnaryOperator value =
        t -> {
          double sum = 0;
          for (int i = 0; i < a.length; i++) {
            sum = p.round(sum + p.round(Math.exp(logit(p, a[i], b[i], t))));
          }
          return p.round(p.round(Math.log(sum)) - logit(p, a[0], b[0], t));
        };
    UnaryOperator<BigDecimal> derivative =
        t -> {
          BigDecimal sum = BigDecimal.ZERO;
          BigDecimal weighted = BigDecimal.ZERO;
          for (int i = 0; i < a.length; i++) {
            BigDecimal e = Exact.exp(Exact.of(a[i]).add(Exact.of(b[i]).multiply(t)));
            sum = sum.add(e);
            weighted = weighted.add(e.multiply(Exact.of(b[i])));
          }
          return weighted.divide(sum, Exact.DIGITS).subtract(Exact.of(b[0]));
        };
    return of("cross-entropy", p, value, derivative, x);
  }

  private static double logit(Precision p, double a, double b, double t) {
    return p.round(a + p.round(b * t));
  }

  private static RandomFunction bell(Random random, Precision p, double x) {
    double c = (float) Math.exp(5 * random.nextDouble() - 1);
    DoubleUnaryOperator value = t -> p.round(1 / p.round(1 + p.round(c * p.round(t * t))));
    UnaryOperator<BigDecimal> derivative =
        t -> {
          BigDecimal ct = Exact.of(c).multiply(t);
          BigDecimal denominator = BigDecimal.ONE.add(ct.multiply(t)).pow(2);
          return ct.multiply(BigDecimal.valueOf(-2)).divide(denominator, Exact.DIGITS);
        };
    return of("bell of " + c, p, value, derivative, x);
  }
}
