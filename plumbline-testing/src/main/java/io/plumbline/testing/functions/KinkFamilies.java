package io.plumbline.testing.functions;

import static io.plumbline.testing.functions.Family.log;
import static io.plumbline.testing.functions.Family.near;
import static io.plumbline.testing.functions.Family.normal;
import static io.plumbline.testing.functions.Family.normals;
import static io.plumbline.testing.functions.Family.sign;

import io.plumbline.testing.oracle.Dd;
import java.util.List;
import java.util.SplittableRandom;

/** Functions that are smooth in pieces: kinks, jumps of curvature, bumps, jumps. */
final class KinkFamilies {
  private KinkFamilies() {}

  static List<Family> all() {
    return List.of(
        new Family("one kink anywhere", r -> kink(r, 1)),
        new Family("a small kink anywhere", r -> kink(r, log(r, 1e-10, 1))),
        new Family("a kink at x", KinkFamilies::kinkAtX),
        new Family("layers of relu", KinkFamilies::reluLayers),
        new Family("a dead unit", KinkFamilies::dead),
        new Family("largest of smooth ones", KinkFamilies::largest),
        new Family("a table, linear between", KinkFamilies::table),
        new Family("Huber", KinkFamilies::huber),
        new Family("clipped", KinkFamilies::clipped),
        new Family("a jump of curvature", r -> pieces(r, 2)),
        new Family("a jump of the third derivative", r -> pieces(r, 3)),
        new Family("a quadratic spline", r -> spline(r, 2)),
        new Family("a cubic spline", r -> spline(r, 3)),
        new Family("a bump", r -> bump(r, 1)),
        new Family("a bump beside x", r -> bump(r, 30)),
        new Family("power three halves at its end", KinkFamilies::threeHalves),
        new Family("cusp at x", KinkFamilies::cusp),
        new Family("a jump at x", KinkFamilies::jumpAtX),
        new Family("a jump anywhere else", KinkFamilies::jumpBeside),
        new Family("a floor beside", KinkFamilies::stairs));
  }

  private static Num smooth(Num t, double a, double b) {
    return t.times(a).sin().plus(t.times(b));
  }

  private static KnownDerivative kink(SplittableRandom random, double size) {
    double x = near(random);
    double at = x + sign(random) * log(random, 1e-13, 1);
    double c = size * normal(random);
    double a = random.nextInt(3) * normal(random);
    double b = normal(random);
    return KnownDerivative.of(
        c + " relu(x - " + at + ") beside a wave at " + x,
        t -> smooth(t[0], a, b).plus(t[0].minus(at).relu().times(c)),
        x);
  }

  private static KnownDerivative kinkAtX(SplittableRandom random) {
    double x = near(random);
    double c = normal(random) * (random.nextBoolean() ? 1 : log(random, 1e-9, 1));
    double a = random.nextInt(3) * normal(random);
    double b = normal(random);
    return KnownDerivative.of(
        c + " |x - " + x + "| at " + x,
        t -> smooth(t[0], a, b).plus(t[0].minus(x).abs().times(c)),
        x);
  }

  private static KnownDerivative reluLayers(SplittableRandom random) {
    int n = 4 + random.nextInt(12);
    double[] w = normals(random, 2 * n + n * n + n);
    return KnownDerivative.of(
        "layers of " + n,
        x -> {
          Num[] hidden = new Num[n];
          for (int i = 0; i < n; i++) {
            hidden[i] = x[0].times(w[i]).plus(w[n + i]).relu();
          }
          Num sum = x[0].of(0);
          for (int i = 0; i < n; i++) {
            Num unit = x[0].of(w[i] * w[n - i]);
            for (int j = 0; j < n; j++) {
              unit = unit.plus(hidden[j].times(w[2 * n + n * i + j]));
            }
            sum = sum.plus(unit.relu().times(w[2 * n + n * n + i]));
          }
          return sum;
        },
        near(random));
  }

  private static KnownDerivative dead(SplittableRandom random) {
    double x = near(random);
    double at = x + log(random, 1e-9, 10);
    double c = normal(random);
    double b = normal(random);
    return KnownDerivative.of(
        "nothing until " + at + " at " + x,
        t -> t[0].minus(at).relu().times(c).plus(t[1].sin().times(b)),
        x,
        near(random));
  }

  private static KnownDerivative largest(SplittableRandom random) {
    double[] c = normals(random, 15);
    return KnownDerivative.of(
        "the largest of five",
        t -> {
          Num max = t[0].of(-1e9);
          for (int i = 0; i < 5; i++) {
            max = max.max(smooth(t[0], c[i] * 3, c[5 + i]).plus(c[10 + i] * 0.3));
          }
          return max;
        },
        near(random));
  }

  private static KnownDerivative table(SplittableRandom random) {
    double width = Math.scalb(1.0, -random.nextInt(12));
    double[] c = normals(random, 64);
    double x = near(random);
    return KnownDerivative.of(
        "a table of width " + width + " at " + x,
        t -> {
          double cell = Math.floor(t[0].value() / width);
          double from = c[(int) Math.floorMod((long) cell, 64L)];
          double to = c[(int) Math.floorMod((long) cell + 1, 64L)];
          return t[0].over(width).minus(cell).times(to - from).plus(from);
        },
        x);
  }

