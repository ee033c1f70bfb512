package io.plumbline.diagnose.explain;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One part of a difference.
 *
 * @param id in the catalogue: kink, step-noise, truncation, unknown, shape, statistic, or the cause
 *     by which one of the arrays is wrong
 * @param place where it stands among the parts
 * @param share which part of the difference it is: its projection on the difference, relative to
 *     the difference's square, from 0 to 1; the shares of all parts with values sum to 1, but for
 *     those left out
 * @param coordinates at how many coordinates it makes up 1 % or more of what is seen there
 * @param values the part itself, one number for each coordinate; empty where it has none
 * @param details numbers and words that belong to it
 * @param name as people call it, after "most of the difference is"
 * @param brief what it is, in some 60 characters
 * @param sentence what it is, in words a student understands
 */
public record Part(
    String id,
    Place place,
    double share,
    int coordinates,
    double[] values,
    Map<String, Object> details,
    String name,
    String brief,
    String sentence) {
  /** Where parts stand. */
  public enum Place {
    /** Before all others: as it is, nothing else is seen right. */
    FIRST,
    /** The larger before the smaller. */
    BY_SHARE,
    /** Behind what it is computed from. */
    LAST
  }

  /** Keeps the details in their order. */
  public Part {
    details = Collections.unmodifiableMap(new LinkedHashMap<>(details));
  }

  static Part of(Said said, Place place, double share, int coordinates, double[] values) {
    return new Part(
        said.id(),
        place,
        share,
        coordinates,
        values,
        said.details(),
        said.name(),
        said.brief(),
        said.sentence());
  }

  /**
   * Whether it is an effect on the arrays, and not a statement about them.
   *
   * @return whether it has values
   */
  public boolean isEffect() {
    return values.length > 0;
  }

  /**
   * Whether one array is to blame for it.
   *
   * @param side analytic or numeric
   * @return false too where nobody is
   */
  public boolean blames(String side) {
    return side.equals(details.get("side"));
  }
}
