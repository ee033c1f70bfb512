package io.plumbline.core.cause;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A reason by name, found by testing it against the data.
 *
 * @param id stable, also the name of its page in {@code docs/causes}
 * @param confidence from 0 to 1: how much of the mistake it explains
 * @param details numbers and words that belong to it, in the order in which they are shown
 * @param sentence what happened, in words a student understands
 */
public record Cause(String id, double confidence, Map<String, Object> details, String sentence) {
  /** Keeps the details in their order. */
  public Cause {
    details = Collections.unmodifiableMap(new LinkedHashMap<>(details));
  }

  /**
   * A cause with details given one by one.
   *
   * @param id the cause's id
   * @param confidence from 0 to 1
   * @param sentence what happened
   * @param details keys and values in turn
   * @return the cause
   */
  public static Cause of(
      String id, double confidence, String sentence, @Nullable Object... details) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int k = 0; k < details.length; k += 2) {
      map.put((String) details[k], details[k + 1]);
    }
    return new Cause(id, confidence, map, sentence);
  }
}
