package io.plumbline.core.cause;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * A factor, snapped to a number that people multiply gradients by where one is near enough.
 *
 * @param value the number
 * @param meaning what it usually is; empty where nothing is known
 */
record Factor(double value, String meaning) {
  private static final Map<Double, String> KNOWN = new LinkedHashMap<>();

  static {
    KNOWN.put(2.0, "a sum of two equal terms, or a square's derivative counted twice");
    KNOWN.put(0.5, "a loss of one half, or a mean over two");
    KNOWN.put(255.0, "the chain rule's factor of an input scaled by 1/255");
    KNOWN.put(1 / 255.0, "the chain rule's factor of an input scaled by 1/255, applied twice");
    KNOWN.put(127.5, "the chain rule's factor of an input scaled to [-1, 1]");
    KNOWN.put(1 / 127.5, "the chain rule's factor of an input scaled to [-1, 1], applied twice");
    KNOWN.put(256.0, "an input scaled by 1/256, or a loss scale of 256 not taken out");
    KNOWN.put(0.3081, "MNIST's standard deviation: an input that was normalised");
    KNOWN.put(1 / 0.3081, "MNIST's standard deviation: an input that was normalised");
    KNOWN.put(Math.log(2), "ln 2: a logarithm to base 2");
    KNOWN.put(1 / Math.log(2), "1/ln 2: a logarithm to base 2");
    KNOWN.put(Math.log(10), "ln 10: a logarithm to base 10");
    KNOWN.put(1 / Math.log(10), "1/ln 10: a logarithm to base 10");
  }

  boolean known() {
    return !meaning.isEmpty();
  }

  /**
   * Names a fitted factor.
   *
   * @param fitted as it came out
   * @param tolerance how far it may be off, relative
   * @param elements of the gradient, 0 where a mean over them is no candidate
   */
  static Factor of(double fitted, double tolerance, int elements) {
    double size = Math.abs(fitted);
    Factor found = positive(size, tolerance, elements);
    if (fitted > 0) {
      return found;
    }
    if (found.value == 1) {
      return new Factor(-1, "the sign: the loss is negated, or maximised");
    }
    String meaning = found.known() ? "negated, and " + found.meaning : "";
    return new Factor(-found.value, meaning);
  }

  private static Factor positive(double size, double tolerance, int elements) {
    if (near(size, 1, tolerance)) {
      return new Factor(1, "");
    }
    for (Map.Entry<Double, String> each : KNOWN.entrySet()) {
      if (near(size, each.getKey(), tolerance)) {
        return new Factor(each.getKey(), each.getValue());
      }
    }
    if (elements > 1 && near(size, elements, tolerance)) {
      return new Factor(elements, "the number of elements: a sum where a mean belongs");
    } else if (elements > 1 && near(size, 1.0 / elements, tolerance)) {
      return new Factor(1.0 / elements, "1 over the number of elements: a mean over them");
    }
    return integer(size, tolerance);
  }

  private static Factor integer(double size, double tolerance) {
    double whole = Math.rint(size);
    if (whole >= 2 && whole <= 65536 && near(size, whole, Math.min(tolerance, 0.01 / whole))) {
      double side = Math.rint(Math.sqrt(whole));
      String square =
          side * side == whole && side <= 64
              ? String.format(Locale.ROOT, ", or a tile of %.0f x %.0f pixels summed", side, side)
              : "";
      String times = "a batch of %.0f summed where its mean belongs, or %.0f passes added up";
      return new Factor(whole, String.format(Locale.ROOT, times, whole, whole) + square);
    }
    double parts = Math.rint(1 / size);
    if (parts >= 2 && parts <= 65536 && near(size, 1 / parts, Math.min(tolerance, 0.01 / parts))) {
      double side = Math.rint(Math.sqrt(parts));
      String square =
          side * side == parts && side <= 64
              ? String.format(Locale.ROOT, ", or over a tile of %.0f x %.0f pixels", side, side)
              : "";
      return new Factor(
          1 / parts,
          String.format(Locale.ROOT, "1/%.0f: a mean over a batch of ", parts)
              + String.format(Locale.ROOT, "%.0f", parts)
              + square);
    }
    return new Factor(size, "");
  }

  private static boolean near(double value, double target, double tolerance) {
    return Math.abs(value - target) <= tolerance * target;
  }

  /** The number in at most six digits, as people would write it. */
  static String text(double value) {
    double size = Math.abs(value);
    if (size < 1 && near(1 / size, Math.rint(1 / size), 1e-12) && size >= 1e-4) {
      return String.format(Locale.ROOT, "%s1/%.0f", value < 0 ? "-" : "", 1 / size);
    } else if (value == Math.rint(value) && size < 1e7) {
      return String.format(Locale.ROOT, "%.0f", value);
    }
    return String.format(Locale.ROOT, "%.6g", value)
        .replaceFirst("(\\.\\d*?)0+($|e)", "$1$2")
        .replaceFirst("\\.($|e)", "$1");
  }
}
