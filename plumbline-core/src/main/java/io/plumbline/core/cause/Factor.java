package io.plumbline.core.cause;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A factor, snapped to a number that people multiply derivatives or difference quotients by where
 * one is near enough.
 *
 * @param value the number
 * @param ofDerivative what it usually is on a derivative; empty where nothing is known
 * @param ofQuotient what it usually is on difference quotients; empty where nothing is known
 */
public record Factor(double value, String ofDerivative, String ofQuotient) {
  private static final String UNITS = "in units of [0, 255] on one side and of [0, 1] on the other";
  private static final String SIGNED =
      "in units of [0, 255] on one side and of [-1, 1] on the other";
  private static final String OTHER_STEP =
      "divided by another h than x was moved by, or by another number of samples or classes";
  private static final String MNIST = "MNIST's standard deviation: an input that was normalised";

  private static final int MOST_DECADES = 6;
  private static final int MOST_SAMPLES = 65536;
  private static final int LONGEST_SIDE = 64;

  /** A whole number must be met so much better than its distance to the next. */
  private static final double OF_THE_NEXT = 0.01;

  private static final List<Factor> KNOWN =
      List.of(
          new Factor(
              2,
              "a sum of two equal terms, or a square's derivative counted twice",
              "divided by h in place of 2h"),
          new Factor(
              0.5,
              "a loss of one half, or a mean over two",
              "divided by 2h though x was moved by h/2 to each side, or one-sided"),
          new Factor(255, "the chain rule's factor of an input scaled by 1/255", UNITS),
          new Factor(
              1 / 255.0,
              "the chain rule's factor of an input scaled by 1/255, applied twice",
              UNITS),
          new Factor(127.5, "the chain rule's factor of an input scaled to [-1, 1]", SIGNED),
          new Factor(
              1 / 127.5,
              "the chain rule's factor of an input scaled to [-1, 1], applied twice",
              SIGNED),
          new Factor(256, "an input scaled by 1/256, or a loss scale of 256 not taken out", UNITS),
          new Factor(0.3081, MNIST, MNIST),
          new Factor(1 / 0.3081, MNIST, MNIST),
          new Factor(Math.log(2), "ln 2: a logarithm to base 2", "a logarithm to base 2"),
          new Factor(1 / Math.log(2), "1/ln 2: a logarithm to base 2", "a logarithm to base 2"),
          new Factor(Math.log(10), "ln 10: a logarithm to base 10", "a logarithm to base 10"),
          new Factor(
              1 / Math.log(10), "1/ln 10: a logarithm to base 10", "a logarithm to base 10"));

  /**
   * A factor of which nothing is known.
   *
   * @param value the number
   * @return the factor without a meaning
   */
  static Factor free(double value) {
    return new Factor(value, "", "");
  }

  /**
   * Whether people multiply by it.
   *
   * @return false where it is some number
   */
  public boolean known() {
    return !ofDerivative.isEmpty() || !ofQuotient.isEmpty();
  }

  /**
   * What it costs to assume it.
   *
   * @return nats, 0 for the factor one
   */
  public double price() {
    if (value == 1) {
      return 0;
    } else if (value == -1) {
      return Price.NEGATED.nats();
    }
    return (known() ? Price.KNOWN_FACTOR : Price.NUMBER).nats();
  }

  /**
   * Names a fitted factor.
   *
   * @param fitted as it came out
   * @param tolerance how far it may be off, relative
   * @param elements of the array, 0 where a mean over them is no candidate
   * @return the known factor there, or the same without a meaning
   */
  public static Factor of(double fitted, double tolerance, int elements) {
    return of(fitted, tolerance, elements, List.of());
  }

  /**
   * Names a fitted factor of a loss that is defined in several ways.
   *
   * @param fitted as it came out
   * @param tolerance how far it may be off, relative
   * @param elements of the array, 0 where a mean over them is no candidate
   * @param conventions factors of the other ways, the likeliest first
   * @return the convention's or the known factor there, or the same without a meaning
   */
  static Factor of(double fitted, double tolerance, int elements, List<Factor> conventions) {
    double size = Math.abs(fitted);
    Factor found =
        conventions.stream()
            .filter(each -> near(size, each.value, tolerance))
            .findFirst()
            .orElseGet(() -> positive(size, tolerance, elements));
    if (fitted > 0) {
      return found;
    } else if (found.value == 1) {
      return new Factor(-1, "the sign: the loss is negated, or maximised", "the sign is reversed");
    }
    return new Factor(
        -found.value,
        also("negated", found.ofDerivative),
        also("the sign is reversed", found.ofQuotient));
  }

  private static String also(String first, String second) {
    return second.isEmpty() ? "" : first + ", and " + second;
  }