  private static KnownDerivative huber(SplittableRandom random) {
    double d = log(random, 1e-6, 10);
    double x = near(random);
    double at = near(random);
    return KnownDerivative.of(
        "Huber of " + d + " about " + at + " at " + x,
        t -> {
          Num r = t[0].minus(at).abs();
          return r.value() <= d ? r.square().times(0.5) : r.minus(d / 2).times(d);
        },
        x);
  }

  private static KnownDerivative clipped(SplittableRandom random) {
    double[] c = normals(random, 3);
    double x = near(random);
    return KnownDerivative.of(
        "clipped at " + x,
        t ->
            smooth(t[0], c[0], c[1])
                .max(t[0].of(-Math.abs(c[2])))
                .min(t[0].of(Math.abs(c[2])))
                .plus(t[0].times(0.1)),
        x);
  }

  private static KnownDerivative pieces(SplittableRandom random, int power) {
    double x = near(random);
    double at = random.nextInt(4) == 0 ? x : x + sign(random) * log(random, 1e-9, 1);
    double c = normal(random) * log(random, 1e-3, 1e3);
    double a = normal(random);
    return KnownDerivative.of(
        c + " relu(x - " + at + ")^" + power + " at " + x,
        t -> smooth(t[0], a, 0.5).plus(t[0].minus(at).relu().pow(power).times(c)),
        x);
  }

  private static KnownDerivative spline(SplittableRandom random, int degree) {
    double width = log(random, 1e-4, 1);
    double[] c = normals(random, 40);
    double x = width * 20 * random.nextDouble();
    double scale = Math.pow(width, -degree);
    return KnownDerivative.of(
        "a spline of degree " + degree + ", knots " + width + " apart, at " + x,
        t -> {
          Num sum = t[0].of(0);
          for (int k = -3; k < 23; k++) {
            sum = sum.plus(t[0].minus(k * width).relu().pow(degree).times(c[k + 3] * scale));
          }
          return sum;
        },
        x);
  }

  private static KnownDerivative bump(SplittableRandom random, double distance) {
    double x = near(random);
    double width = log(random, 1e-7, 0.3);
    double at = x + width * distance * (2 * random.nextDouble() - 1);
    double height = normal(random) * log(random, 1e-6, 1);
    double a = normal(random);
    return KnownDerivative.of(
        "a bump of " + height + ", " + width + " wide, at " + at + ", at " + x,
        t ->
            smooth(t[0], a, 0.5)
                .plus(t[0].minus(at).over(width).square().negate().exp().times(height)),
        x);
  }

  /** (x - a)^1.5 to the right of a: differentiable at a, its curvature is not finite. */
  private static KnownDerivative threeHalves(SplittableRandom random) {
    double x = near(random);
    double offset = random.nextBoolean() ? 0 : log(random, 1e-10, 1);
    double p = 1.1 + 0.8 * random.nextDouble();
    KnownDerivative draw =
        KnownDerivative.of(
            "|x - " + x + "|^" + p + " " + offset + " beside",
            t -> {
              Num r = t[0].minus(x).abs();
              return (r.value() == 0 ? t[0].of(0) : r.pow(p)).plus(t[0].times(0.5));
            },
            x + offset);
    return draw;
  }

  /** A root of |x|: no slope at x. */
  private static KnownDerivative cusp(SplittableRandom random) {
    double x = near(random);
    double p = 0.1 + 0.8 * random.nextDouble();
    double odd = random.nextBoolean() ? 1 : 0;
    KnownDerivative draw =
        KnownDerivative.of(
            "|x|^" + p + " about " + x + ", odd " + odd,
            t -> {
              Num r = t[0].minus(x);
              double side = odd == 0 ? 1 : Math.signum(r.value());
              return (r.value() == 0 ? t[0].of(0) : r.abs().pow(p).times(side)).plus(t[0]);
            },
            x);
    return draw.withoutDerivative();
  }

  private static KnownDerivative jumpAtX(SplittableRandom random) {
    double x = near(random);
    double height = sign(random) * log(random, 1e-6, 10);
    double a = normal(random);
    boolean right = random.nextBoolean();
    return KnownDerivative.of(
            "a jump of " + height + " at " + x,
            t -> {
              boolean past = right ? t[0].value() >= x : t[0].value() > x;
              return smooth(t[0], a, 0.5).plus(past ? height : 0);
            },
            x)
        .withoutDerivative();
  }

  private static KnownDerivative jumpBeside(SplittableRandom random) {
    double x = near(random);
    double at = x + sign(random) * log(random, 1e-9, 1);
    double height = sign(random) * log(random, 1e-6, 10);
    double a = normal(random);
    return KnownDerivative.of(
        "a jump of " + height + " at " + at + ", at " + x,
        t -> smooth(t[0], a, 0.5).plus(t[0].value() >= at ? height : 0),
        x);
  }

  private static KnownDerivative stairs(SplittableRandom random) {
    double width = log(random, 1e-2, 3);
    double x = near(random);
    double b = normal(random);
    return KnownDerivative.of(
        "stairs of " + width + " and a slope at " + x,
        t -> smooth(t[0], 1, b).plus(Math.floor(t[0].value() / width)),
        x);
  }

  /** Used where a family has no formula. */
  static Dd exact(double value) {
    return Dd.of(value);
  }
}
