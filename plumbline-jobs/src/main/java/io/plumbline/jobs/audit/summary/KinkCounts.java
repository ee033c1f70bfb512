package io.plumbline.jobs.audit.summary;

import io.plumbline.jobs.audit.rows.AuditRow.Finding;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Where networks have kinks: units by layer, and how gradients decide them. */
public final class KinkCounts {
  private final Map<String, Layer> layers = new HashMap<>();
  private final Map<String, Long> rules = new HashMap<>();
  private long tied;
  private long flips;

  /**
   * One layer.
   *
   * @param name of the layer
   * @param units that lie on a kink, summed over all samples
   * @param samples that have any such unit
   */
  public record Layer(String name, long units, long samples) {
    private Layer plus(Layer other) {
      return new Layer(name, units + other.units, samples + other.samples);
    }
  }

  void add(Finding found) {
    found
        .kinks()
        .forEach(
            (name, units) ->
                layers.merge(name, new Layer(name, units, units > 0 ? 1 : 0), Layer::plus));
    found.tieRule().ifPresent(rule -> rules.merge(rule, 1L, Long::sum));
    tied += found.tied();
    flips += found.flips();
  }

  void add(KinkCounts other) {
    other.layers.forEach((name, layer) -> layers.merge(name, layer, Layer::plus));
    other.rules.forEach((rule, times) -> rules.merge(rule, times, Long::sum));
    tied += other.tied;
    flips += other.flips;
  }

  /**
   * The layers that have units on a kink.
   *
   * @return the one with the most first
   */
  public List<Layer> layers() {
    return layers.values().stream()
        .filter(each -> each.units() > 0)
        .sorted(Comparator.comparingLong(Layer::units).reversed().thenComparing(Layer::name))
        .toList();
  }

  /**
   * The rules that gradients follow at exact ties, and how many do.
   *
   * @return the most frequent first
   */
  public List<Map.Entry<String, Long>> rules() {
    return rules.entrySet().stream()
        .sorted(
            Map.Entry.<String, Long>comparingByValue()
                .reversed()
                .thenComparing(Map.Entry.comparingByKey()))
        .map(each -> Map.entry(each.getKey(), each.getValue()))
        .toList();
  }

  /**
   * How many coordinates have a derivative that depends on how ties are decided.
   *
   * @return their sum over all samples
   */
  public long tied() {
    return tied;
  }

  /**
   * How many near-ties gradients decide otherwise than float64 does.
   *
   * @return their sum over all samples
   */
  public long flips() {
    return flips;
  }
}
