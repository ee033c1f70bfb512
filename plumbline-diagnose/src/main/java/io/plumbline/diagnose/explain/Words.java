package io.plumbline.diagnose.explain;

import io.plumbline.core.cause.Cause;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What each part is, in words and details. */
final class Words {
  /** Smaller steps are written with an exponent. */
  private static final double PLAIN = 1e-4;

  private final Disagreement given;
  private final Reading reading;
  private final Ties ties;
  private final Noise noise;
  private final Advice advice;

  Words(Disagreement given, Reading reading, Ties ties, Noise noise, Advice advice) {
    this.given = given;
    this.reading = reading;
    this.ties = ties;
    this.noise = noise;
    this.advice = advice;
  }

  /**
   * What is said of a part.
   *
   * @param id its name
   * @param brief for a table
   * @param sentence for people
   */
  record Said(String id, Map<String, Object> details, String brief, String sentence) {}

  static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }

  /** A step in its shortest form. */
  static String step(double h) {
    String digits = text("%.3g", h);
    return Double.parseDouble(digits) == h ? shortest(h) : digits;
  }

  private static String shortest(double h) {
    String plain = BigDecimal.valueOf(h).stripTrailingZeros().toPlainString();
    return h >= PLAIN ? plain : Double.toString(h).replace(".0E", "e").replace("E", "e");
  }

  /** Derivatives below this cannot be told at the step that was used. */
  double unresolved() {
    return advice.smallestVerifiableNow();
  }

  Said of(String id, Optional<Cause> wrong) {
    return switch (id) {
      case "analytic" -> analytic(wrong);
      case "truncation" -> truncation();
      case "kink" -> kink();
      case "tile" -> tile();
      case "scale" -> scale();
      case "step-noise" -> noise();
      case "unknown" -> unknown();
      case "input", "axes" -> input();
      default -> scalar(id);
    };
  }

  private static Map<String, Object> blaming(String side) {
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("side", side);
    return details;
  }

  private static Said analytic(Optional<Cause> wrong) {
    Map<String, Object> details = blaming("analytic");
    if (wrong.isEmpty()) {
      return new Said(
          "precision",
          details,
          "the analytic array rounds",
          "The analytic array differs from the derivative by no more than rounding explains.");
    }
    Cause cause = wrong.get();
    details.putAll(cause.details());
    return new Said(
        cause.id(),
        details,
        "the analytic array is wrong: " + cause.id(),
        "The analytic array is wrong. " + cause.sentence());
  }

  private Said truncation() {
    Map<String, Object> details = new LinkedHashMap<>();
    if (reading.side() == Side.CENTRAL) {
      return new Said(
          "truncation",
          details,
          text("the loss curves within h = %s", step(reading.step())),
          text(
              "The loss curves within a step of %s, so that the quotient is not the slope at x.",
              step(reading.step())));
    }
    details.put("side", "numeric");
    details.put("quotient", reading.side().toString());
    String formula = reading.side() == Side.FORWARD ? "(f(x+h) - f(x))/h" : "(f(x) - f(x-h))/h";
    return new Said(
        "truncation",
        details,
        reading.side() + " quotient, " + formula + ", not central",
        text(
            "The quotients are %s ones, %s: they are off by half the curvature times h, a central"
                + " one by far less, and at a kink they see one slope only.",
            reading.side(), formula));
  }

  private Said kink() {
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("tied", ties.tiedCount());
    details.put("crossing", ties.crossingCount());
    Map<String, Object> layers = new LinkedHashMap<>();
    List<String> names = new ArrayList<>();
    for (Ties.LayerCount layer : ties.layers()) {
      layers.put(layer.layer(), layer.tied() + layer.crossing());
      names.add(layer.layer() + " " + (layer.tied() + layer.crossing()));
    }
    details.put("layers", layers);
    String background = ties.because().isPresent() ? " (constant background)" : "";
    List<String> brief = new ArrayList<>();
    List<String> clauses = new ArrayList<>();
    if (ties.tiedCount() > 0) {
      brief.add(ties.tiedCount() + " on exact ties" + background);
      clauses.add(ties.tiedCount() + " sit on exact ties" + background);
    }
    if (ties.crossingCount() > 0) {
      brief.add(ties.crossingCount() + " switch within h");
      clauses.add(ties.crossingCount() + " move a unit that switches within h");
    }
    if (clauses.isEmpty()) {
      brief.add("near-ties that rounding decides");
      clauses.add("some move near-ties that rounding decides");
    }
    return new Said(
        "kink",
        details,
        String.join(", ", brief),
        text(
            "Of %d coordinates %s%s: a quotient averages the slopes on both sides there, automatic"
                + " differentiation takes one of them. Neither is a mistake.",
            given.x().length,
            String.join(" and ", clauses),
            names.isEmpty() ? "" : " (by layer: " + String.join(", ", names) + ")"));
  }

  private Said tile() {
    int side = reading.cut().side();
    String meaning = reading.mean() ? "mean" : "sum";
    Map<String, Object> details = blaming("numeric");
    details.put("tile", side);
    details.put("meaning", meaning);
    details.put("stated", given.tile());
    return new Said(
        "tile",
        details,
        text("each pixel holds the %s over its %d x %d tile", meaning, side, side),
        text(
            "Each pixel holds the %s of its %d x %d tile's derivatives in place of its own%s.",
            meaning,
            side,
            side,
            given.tile() == side ? "" : ", though --tile " + given.tile() + " was said"));
  }

  private Said scale() {
    Map<String, Object> details = blaming("numeric");
    double factor = reading.factor();
    details.put("factor", factor);
    if (factor == 0) {
      String likely = "the loss was constant there, or the array was never filled";
      details.put("likely", likely);
      return new Said(
          "scale",
          details,
          "every quotient is zero",
          "Every quotient is zero, though the loss moves by more than it rounds: " + likely + ".");
    }
    String likely = Factors.likely(factor);
    if (reading.step() != given.step()) {
      details.put("step", reading.step());
      likely =
          text(
              "x was moved by %s and the difference divided by another step, --h %s",
              step(reading.step()), step(given.step()));
    }
    if (!likely.isEmpty()) {
      details.put("likely", likely);
    }
    String because = likely.isEmpty() ? "" : ": " + likely;
    return new Said(
        "scale",
        details,
        text("the quotients are %.4g times what they should be", factor),
        text("The quotients are %.4g times what they should be%s.", factor, because));
  }

  private Said noise() {
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("noise", noise.loss());
    details.put("perCoordinate", noise.perCoordinate());
    details.put("unmoved", noise.unmoved());
    details.put("roundedSteps", noise.roundedSteps());
    String unmoved =
        noise.unmoved() == 0
            ? ""
            : text(
                " At %d the loss does not change at all between x - h and x + h.", noise.unmoved());
    String rounded =
        noise.roundedSteps() == 0
            ? ""
            : text(
                " At %d the step that x + h and x - h leave is more than 1 %% off.",
                noise.roundedSteps());
    return new Said(
        "step-noise",
        details,
        text(
            "the loss rounds by %.1e: %.1e a pixel at this h", noise.loss(), noise.perCoordinate()),
        text(
                "One evaluation of the loss is off by about %.1e, which dividing by 2h turns into"
                    + " %.1e a coordinate.",
                noise.loss(), noise.perCoordinate())
            + unmoved
            + rounded);
  }

  private static Said unknown() {
    return new Said(
        "unknown",
        blaming("numeric"),
        "more than rounding explains, and nothing known by name",
        "The numeric array is further from what it should be than rounding explains, and none of"
            + " the mistakes that are known by name explains it.");
  }

  private Said input() {
    InputVariant variant = reading.source().variant();
    Map<String, Object> details = blaming("numeric");
    details.putAll(variant.details());
    boolean turned = variant.id().equals("axes");
    return new Said(
        variant.id(),
        details,
        (turned ? "the quotients are " : "the quotients are at another input: ") + variant.name(),
        turned
            ? "The quotients stand in the wrong order: the array is " + variant.name() + "."
            : "The quotients are at another input than the one given: " + variant.name() + ".");
  }

  private Said scalar(String id) {
    Map<String, Object> details = blaming("numeric");
    details.putAll(reading.scalar().details());
    String words = reading.scalar().words();
    return new Said(
        id, details, "the quotients are " + words, "The quotients were computed " + words + ".");
  }
}
