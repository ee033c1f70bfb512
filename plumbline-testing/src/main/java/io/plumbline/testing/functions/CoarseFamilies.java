package io.plumbline.testing.functions;

import static io.plumbline.testing.functions.Family.log;
import static io.plumbline.testing.functions.Family.near;
import static io.plumbline.testing.functions.Family.normal;

import io.plumbline.core.function.Precision;
import io.plumbline.core.function.ScalarFunction;
import io.plumbline.testing.functions.SmoothFamilies.Kind;
import io.plumbline.testing.oracle.Dd;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import java.util.function.ToDoubleFunction;

/** Values that are not those of the function meant: rounded, noisy, stopped early, remembered. */
final class CoarseFamilies {
  private CoarseFamilies() {}

  static List<Family> all() {
    List<Family> all = new ArrayList<>();
    for (int digits = 3; digits <= 9; digits++) {
      double unit = Math.pow(10, digits);
      all.add(
          new Family(
              "rounded to " + digits + " decimals",
              r -> values(r, v -> Math.rint(v * unit) / unit)));
    }
    all.add(new Family("cut to 6 decimals", r -> values(r, v -> Math.floor(v * 1e6) / 1e6)));
    all.add(new Family("printed with 7 digits", r -> values(r, CoarseFamilies::printed)));
    all.add(new Family("cast to float32", r -> values(r, v -> (float) v)));
    for (Precision precision : Precision.values()) {
      if (precision != Precision.FLOAT64) {
        all.add(new Family("in " + precision + ", declared", r -> any(r, precision, precision)));
        all.add(
            new Family(
                "in " + precision + ", not declared", r -> any(r, precision, Precision.FLOAT64)));
      }
    }
    noise(all);
    all.add(new Family("bisection stopped at 1e-8", r -> stopped(r, CoarseFamilies::bisected)));
    all.add(new Family("iteration stopped at 1e-8", r -> stopped(r, CoarseFamilies::iterated)));
    all.add(new Family("remembers its first value", r -> remembering(r, 0)));
    all.add(new Family("remembers by the array", r -> remembering(r, 1)));
    all.add(new Family("remembers by its second input", r -> remembering(r, 2)));
    all.add(new Family("a drop-out without a seed", CoarseFamilies::dropout));
    return all;
  }

  private static KnownDerivative any(
      SplittableRandom random, Precision computed, Precision declared) {
    Kind kind = SmoothFamilies.KINDS.get(random.nextInt(SmoothFamilies.KINDS.size()));
    return kind.draw(random, computed, declared);
  }

  private static KnownDerivative values(SplittableRandom random, DoubleUnaryOperator spoil) {
    return spoiled(any(random, Precision.FLOAT64, Precision.FLOAT64), spoil);
  }

  private static KnownDerivative spoiled(KnownDerivative draw, DoubleUnaryOperator spoil) {
    return draw.through(f -> wrap(f, x -> spoil.applyAsDouble(f.evaluate(x))));
  }

  private static ScalarFunction wrap(ScalarFunction f, ToDoubleFunction<double[]> values) {
    return ScalarFunction.of(f.shape(), f.precision(), values);
  }

  private static double printed(double value) {
    return Double.parseDouble(String.format(java.util.Locale.ROOT, "%.6e", value));
  }

  private static void noise(List<Family> all) {
    all.add(new Family("Gaussian noise, the same for the same x", r -> hashed(r, false)));
    all.add(new Family("contaminated noise, the same for the same x", r -> hashed(r, true)));
    all.add(
        new Family(
            "Gaussian noise, other each time",
            r -> {
              double size = log(r, 1e-12, 1e-3);
              SplittableRandom noise = r.split();
              return values(r, v -> v + size * normal(noise));
            }));
    all.add(
        new Family(
            "uniform noise, other each time",
            r -> {
              double size = log(r, 1e-12, 1e-3);
              SplittableRandom noise = r.split();
              return values(r, v -> v + size * (noise.nextDouble() - 0.5));
            }));
  }

