package io.plumbline.testing.generated;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.function.IntToDoubleFunction;

/** Mistakes of every kind and of many sizes, planted into a correct gradient. */
public final class PlantedMistakes {
  private final double[] g;
  private final Random random;
  private final Map<String, double[]> wrong = new LinkedHashMap<>();

  private PlantedMistakes(double[] g, Random random) {
    this.g = g;
    this.random = random;
  }

  /** The wrong gradients by kind; those that happen to equal the correct one are left out. */
  public static Map<String, double[]> of(double[] g, Random random) {
    PlantedMistakes planted = new PlantedMistakes(g, random);
    planted.scales();
    planted.coordinates();
    planted.elsewhere();
    planted.values();
    planted.wrong.values().removeIf(each -> relative(each, g) == 0);
    return planted.wrong;
  }

  /** The norm of what is wrong, relative to the correct gradient's. */
  public static double relative(double[] wrong, double[] g) {
    double difference = 0;
    double size = 0;
    for (int k = 0; k < g.length; k++) {
      difference += (wrong[k] - g[k]) * (wrong[k] - g[k]);
      size += g[k] * g[k];
    }
    return Math.sqrt(difference / size);
  }

  private void put(String kind, IntToDoubleFunction f) {
    double[] made = new double[g.length];
    Arrays.setAll(made, f);
    wrong.put(kind, made);
  }

  private void scales() {
    for (double factor : new double[] {0.9, 0.985, 1.015, 1.05, 2, -1}) {
      put("times " + factor, k -> factor * g[k]);
    }
  }

  private double largest() {
    return Arrays.stream(g).map(Math::abs).max().orElse(0);
  }

  private void coordinates() {
    for (double part : new double[] {0.05, 0.3, 1}) {
      int place = random.nextInt(g.length);
      double by = part * largest() * (random.nextBoolean() ? 1 : -1);
      put("one entry off by " + part + " of the largest", k -> g[k] + (k == place ? by : 0));
    }
    int from = random.nextInt(g.length);
    put("a run of zeros", k -> k >= from && k < from + 8 ? 0 : g[k]);
    put("a run 5 % off", k -> k >= from && k < from + 20 ? 1.05 * g[k] : g[k]);
  }

  private void elsewhere() {
    put("shifted by one", k -> g[(k + 1) % g.length]);
    put("reversed", k -> g[g.length - 1 - k]);
  }

  private void values() {
    double largest = largest();
    put("signs", k -> Math.signum(g[k]));
    put("absolute values", k -> Math.abs(g[k]));
    put("zero", k -> 0);
    put("clipped", k -> Math.max(-largest / 3, Math.min(largest / 3, g[k])));
    put("small entries zeroed", k -> Math.abs(g[k]) < largest / 20 ? 0 : g[k]);
    boolean[] up = new boolean[g.length];
    for (int k = 0; k < up.length; k++) {
      up[k] = random.nextBoolean();
    }
    put("2 % of noise", k -> g[k] * (up[k] ? 1.02 : 0.98));
  }
}
