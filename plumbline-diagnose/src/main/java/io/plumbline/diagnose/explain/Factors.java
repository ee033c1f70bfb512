package io.plumbline.diagnose.explain;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;

/** What a factor on difference quotients may come from. */
final class Factors {
  private static final double NEAR = 0.02;

  /** A fitted factor may be off by as much where kinks and noise are in the array. */
  private static final double ABOUT = 0.25;

  private static final double[] USUAL = {1, 2, 0.5, 255, 1 / 255.0, 3, 1 / 3.0, 4, 0.25};
  private static final int MOST_DECADES = 6;
  private static final int MOST_SAMPLES = 512;

  private Factors() {}

  /** The factor that makes one array of another, and the usual one that is near it. */
  static Set<Double> of(double[] numeric, double[] expected) {
    double fitted = Vectors.dot(numeric, expected) / Vectors.dot(expected, expected);
    Set<Double> factors = new LinkedHashSet<>();
    if (Double.isFinite(fitted) && Math.abs(fitted - 1) > NEAR) {
      factors.add(fitted);
      usual(fitted).ifPresent(factors::add);
    }
    factors.remove(1.0);
    return factors;
  }

  /** The usual factor nearest to one; empty where none is near. */
  static OptionalDouble usual(double factor) {
    double size = Math.abs(factor);
    double nearest = Double.NaN;
    double least = Math.log1p(ABOUT);
    for (double each : usual()) {
      double off = Math.abs(Math.log(size / each));
      if (off < least) {
        least = off;
        nearest = each;
      }
    }
    return Double.isNaN(nearest)
        ? OptionalDouble.empty()
        : OptionalDouble.of(Math.copySign(nearest, factor));
  }

  private static List<Double> usual() {
    List<Double> usual = new ArrayList<>();
    for (double each : USUAL) {
      usual.add(each);
    }
    for (int decade = 1; decade <= MOST_DECADES; decade++) {
      usual.add(Math.pow(10, decade));
      usual.add(Math.pow(10, -decade));
    }
    for (int samples = 8; samples <= MOST_SAMPLES; samples *= 2) {
      usual.add((double) samples);
      usual.add(1.0 / samples);
    }
    return usual;
  }

  /** A clause; empty where it is no usual one. */
  static String likely(double factor) {
    double size = Math.abs(factor);
    String sign = factor < 0 ? "the sign is reversed" : "";
    if (near(size, 1)) {
      return sign;
    }
    String scale = scale(size);
    return sign.isEmpty() || scale.isEmpty() ? sign + scale : sign + ", and " + scale;
  }

  private static String scale(double size) {
    if (near(size, 2)) {
      return "divided by h in place of 2h";
    }
    if (near(size, 0.5)) {
      return "divided by 2h though x was moved by h/2 to each side, or one-sided";
    }
    double decades = Math.log10(size);
    if (Math.abs(decades - Math.rint(decades)) < NEAR / 2) {
      return "divided by another h than x was moved by, or by another number of samples or classes";
    }
    if (near(size, 255) || near(size, 1 / 255.0)) {
      return "in units of [0, 255] on one side and of [0, 1] on the other";
    }
    double root = Math.sqrt(size < 1 ? 1 / size : size);
    if (Math.abs(root - Math.rint(root)) < NEAR) {
      return Words.text("the pixels of a tile of %.0f x %.0f, or a batch of as many", root, root);
    }
    return "";
  }

  private static boolean near(double a, double b) {
    return Math.abs(a / b - 1) < NEAR;
  }
}
