package io.plumbline.network.explain;

import io.plumbline.network.eval.Piece;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The units that tie or switch within a step, counted by layer.
 *
 * @param coordinates how many coordinates move one in a way that changes their quotient
 * @param layers by how many coordinates move one of theirs, the most first
 * @param examples a few units by name
 */
record Kinks(int coordinates, List<Explanation.LayerCount> layers, List<String> examples) {
  private static final int EXAMPLES = 6;

  /** Smaller effects, relative to the gradient's norm, are rounding. */
  private static final double VISIBLE = 1e-9;

  /**
   * Counts them.
   *
   * @param effects by how much kinks change each coordinate's quotient
   */
  static Kinks of(Piece piece, double step, int[][] pixels, double[] effects) {
    Map<String, Integer> counts = new LinkedHashMap<>();
    Set<String> examples = new LinkedHashSet<>();
    double visible = VISIBLE * Explainer.norm(piece.gradient());
    int coordinates = 0;
    List<List<String>> all = piece.kinks(pixels, step);
    for (int k = 0; k < pixels.length; k++) {
      if (Math.abs(effects[k]) <= visible || all.get(k).isEmpty()) {
        continue;
      }
      List<String> units = all.get(k);
      coordinates++;
      Set<String> layers = new LinkedHashSet<>();
      for (String unit : units) {
        layers.add(unit.substring(0, unit.indexOf(' ')));
        if (examples.size() < EXAMPLES && coordinates % 97 == 1) {
          examples.add(unit);
        }
      }
      layers.forEach(layer -> counts.merge(layer, 1, Integer::sum));
    }
    List<Explanation.LayerCount> sorted = new ArrayList<>();
    counts.forEach((layer, count) -> sorted.add(new Explanation.LayerCount(layer, count)));
    sorted.sort(Comparator.comparingInt(c -> -c.coordinates()));
    return new Kinks(coordinates, sorted, List.copyOf(examples));
  }
}
