package io.plumbline.network.explain;

import io.plumbline.core.cause.Cause;
import io.plumbline.core.compare.Comparison;
import io.plumbline.core.compare.ErrorFormula;
import io.plumbline.core.function.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What each part is, in words and details. */
final class Words {
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
      case "input" -> input();
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
          text("the loss curves within h = %.3g", given.step()),
          text(
              "The loss curves within a step of %.3g, so that the quotient is not the slope at x.",
              given.step()));
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
    List<String> counts = new ArrayList<>();
    if (ties.tiedCount() > 0) {
      counts.add(
          ties.tiedCount()
              + " on exact ties"
              + (ties.background().isPresent() ? " (constant background)" : ""));
    }
    if (ties.crossingCount() > 0) {
      counts.add(ties.crossingCount() + " at a kink within h");
    }
    String brief = counts.isEmpty() ? "near-ties that rounding decides" : String.join(", ", counts);
    return new Said(
        "kink",
        details,
        brief,
        text(
            "Of %d coordinates %s%s: a quotient averages the slopes on both sides there, automatic"
                + " differentiation takes one of them. Neither is a mistake.",
            given.x().length,
            counts.isEmpty() ? "some move near-ties" : "sit " + String.join(", ", counts),
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
    String likely = Factors.likely(reading.factor());
    details.put("factor", reading.factor());
    if (!likely.isEmpty()) {
      details.put("likely", likely);
    }
    String because = likely.isEmpty() ? "" : ": " + likely;
    return new Said(
        "scale",
        details,
        text("the quotients are %.4g times what they should be", reading.factor()),
        text("The quotients are %.4g times what they should be%s.", reading.factor(), because));
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
    Map<String, Object> details = blaming("numeric");
    details.putAll(reading.source().variant().details());
    String name = reading.source().variant().name();
    return new Said(
        "input",
        details,
        "the quotients are at another input: " + name,
        "The quotients are at another input than the one given: " + name + ".");
  }

  private Said scalar(String id) {
    Map<String, Object> details = blaming("numeric");
    details.putAll(reading.scalar().details());
    String words = reading.scalar().words();
    return new Said(
        id, details, "the quotients are " + words, "The quotients were computed " + words + ".");
  }

  Said shape() {
    Shape analytic = given.analytic().shape();
    Shape numeric = given.numeric().shape();
    Optional<Shape> together = Broadcast.of(analytic, numeric);
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("analytic", analytic.toString());
    details.put("numeric", numeric.toString());
    details.put("broadcast", together.map(Shape::toString).orElse("none"));
    String effect;
    if (together.isEmpty()) {
      effect = "NumPy refuses to subtract them";
    } else if (together.get().count() == given.x().length) {
      effect = "NumPy subtracts them all the same, as " + together.get();
    } else {
      effect =
          text(
              "NumPy would subtract them as %s, %,d differences of pixels that do not belong"
                  + " together",
              together.get(), together.get().count());
    }
    return new Said(
        "shape",
        details,
        text("%s against %s", analytic, numeric),
        text(
            "The shapes %s and %s differ by axes of size one: %s. They are compared here with those"
                + " axes left out.",
            analytic, numeric, effect));
  }

  Said statistic(int misled, Comparison comparison) {
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("belowResolution", misled);
    details.put("asPrintedMedian", comparison.statistics(ErrorFormula.AS_PRINTED).median());
    details.put(
        "relativeMedian", comparison.statistics(ErrorFormula.RELATIVE_TO_ANALYTIC).median());
    return new Said(
        "statistic",
        details,
        text("%d relative errors divide by next to nothing", misled),
        text(
            "%d relative errors divide by a gradient too small to be resolved at this h; and"
                + " abs(d - g/clip(d)) lacks the parentheses that would make it a relative error.",
            misled));
  }
}
