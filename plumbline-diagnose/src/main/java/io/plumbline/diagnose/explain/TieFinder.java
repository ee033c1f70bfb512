package io.plumbline.diagnose.explain;

import io.plumbline.diagnose.explain.Ties.Background;
import io.plumbline.diagnose.explain.Ties.LayerCount;
import io.plumbline.diagnose.mistakes.InputChange;
import io.plumbline.evaluate.Piece;
import io.plumbline.evaluate.Point;
import io.plumbline.evaluate.result.Kink;
import io.plumbline.graph.loss.Objective;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds the units that tie or switch, and whether a constant background is why. */
final class TieFinder {
  /** A step so short that only ties are left. */
  static final double TINY = 1e-7;

  /** Smaller effects on a quotient, relative to the gradient's norm, are rounding. */
  private static final double VISIBLE = 1e-6;

  private final InputChange input;
  private final double[] x;
  private final List<List<Kink>> kinks;
  private final boolean[] tied;
  private final boolean[] crossing;

  private TieFinder(InputChange input, Piece piece, double step, Cut single) {
    this.input = input;
    this.x = input.x();
    this.kinks = piece.kinks(single.groups(), step);
    this.tied = new boolean[x.length];
    this.crossing = new boolean[x.length];
  }

  /**
   * Finds them.
   *
   * @param point the input in the network
   * @param piece that the numeric array's quotients are nearest to
   * @param effects by how much kinks change each quotient, in the given array's order
   * @param picture whether x is one, which has a background
   */
  static Ties of(
      CandidateInput source,
      Point point,
      Piece piece,
      Objective objective,
      double step,
      double[] effects,
      boolean picture) {
    Cut single = source.single();
    TieFinder finder = new TieFinder(source.change(), piece, step, single);
    double[] atOnce = shortest(point, piece, objective, single);
    double visible = VISIBLE * Vectors.norm(piece.gradient());
    for (int k = 0; k < effects.length; k++) {
      List<Kink> here = finder.kinks.get(finder.input.from(k));
      boolean ties = here.stream().anyMatch(Kink::tied);
      finder.tied[k] = ties && Math.abs(atOnce[finder.input.from(k)]) > visible;
      finder.crossing[k] = !finder.tied[k] && !here.isEmpty() && Math.abs(effects[k]) > visible;
    }
    return new Ties(
        finder.tied,
        finder.crossing,
        finder.units(),
        finder.layers(),
        picture ? finder.background() : Optional.empty());
  }

  /** What ties make of quotients whose step is as good as nothing. */
  static double[] shortest(Point point, Piece piece, Objective objective, Cut single) {
    return Vectors.minus(
        point.surroundings(single.groups(), TINY).quotients(objective),
        piece.surroundings(single.groups(), TINY).quotients(objective));
  }

  /** The kinks of the given array's element that count: ties where it is tied. */
  private List<Kink> counted(int k) {
    if (!tied[k] && !crossing[k]) {
      return List.of();
    }
    return kinks.get(input.from(k)).stream().filter(kink -> kink.tied() == tied[k]).toList();
  }

  private List<String> units() {
    List<String> units = new ArrayList<>();
    for (int k = 0; k < tied.length; k++) {
      List<Kink> here = counted(k);
      String more = here.size() > 1 ? ", and " + (here.size() - 1) + " more" : "";
      units.add(here.isEmpty() ? "" : here.get(0) + more);
    }
    return units;
  }

  private List<LayerCount> layers() {
    Map<String, int[]> counts = new LinkedHashMap<>();
    Set<String> pools = new LinkedHashSet<>();
    for (int k = 0; k < tied.length; k++) {
      Set<String> layers = new LinkedHashSet<>();
      for (Kink kink : counted(k)) {
        layers.add(kink.layer());
        if (kink.maximum()) {
          pools.add(kink.layer());
        }
      }
      for (String layer : layers) {
        counts.computeIfAbsent(layer, each -> new int[2])[tied[k] ? 0 : 1]++;
      }
    }
    List<LayerCount> sorted = new ArrayList<>();
    counts.forEach(
        (layer, n) -> sorted.add(new LayerCount(layer, pools.contains(layer), n[0], n[1])));
    sorted.sort(Comparator.comparingInt(c -> -c.tied() - c.crossing()));
    return sorted;
  }

  private record Unit(String layer, int unit) {}

  /**
   * Whether there are units that tie because everything that moves their rivals apart has one
   * value, and which value is the commonest reason.
   */
  private Optional<Background> background() {
    Map<Unit, Double> seen = new HashMap<>();
    for (int element = 0; element < x.length; element++) {
      for (Kink kink : kinks.get(element)) {
        if (kink.tied() && kink.maximum()) {
          double value = x[element];
          // NaN, which equals nothing: the unit sees more than one value.
          seen.merge(
              new Unit(kink.layer(), kink.unit()), value, (a, b) -> a.equals(b) ? a : Double.NaN);
        }
      }
    }
    Map<Double, Integer> counts = new HashMap<>();
    for (int k = 0; k < tied.length; k++) {
      double value = x[input.from(k)];
      boolean because =
          tied[k]
              && counted(k).stream()
                  .anyMatch(kink -> constant(seen.get(new Unit(kink.layer(), kink.unit()))));
      if (because) {
        counts.merge(value, 1, Integer::sum);
      }
    }
    return counts.entrySet().stream()
        .max(Map.Entry.comparingByValue())
        .map(most -> new Background(most.getKey(), most.getValue()));
  }

  private static boolean constant(@Nullable Double value) {
    return value != null && !value.isNaN();
  }
}