  private static Factor positive(double size, double tolerance, int elements) {
    if (near(size, 1, tolerance)) {
      return free(1);
    }
    for (Factor each : KNOWN) {
      if (near(size, each.value, tolerance)) {
        return each;
      }
    }
    if (elements > 1 && near(size, elements, tolerance)) {
      String sum = "the number of elements: a sum where a mean belongs";
      return new Factor(elements, sum, sum);
    } else if (elements > 1 && near(size, 1.0 / elements, tolerance)) {
      String mean = "1 over the number of elements: a mean over them";
      return new Factor(1.0 / elements, mean, mean);
    }
    return ofWholes(size, tolerance);
  }

  /** A whole number, one over it, or a power of ten. */
  private static Factor ofWholes(double size, double tolerance) {
    boolean large = size > 1;
    double whole = Math.rint(large ? size : 1 / size);
    double value = large ? whole : 1 / whole;
    boolean fits = whole >= 2 && near(size, value, Math.min(tolerance, OF_THE_NEXT / whole));
    if (fits && whole <= MOST_SAMPLES) {
      return new Factor(value, large ? samples(whole) : meanOf(whole), quotient(whole));
    }
    double decades = Math.rint(Math.log10(size));
    double power = Math.pow(10, decades);
    boolean ten = decades != 0 && Math.abs(decades) <= MOST_DECADES;
    return ten && near(size, power, tolerance) ? new Factor(power, "", OTHER_STEP) : free(size);
  }

  private static String samples(double whole) {
    String words = "a batch of %.0f summed where its mean belongs, or %.0f passes added up";
    return String.format(Locale.ROOT, words, whole, whole)
        + squared(whole, ", or a tile of %.0f x %.0f pixels summed");
  }

  private static String meanOf(double whole) {
    return String.format(Locale.ROOT, "1/%.0f: a mean over a batch of %.0f", whole, whole)
        + squared(whole, ", or over a tile of %.0f x %.0f pixels");
  }

  private static String quotient(double whole) {
    double decades = Math.log10(whole);
    return decades == Math.rint(decades)
        ? OTHER_STEP
        : squared(whole, "the pixels of a tile of %.0f x %.0f, or a batch of as many");
  }

  /** Words for the side of a square; empty where a number is none, or a large one. */
  private static String squared(double whole, String words) {
    double side = Math.rint(Math.sqrt(whole));
    boolean square = side * side == whole && side <= LONGEST_SIDE;
    return square ? String.format(Locale.ROOT, words, side, side) : "";
  }

  /**
   * The known factor next to one that noise or kinks have shifted.
   *
   * @param fitted as it came out
   * @param within how far it may be off, relative
   * @param conventions factors of other ways to define the loss, the likeliest first
   * @return empty where none is so near
   */
  public static Optional<Factor> nearest(double fitted, double within, List<Factor> conventions) {
    double size = Math.abs(fitted);
    double least = Math.log1p(within);
    double nearest = Double.NaN;
    List<Double> common = new ArrayList<>(common());
    conventions.forEach(each -> common.add(each.value));
    for (double each : common) {
      double off = Math.abs(Math.log(size / each));
      if (off < least) {
        least = off;
        nearest = each;
      }
    }
    return Double.isNaN(nearest)
        ? Optional.empty()
        : Optional.of(either(Math.copySign(nearest, fitted), conventions));
  }

  /** What a factor is on quotients: of how they are taken, or of what. */
  private static Factor either(double value, List<Factor> conventions) {
    Factor taken = of(value, 0, 0);
    Factor defined = of(value, 0, 0, conventions);
    boolean both = !taken.ofQuotient.isEmpty() && !taken.equals(defined);
    return both
        ? new Factor(value, defined.ofDerivative, taken.ofQuotient + ", or " + defined.ofQuotient)
        : defined;
  }

  private static List<Double> common() {
    List<Double> common = new ArrayList<>(List.of(1.0));
    for (double whole : new double[] {2, 3, 4, 8, 16, 32, 64, 128, 255, 512}) {
      common.add(whole);
      common.add(1 / whole);
    }
    for (int decade = 1; decade <= MOST_DECADES; decade++) {
      common.add(Math.pow(10, decade));
      common.add(Math.pow(10, -decade));
    }
    return common;
  }

  private static boolean near(double value, double target, double tolerance) {
    return Math.abs(value - target) <= tolerance * target;
  }

  /**
   * A number as people would write it.
   *
   * @param value any
   * @return at most six digits
   */
  public static String text(double value) {
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

  /**
   * The end of a sentence about another mistake.
   *
   * @param factor by which the array is multiplied besides
   * @return a full stop alone for the factor one
   */
  public static String besides(double factor) {
    return factor == 1 ? "." : ", and multiplied by " + text(factor) + ".";
  }
}