  private static KnownDerivative hashed(SplittableRandom random, boolean contaminated) {
    double size = log(random, 1e-13, 1e-4);
    KnownDerivative draw = any(random, Precision.FLOAT64, Precision.FLOAT64);
    return draw.through(
        f ->
            wrap(
                f,
                x -> {
                  SplittableRandom noise =
                      new SplittableRandom(Double.doubleToLongBits(x[0]) * 0x9E3779B97F4A7C15L);
                  noise.nextLong();
                  double n = normal(noise);
                  double outlier = contaminated && noise.nextInt(20) == 0 ? 10 : 1;
                  return f.evaluate(x) + size * outlier * n;
                }));
  }

  /** The root y of y³ + y = x, of which the derivative is 1 / (3y² + 1). */
  private static KnownDerivative stopped(SplittableRandom random, DoubleUnaryOperator solver) {
    double x = near(random);
    double b = normal(random);
    Dd y = Dd.of(Math.cbrt(x));
    for (int i = 0; i < 60; i++) {
      Dd residual = y.pow(3).plus(y).minus(x);
      y = y.minus(residual.over(y.times(y).times(3).plus(1)));
    }
    Dd slope = Dd.ONE.over(y.times(y).times(3).plus(1)).plus(b);
    KnownDerivative wave = KnownDerivative.of("root of y^3 + y = " + x, t -> t[0].times(b), x);
    return new KnownDerivative(
        wave.text(),
        wrap(wave.function(), p -> solver.applyAsDouble(p[0]) + b * p[0]),
        wave.x(),
        0,
        slope,
        slope);
  }

  private static double bisected(double x) {
    double low = -4;
    double high = 4;
    while (high - low > 1e-8) {
      double middle = (low + high) / 2;
      if (middle * middle * middle + middle < x) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return (low + high) / 2;
  }

  /** y <- y - (y³ + y - x)/8 until it moves by less than 1e-8. */
  private static double iterated(double x) {
    double y = 0;
    for (int i = 0; i < 1000; i++) {
      double move = (y * y * y + y - x) / 8;
      y -= move;
      if (Math.abs(move) < 1e-8) {
        break;
      }
    }
    return y;
  }

  private static KnownDerivative remembering(SplittableRandom random, int what) {
    double[] c = {normal(random), normal(random), near(random), near(random)};
    KnownDerivative draw =
        KnownDerivative.of(
            "a function that remembers",
            t -> t[0].times(c[0]).sin().plus(t[0].times(t[1]).times(c[1])),
            c[2],
            c[3]);
    return draw.through(f -> new Remembering(f, what).function());
  }

  private static KnownDerivative dropout(SplittableRandom random) {
    SplittableRandom drops = random.split();
    double[] w = Family.normals(random, 32);
    double x = near(random);
    KnownDerivative draw =
        KnownDerivative.of(
            "drop-out at " + x,
            t -> {
              Num sum = t[0].of(0);
              for (int i = 0; i < 16; i++) {
                sum = sum.plus(t[0].times(w[i]).tanh().times(w[16 + i]));
              }
              return sum;
            },
            x);
    return draw.through(
        f ->
            wrap(
                f,
                p -> {
                  double sum = 0;
                  for (int i = 0; i < 16; i++) {
                    sum += drops.nextBoolean() ? 2 * w[16 + i] * Math.tanh(w[i] * p[0]) : 0;
                  }
                  return sum;
                }));
  }

  /** Keeps a value and gives it again: always, for the same array, or for the same second input. */
  private static final class Remembering {
    private final ScalarFunction function;
    private final int what;
    private boolean filled;
    private double[] array;
    private double key;
    private double value;

    Remembering(ScalarFunction function, int what) {
      this.function = function;
      this.what = what;
    }

    ScalarFunction function() {
      return wrap(function, this::evaluate);
    }

    private double evaluate(double[] x) {
      boolean hit =
          filled
              && switch (what) {
                case 0 -> true;
                case 1 -> array == x;
                default -> key == x[1];
              };
      if (!hit) {
        filled = true;
        array = x;
        key = x[1];
        value = function.evaluate(x);
      }
      return value;
    }
  }
}
