package io.plumbline.testing.functions;

import io.plumbline.core.function.Precision;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntToDoubleFunction;

/** Mistakes that people make in gradients of functions, planted into a right one. */
final class GradientMistakes {
  /** Mistakes of less than this part of every entry are none. */
  private static final double LEAST = 1e-3;

  private final double[] g;
  private final Map<String, double[]> wrong = new LinkedHashMap<>();

  private GradientMistakes(double[] g) {
    this.g = g;
  }

  /** The wrong gradients by name; those that happen to be right are left out. */
  static Map<String, double[]> of(FunctionExample example, Precision precision) {
    double[] x = example.point(precision);
    GradientMistakes made = new GradientMistakes(example.gradient(precision));
    made.plant(x);
    made.wrong.put("of a point beside", beside(example, x, precision));
    made.wrong.values().removeIf(made::isRight);
    return made.wrong;
  }

  private static double[] beside(FunctionExample example, double[] x, Precision precision) {
    double[] other = new double[x.length];
    for (int k = 0; k < x.length; k++) {
      other[k] = precision.round(1.03 * x[k]);
    }
    return example.gradient(other);
  }

  private boolean isRight(double[] made) {
    boolean right = true;
    for (int k = 0; k < g.length; k++) {
      right &= Math.abs(made[k] - g[k]) <= LEAST * Math.abs(g[k]);
    }
    return right;
  }

  private void put(String name, IntToDoubleFunction entry) {
    double[] made = new double[g.length];
    java.util.Arrays.setAll(made, entry);
    wrong.put(name, made);
  }

  private void plant(double[] x) {
    int n = g.length;
    int largest = extreme(1);
    int smallest = extreme(-1);
    put("negated", k -> -g[k]);
    put("twice", k -> 2 * g[k]);
    put("half", k -> g[k] / 2);
    put("1 % too large", k -> 1.01 * g[k]);
    put("zero", k -> 0);
    put("mean in place of the sum", k -> g[k] / n);
    put("largest entry zero", k -> k == largest ? 0 : g[k]);
    put("smallest entry twice", k -> k == smallest ? 2 * g[k] : g[k]);
    put("smallest entry 1 % off", k -> k == smallest ? 0.99 * g[k] : g[k]);
    put("reversed", k -> g[n - 1 - k]);
    put("a penalty on x besides", k -> g[k] + 0.1 * x[k]);
  }

  private int extreme(int sign) {
    int found = -1;
    for (int k = 0; k < g.length; k++) {
      boolean further = found < 0 || sign * Math.abs(g[k]) > sign * Math.abs(g[found]);
      found = g[k] != 0 && further ? k : found;
    }
    return found;
  }
}
