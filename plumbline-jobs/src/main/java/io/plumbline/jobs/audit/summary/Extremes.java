package io.plumbline.jobs.audit.summary;

import io.plumbline.jobs.audit.rows.AuditRow;
import io.plumbline.jobs.audit.rows.AuditRow.Finding;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** The sample at which each number is largest. */
public final class Extremes {
  private final Map<Measure, Extreme> largest = new EnumMap<>(Measure.class);

  /** What is measured of a sample. */
  public enum Measure {
    /** The loss. */
    LOSS("loss", Finding::loss),
    /** All that is off, as a norm. */
    NORM_ERROR("error in norm, relative", Finding::normError),
    /** The largest difference of a coordinate. */
    MAX_ERROR("difference at a coordinate", Finding::maxError),
    /** The largest mistake that may be hidden. */
    RESOLUTION("mistake that a coordinate may hide", Finding::resolution),
    /** Coordinates on ties. */
    TIED("coordinates on ties", Finding::tied),
    /** Near-ties that were decided otherwise. */
    FLIPS("near-ties decided otherwise", Finding::flips);

    private final String words;
    private final ToDoubleFunction<Finding> of;

    Measure(String words, ToDoubleFunction<Finding> of) {
      this.words = words;
      this.of = of;
    }

    /**
     * What it is.
     *
     * @return a few words
     */
    public String words() {
      return words;
    }
  }

  /**
   * A sample.
   *
   * @param value the number
   * @param index the sample's, the lowest of those that have it
   * @param key what people find it by
   */
  public record Extreme(double value, int index, String key) {
    private static Extreme larger(Extreme one, Extreme other) {
      int order = Double.compare(one.value, other.value);
      return order > 0 || (order == 0 && one.index < other.index) ? one : other;
    }
  }

  void add(AuditRow row, Finding found) {
    for (Measure measure : Measure.values()) {
      double value = measure.of.applyAsDouble(found);
      if (!Double.isNaN(value)) {
        largest.merge(measure, new Extreme(value, row.index(), row.key()), Extreme::larger);
      }
    }
  }

  void add(Extremes other) {
    other.largest.forEach((measure, each) -> largest.merge(measure, each, Extreme::larger));
  }

  /**
   * Where a number is largest.
   *
   * @param measure any
   * @return the sample, where any has such a number
   */
  public Optional<Extreme> of(Measure measure) {
    return Optional.ofNullable(largest.get(measure));
  }
}
