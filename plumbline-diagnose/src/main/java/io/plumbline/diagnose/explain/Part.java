package io.plumbline.diagnose.explain;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One part of a difference.
 *
 * @param id kink, step-noise, truncation, tile, label, input, loss, scale, unknown, shape,
 *     statistic, or the cause by which the analytic array is wrong
 * @param share which part of the difference it is: its projection on the difference, relative to
 *     the difference's square; the shares of all parts but shape and statistic sum to 1, but for
 *     those left out
 * @param coordinates at how many coordinates it makes up 1 % or more of what is seen there
 * @param values the part itself, one number for each coordinate; empty for shape and statistic
 * @param details numbers and words that belong to it
 * @param brief what it is, in some 60 characters
 * @param sentence what it is, in words a student understands
 */
public record Part(
    String id,
    double share,
    int coordinates,
    double[] values,
    Map<String, Object> details,
    String brief,
    String sentence) {
  /** Keeps the details in their order. */
  public Part {
    details = Collections.unmodifiableMap(new LinkedHashMap<>(details));
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
