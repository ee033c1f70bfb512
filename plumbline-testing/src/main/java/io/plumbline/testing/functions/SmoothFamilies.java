package io.plumbline.testing.functions;

import static io.plumbline.testing.functions.Family.log;
import static io.plumbline.testing.functions.Family.near;
import static io.plumbline.testing.functions.Family.normal;
import static io.plumbline.testing.functions.Family.normals;
import static io.plumbline.testing.functions.Family.sign;

import io.plumbline.core.function.Precision;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;

/** Analytic functions at every scale of argument, value and curvature. */
final class SmoothFamilies {
  private SmoothFamilies() {}

  static List<Family> all() {
    List<Family> all = new ArrayList<>();
    for (Kind each : KINDS) {
      all.add(new Family(each.name, r -> each.draw(r, Precision.FLOAT64, Precision.FLOAT64)));
    }
    waves(all);
    scales(all);
    all.add(new Family("large constant beside", SmoothFamilies::besideConstant));
    all.add(new Family("all but cancelled", SmoothFamilies::cancelled));
    all.add(new Family("at zero exactly", r -> atZero(r)));
    all.add(new Family("flat to fourth order", SmoothFamilies::flat));
    all.add(new Family("many inputs of many sizes", SmoothFamilies::manyInputs));
    return all;
  }

  /** A kind of function that any arithmetic can take. */
  record Kind(String name, Function<SplittableRandom, Formula> formulas, double scale) {
    KnownDerivative draw(SplittableRandom random, Precision computed, Precision declared) {
      double x = random.nextInt(5) == 0 ? random.nextInt(3) - 1 : near(random);
      Formula formula = formulas.apply(random);
      double at = scale < 0 ? Math.abs(x) + 0.1 : x;
      return KnownDerivative.of(name + " at " + at, formula, computed, declared, at);
    }
  }

  static final List<Kind> KINDS =
      List.of(
          new Kind("polynomial", r -> polynomial(r), 1),
          new Kind("exponential", r -> scaled(r, 2, (t, c) -> t.times(c).exp()), 1),
          new Kind("logarithm", r -> scaled(r, 3, (t, c) -> t.times(Math.abs(c)).log()), -1),
          new Kind("power", r -> scaled(r, 2, (t, c) -> t.pow(c)), -1),
          new Kind("root", r -> scaled(r, 2, (t, c) -> t.plus(c * c).sqrt()), -1),
          new Kind("tanh", r -> scaled(r, 3, (t, c) -> t.times(c).plus(c / 3).tanh()), 1),
          new Kind("sigmoid", r -> scaled(r, 4, (t, c) -> t.times(c).sigmoid()), 1),
          new Kind("softplus", r -> scaled(r, 4, (t, c) -> t.times(c).plus(0.3).softplus()), 1),
          new Kind("erf", r -> scaled(r, 1, (t, c) -> t.times(c).erf()), 1),
          new Kind(
              "bell",
              r -> scaled(r, 3, (t, c) -> t.of(1).over(t.square().times(c * c).plus(1))),
              1),
          new Kind("gaussian", r -> scaled(r, 2, (t, c) -> t.times(c).square().negate().exp()), 1),
          new Kind("wave", r -> scaled(r, 6, (t, c) -> t.times(c).plus(c).sin()), 1),
          new Kind(
              "quotient", r -> scaled(r, 2, (t, c) -> t.plus(c).over(t.square().plus(0.3))), 1),
          new Kind("x log x", r -> scaled(r, 2, (t, c) -> t.times(t.log()).times(c)), -1),
          new Kind("arc tangent", r -> scaled(r, 5, (t, c) -> t.times(c).atan()), 1),
          new Kind("cross-entropy", r -> crossEntropy(r), 1),
          new Kind("layers of tanh", r -> layers(r), 1));

  /** A term in t with a random coefficient. */
  private interface Term {
    Num of(Num t, double c);
  }

  private static Formula scaled(SplittableRandom random, double size, Term term) {
    double c = (float) (size * normal(random));
    double a = (float) normal(random);
    double b = (float) (random.nextBoolean() ? normal(random) : 0);
    return x -> term.of(x[0], c).times(a).plus(x[0].times(b));
  }

  private static Formula polynomial(SplittableRandom random) {
    double[] c = normals(random, 1 + random.nextInt(7));
    return x -> {
      Num sum = x[0].of(0);
      for (double each : c) {
        sum = sum.times(x[0]).plus((float) each);
      }
      return sum;
    };
  }

  private static Formula crossEntropy(SplittableRandom random) {
    double[] a = normals(random, 4);
    double[] b = normals(random, 4);
    return x -> {
      Num sum = x[0].of(0);
      for (int i = 0; i < 4; i++) {
        sum = sum.plus(x[0].times((float) (3 * b[i])).plus((float) (3 * a[i])).exp());
      }
      return sum.log().minus(x[0].times((float) (3 * b[0])).plus((float) (3 * a[0])));
    };
  }

  private static Formula layers(SplittableRandom random) {
    double[] w = normals(random, 32);
    return x -> {
      Num[] hidden = new Num[4];
      for (int i = 0; i < 4; i++) {
        hidden[i] = x[0].times((float) w[i]).plus((float) w[4 + i]).tanh();
      }
      Num sum = x[0].of(0);
      for (int i = 0; i < 4; i++) {
        Num unit = x[0].of((float) w[8 + i]);
        for (int j = 0; j < 4; j++) {
          unit = unit.plus(hidden[j].times((float) w[12 + 4 * i + j]));
        }
        sum = sum.plus(unit.tanh().times((float) w[28 + i]));
      }
      return sum;
    };
  }

