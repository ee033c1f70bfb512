package io.plumbline.readers;

import io.plumbline.graph.by.Placement;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All elements of a file's weights, found by the random numbers that were drawn for them. */
final class Elements {
  /** Ratios are told apart to this part: rounding of a factor stays far within it. */
  private static final double FINENESS = 0x1p34;

  /** Within this part a multiple is one: roundings of a few products in float64. */
  private static final double ROUNDING = 0x1p-48;

  private static final int FREE = -1;

  private final List<String> names;

  /** By weight and draw. */
  private final double[][][] drawn;

  /** The number of the first element of each weight, and of all. */
  private final int[] starts;

  /** A table with linear probing, its length a power of two. */
  private final int[] table;

  /**
   * Elements.
   *
   * @param names of the weights
   * @param draws the numbers drawn for each, three times
   */
  Elements(List<String> names, List<Map<String, double[]>> draws) {
    this.names = names;
    this.drawn = new double[names.size()][][];
    this.starts = new int[names.size() + 1];
    for (int k = 0; k < names.size(); k++) {
      String name = names.get(k);
      drawn[k] = draws.stream().map(draw -> draw.get(name)).toArray(double[][]::new);
      starts[k + 1] = Math.addExact(starts[k], drawn[k][0].length);
    }
    table = new int[Integer.highestOneBit(starts[names.size()] + 1) * 4];
    Arrays.fill(table, FREE);
    for (int weight = 0; weight < drawn.length; weight++) {
      double[][] values = drawn[weight];
      for (int k = 0; k < values[0].length; k++) {
        int at = place(cell(values[1][k] / values[0][k]), cell(values[2][k] / values[0][k]));
        while (table[at] != FREE) {
          at = at + 1 & table.length - 1;
        }
        table[at] = starts[weight] + k;
      }
    }
  }

  private static long cell(double ratio) {
    return Math.round(ratio * FINENESS);
  }

  private int place(long one, long other) {
    long mixed = (one * 0x9E3779B97F4A7C15L + other) * 0xBF58476D1CE4E5B9L;
    return (int) (mixed >>> 32) & table.length - 1;
  }

  /**
   * How a parameter is made of the weights.
   *
   * @param before its values as the file has them
   * @param values its values with each draw
   * @return by weight; none where it is made of none; empty where it is made of them in another way
   */
  Optional<Map<String, Placement>> placements(double[] before, double[][] values) {
    Map<String, Placement> found = new LinkedHashMap<>();
    for (int k = 0; k < before.length; k++) {
      double[] here = {values[0][k], values[1][k], values[2][k]};
      if (here[0] == before[k] && here[1] == before[k] && here[2] == before[k]) {
        continue;
      }
      int element = element(here);
      if (element < 0) {
        return Optional.empty();
      }
      int weight = weightOf(element);
      Placement placement = found.computeIfAbsent(names.get(weight), name -> fixed(before.length));
      placement.sources()[k] = element - starts[weight];
      placement.factors()[k] = factor(here, weight, element - starts[weight]);
    }
    return Optional.of(found);
  }

  private static Placement fixed(int size) {
    int[] sources = new int[size];
    Arrays.fill(sources, Placement.FIXED);
    double[] factors = new double[size];
    Arrays.fill(factors, 1);
    return new Placement(sources, factors);
  }

  /** The element that was drawn so, or a multiple of it; -1 where there is none. */
  private int element(double[] values) {
    long one = cell(values[1] / values[0]);
    long other = cell(values[2] / values[0]);
    for (long a = one - 1; a <= one + 1; a++) {
      for (long b = other - 1; b <= other + 1; b++) {
        for (int at = place(a, b); table[at] != FREE; at = at + 1 & table.length - 1) {
          if (isMultiple(values, table[at])) {
            return table[at];
          }
        }
      }
    }
    return -1;
  }

  private boolean isMultiple(double[] values, int element) {
    int weight = weightOf(element);
    double[][] own = drawn[weight];
    int k = element - starts[weight];
    double factor = values[0] / own[0][k];
    boolean multiple = Double.isFinite(factor) && factor != 0;
    for (int draw = 1; multiple && draw < values.length; draw++) {
      double expected = factor * own[draw][k];
      multiple = Math.abs(values[draw] - expected) <= ROUNDING * Math.abs(expected);
    }
    return multiple;
  }

  /** What the element is multiplied by; 1 and -1 exactly where it is. */
  private double factor(double[] values, int weight, int element) {
    double own = drawn[weight][0][element];
    return values[0] == own ? 1 : values[0] == -own ? -1 : values[0] / own;
  }

  private int weightOf(int element) {
    int at = Arrays.binarySearch(starts, element);
    // Empty weights begin where the next one does: the last of equal starts has the element.
    while (at >= 0 && at + 1 < starts.length && starts[at + 1] == element) {
      at++;
    }
    return at >= 0 ? at : -at - 2;
  }
}
