package io.plumbline.diagnose.explain;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * What is said of a part.
 *
 * @param id its name in the catalogue
 * @param name as people call it, after "most of the difference is"
 * @param brief for a table
 * @param sentence for people
 * @param details numbers and words that belong to it
 */
record Said(String id, String name, String brief, String sentence, Map<String, Object> details) {
  /** Smaller steps are written with an exponent. */
  private static final double PLAIN = 1e-4;

  Said {
    details = Collections.unmodifiableMap(new LinkedHashMap<>(details));
  }

  static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }

  /** A step in its shortest form, of three digits at most. */
  static String step(double h) {
    return shortest(Double.parseDouble(text("%.3g", h)));
  }

  private static String shortest(double h) {
    String plain = BigDecimal.valueOf(h).stripTrailingZeros().toPlainString();
    return h >= PLAIN ? plain : Double.toString(h).replace(".0E", "e").replace("E", "e");
  }

  /** Details that begin with which array is to blame. */
  static Map<String, Object> blaming(String side) {
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("side", side);
    return details;
  }
}