  private static void waves(List<Family> all) {
    double[][] ranges = {{10, 1e2}, {1e2, 1e4}, {1e4, 1e5}, {1e5, 1e7}};
    for (double[] range : ranges) {
      all.add(
          new Family(
              "sin(wx), w from " + range[0] + " to " + range[1],
              r -> {
                double w = log(r, range[0], range[1]);
                double a = normal(r);
                double x = near(r);
                return KnownDerivative.of(
                    a + " sin(" + w + " x) at " + x, t -> t[0].times(w).sin().times(a), x);
              }));
    }
    all.add(
        new Family(
            "small fast wave on a slow one",
            r -> {
              double w = log(r, 1e2, 1e6);
              double a = log(r, 1e-8, 1);
              double x = near(r);
              return KnownDerivative.of(
                  a + " sin(" + w + " x) + sin x at " + x,
                  t -> t[0].times(w).sin().times(a).plus(t[0].sin()),
                  x);
            }));
    all.add(
        new Family(
            "sin(1/x)",
            r -> {
              double x = sign(r) * log(r, 1e-3, 1);
              return KnownDerivative.of("sin(1/x) at " + x, t -> t[0].of(1).over(t[0]).sin(), x);
            }));
    all.add(
        new Family(
            "period a power of two",
            r -> {
              double w = Math.PI * Math.scalb(1.0, 1 + r.nextInt(24));
              double a = log(r, 1e-6, 1);
              double x = near(r);
              return KnownDerivative.of(
                  "x + " + a + " sin(" + w + " x) at " + x,
                  t -> t[0].times(w).sin().times(a).plus(t[0]),
                  x);
            }));
  }

  private static void scales(List<Family> all) {
    for (double size : new double[] {1e-30, 1e-12, 1e-9, 1e-4, 1e4, 1e9, 1e30}) {
      all.add(
          new Family(
              "x of size " + size + " in its own units",
              r -> {
                double x = size * near(r);
                double a = normal(r);
                return KnownDerivative.of(
                    "in units of " + size + " at " + x,
                    t -> t[0].over(size).times(a).sin().plus(t[0].over(size).square()),
                    x);
              }));
      if (size < 1) {
        all.add(
            new Family(
                "x of size " + size + " in units of one",
                r -> {
                  double x = size * near(r);
                  double a = normal(r);
                  return KnownDerivative.of(
                      "exp(" + a + " x) at " + x, t -> t[0].times(a).exp().plus(t[0].square()), x);
                }));
        all.add(
            new Family(
                "x of size " + size + " beside a pole",
                r -> {
                  double x = size * log(r, 0.1, 10);
                  return switch (r.nextInt(3)) {
                    case 0 -> KnownDerivative.of("log at " + x, t -> t[0].log(), x);
                    case 1 -> KnownDerivative.of("root at " + x, t -> t[0].sqrt(), x);
                    default -> KnownDerivative.of("1/x at " + x, t -> t[0].of(1).over(t[0]), x);
                  };
                }));
      }
    }
    for (double size : new double[] {1e-160, 1e-30, 1e30, 1e150}) {
      all.add(
          new Family(
              "values of size " + size,
              r -> {
                double x = near(r);
                double a = normal(r);
                return KnownDerivative.of(
                    size + " times a wave at " + x,
                    t -> t[0].times(a).sin().plus(t[0].square()).times(size),
                    x);
              }));
    }
  }

  private static KnownDerivative besideConstant(SplittableRandom random) {
    double c = sign(random) * log(random, 1e3, 1e14);
    double x = near(random);
    double a = normal(random);
    return KnownDerivative.of(
        c + " + wave at " + x, t -> t[0].times(a).sin().plus(t[0].square()).plus(c), x);
  }

  /** A sum whose large parts cancel: its noise is beyond what its value shows. */
  private static KnownDerivative cancelled(SplittableRandom random) {
    double c = log(random, 1e3, 1e12);
    double x = near(random);
    double a = normal(random);
    return KnownDerivative.of(
        "(wave + " + c + ") - " + c + " at " + x,
        t -> t[0].times(a).sin().plus(t[0].square()).plus(c).minus(c),
        x);
  }

  private static KnownDerivative atZero(SplittableRandom random) {
    Kind shape = KINDS.get(random.nextInt(KINDS.size()));
    Formula formula = shape.formulas.apply(random);
    double shift = 0.3 + random.nextDouble();
    double at = shape.scale < 0 ? shift : 0;
    return KnownDerivative.of(
        shape.name + " at 0",
        t -> formula.at(new Num[] {t[0].plus(at)}),
        random.nextBoolean() ? 0.0 : -0.0);
  }

  private static KnownDerivative flat(SplittableRandom random) {
    double x = near(random);
    double a = normal(random);
    double c = random.nextInt(3);
    int power = 2 + random.nextInt(4);
    double offset = random.nextInt(3) == 0 ? log(random, 1e-6, 1e-1) : 0;
    return KnownDerivative.of(
        "(x - " + x + ")^" + power + " " + offset + " beside",
        t -> t[0].minus(x).pow(power).times(a).plus(c),
        x + offset);
  }

  private static KnownDerivative manyInputs(SplittableRandom random) {
    int n = 2 + random.nextInt(8);
    double[] a = normals(random, n);
    double[] x = new double[n];
    double[] size = new double[n];
    for (int i = 0; i < n; i++) {
      size[i] = log(random, 1e-6, 1e6);
      x[i] = size[i] * near(random);
    }
    return KnownDerivative.of(
        n + " inputs, the first of size " + size[0],
        t -> {
          Num sum = t[0].of(0);
          for (int i = 0; i < n; i++) {
            sum = sum.plus(t[i].over(size[i]).times(a[i]).plus(t[0].over(size[0])).sin());
          }
          return sum;
        },
        x);
  }
}
