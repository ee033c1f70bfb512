package io.plumbline.diagnose.explain;

import io.plumbline.core.cause.Cause;
import io.plumbline.core.function.Precision;
import io.plumbline.diagnose.mistakes.InputChange;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What each part is, in words and details. */
final class Words {
  private final Disagreement given;
  private final Reading reading;
  private final Ties ties;
  private final Noise noise;
  private final String function;

  Words(Disagreement given, Reading reading, Ties ties, Noise noise) {
    this.given = given;
    this.reading = reading;
    this.ties = ties;
    this.noise = noise;
    this.function = given.elements().function();
  }

  /** The analytic array's own error, and why it is wrong, if it is. */
  static Said analytic(Optional<Cause> wrong) {
    Map<String, Object> details = Said.blaming("analytic");
    if (wrong.isEmpty()) {
      return new Said(
          "precision",
          "the analytic array's rounding",
          "the analytic array rounds",
          "The analytic array differs from the derivative by no more than rounding explains.",
          details);
    }
    Cause cause = wrong.get();
    details.putAll(cause.details());
    return new Said(
        cause.id(),
        "the analytic array's (" + cause.id() + ")",
        "the analytic array is wrong: " + cause.id(),
        "The analytic array is wrong. " + cause.sentence(),
        details);
  }

  Said truncation() {
    String h = reading.steps().words();
    boolean asked =
        reading.stencil() == DifferenceScheme.CENTRAL
            || reading.stencil() == DifferenceScheme.EXACT
            || reading.stencil().isSlip();
    Map<String, Object> details = asked ? new LinkedHashMap<>() : Said.blaming("numeric");
    if (reading.steps().isRelative()) {
      details.put("steps", h);
    }
    if (asked) {
      return new Said(
          "truncation",
          "truncation",
          "the " + function + " curves within h = " + h,
          Said.text(
              "The %s curves within a step of %s, so that the quotient is not the slope at x.",
              function, h),
          details);
    }
    details.put("quotient", reading.stencil().toString());
    String formula = reading.stencil().formula();
    String start = "The quotients are " + reading.stencil() + " ones, " + formula;
    boolean wide = reading.stencil() == DifferenceScheme.FIVE_POINT;
    return new Said(
        "truncation",
        "truncation",
        reading.stencil() + " quotient, " + formula + ", not central",
        start
            + (wide
                ? ": they reach two steps far, and average slopes beyond kinks there."
                : ": they are off by half the curvature times h, a central one by far less, and at"
                    + " a kink they see one slope only."),
        details);
  }

  /** What is wrong with how the numeric array was made. */
  List<Said> mistakes() {
    List<Said> mistakes = new ArrayList<>();
    if (!reading.source().change().isNone()) {
      mistakes.add(input());
    }
    if (!reading.scalar().isStated()) {
      mistakes.add(scalar());
    }
    if (reading.stencil().isSlip()) {
      mistakes.add(scheme());
    }
    if (!reading.cut().isSingle() && reading.cut().height() != given.tile()) {
      mistakes.add(tile());
    }
    if (reading.turned().isPresent()) {
      mistakes.add(axes());
    }
    if (reading.factor().value() != 1) {
      mistakes.add(scale());
    }
    return mistakes;
  }

  /** What was made of the evaluations in place of a central quotient. */
  Said scheme() {
    String formula = reading.stencil().formula();
    Map<String, Object> details = Said.blaming("numeric");
    details.put("quotient", reading.stencil().toString());
    if (reading.stencil().isWalk()) {
      details.put("input", "elements not put back");
      return new Said(
          "input",
          "an input that moves on from element to element",
          "elements are not put back after they were moved",
          "Each element stays where its quotient moved it when the next one is moved, so that each"
              + " quotient is at another input than the one before: "
              + formula
              + " of elements that are not put back to x.",
          details);
    }
    if (!reading.stencil().isQuotient()) {
      return new Said(
          "formula",
          "a formula without its parentheses",
          "computed as " + formula + ": parentheses are missing",
          "The numeric array was computed as "
              + formula
              + ": without parentheses only what stands next to the stroke is divided, and not the"
              + " difference.",
          details);
    }
    return truncation();
  }

  Said kink() {
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
    if (ties.tiedCount() > 0 && !ties.areNamed()) {
      brief.add(ties.tiedCount() + " on kinks");
      clauses.add(ties.tiedCount() + " sit on kinks");
    } else if (ties.tiedCount() > 0) {
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
        "kinks",
        String.join(", ", brief),
        Said.text(
            "Of %d coordinates %s%s: a quotient averages the slopes on both sides there, automatic"
                + " differentiation takes one of them. Neither is a mistake.",
            given.x().length,
            String.join(" and ", clauses),
            names.isEmpty() ? "" : " (by layer: " + String.join(", ", names) + ")"),
        details);
  }

  Said tile() {
    Cut cut = reading.cut();
    String meaning = reading.mean() ? "mean" : "sum";
    Map<String, Object> details = Said.blaming("numeric");
    details.put("tile", cut.height());
    details.put("size", List.of(cut.height(), cut.width()));
    details.put("meaning", meaning);
    details.put("stated", given.tile());
    boolean asSaid = cut.height() == given.tile() && cut.width() == given.tile();
    return new Said(
        "tile",
        "tiles for pixels",
        Said.text(
            "each pixel holds the %s over its %d x %d tile", meaning, cut.height(), cut.width()),
        Said.text(
            "Each pixel holds the %s of its %d x %d tile's derivatives in place of its own%s.",
            meaning,
            cut.height(),
            cut.width(),
            asSaid ? "" : ", though --tile " + given.tile() + " was said"),
        details);
  }

  Said axes() {
    Map<String, Object> details = Said.blaming("numeric");
    String name = reading.turned().orElseThrow().name();
    details.put("transform", name);
    return new Said(
        "axes",
        "axes in the wrong order",
        "the quotients are turned: " + name,
        "The quotients stand in the wrong order (" + name + ").",
        details);
  }

  Said scale() {
    Map<String, Object> details = Said.blaming("numeric");
    double factor = reading.factor().value();
    details.put("factor", factor);
    if (factor == 0) {
      String likely = "the " + function + " was constant there, or the array was never filled";
      details.put("likely", likely);
      return new Said(
          "scale",
          "a wrong scale",
          "every quotient is zero",
          "Every quotient is zero, though the "
              + function
              + " moves by more than it rounds: "
              + likely
              + ".",
          details);
    }
    String likely = reading.factor().ofQuotient();
    if (reading.steps().h() != given.step()) {
      details.put("step", reading.steps().h());
      likely =
          Said.text(
              "x was moved by %s and the difference divided by another step, --h %s",
              reading.steps().words(), Said.step(given.step()));
    }
    if (!likely.isEmpty()) {
      details.put("likely", likely);
    }
    String because = likely.isEmpty() ? "" : ": " + likely;
    return new Said(
        "scale",
        "a wrong scale",
        Said.text("the quotients are %.4g times what they should be", factor),
        Said.text("The quotients are %.4g times what they should be%s.", factor, because),
        details);
  }

  Said noise() {
    if (reading.stencil() == DifferenceScheme.EXACT) {
      return new Said(
          "precision",
          "rounding",
          "the numeric array rounds",
          "The numeric array is the derivative itself, as a complex step or reverse mode gives it,"
              + " but for rounding.",
          Map.of());
    }
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("noise", noise.loss());
    details.put("perCoordinate", noise.perCoordinate());
    details.put("unmoved", noise.unmoved());
    details.put("roundedSteps", noise.roundedSteps());
    String format = format();
    boolean coarse = reading.arithmetic().unitRoundoff() > Precision.FLOAT32.unitRoundoff();
    if (coarse) {
      details.put("arithmetic", format);
    }
    boolean relative = reading.steps().isRelative();
    if (relative) {
      details.put("steps", reading.steps().words());
    }
    String unmoved =
        noise.unmoved() == 0
            ? ""
            : Said.text(
                " At %d the %s does not change at all between x - h and x + h.",
                noise.unmoved(), function);
    String rounded =
        noise.roundedSteps() == 0
            ? ""
            : Said.text(
                " At %d the step that x + h and x - h leave is more than 1 %% off.",
                noise.roundedSteps());
    return new Said(
        "step-noise",
        "rounding",
        Said.text(
            "the %s rounds by %.1e: %.1e %s at this h",
            function, noise.loss(), noise.perCoordinate(), given.elements().each()),
        (coarse ? "The " + function + " was evaluated in " + format + ". " : "")
            + (relative ? "Each x was moved by " + reading.steps().words() + ". " : "")
            + Said.text(
                "One evaluation of the %s is off by about %.1e, which dividing by 2h turns into"
                    + " %.1e a coordinate.",
                function, noise.loss(), noise.perCoordinate())
            + unmoved
            + rounded,
        details);
  }

  private String format() {
    return reading.arithmetic().name().toLowerCase(Locale.ROOT);
  }

  Said unknown() {
    Map<String, Object> details = Said.blaming("numeric");
    double[] rest = Vectors.minus(given.numeric().values(), reading.expected());
    boolean noisy =
        Noise.isAll(rest, reading.expected())
            || Noise.isAll(given.numeric().values(), reading.expected());
    String coarse = noisy ? coarser(rest) : "";
    if (noisy) {
      details.put("looksLike", "noise");
    }
    if (!coarse.isEmpty()) {
      details.put("couldBe", coarse);
    }
    return new Said(
        "unknown",
        "unexplained",
        noisy
            ? "noise, more than " + format() + " makes"
            : "more than rounding explains, and nothing known by name",
        noisy
            ? "The difference is noise; nothing more can be said from these arrays."
                + (coarse.isEmpty()
                    ? ""
                    : " A " + function + " evaluated in " + coarse + " may be as noisy.")
            : "The numeric array is further from what it should be than rounding explains, and"
                + " none of the mistakes that are known by name explains it.",
        details);
  }

  /** The finest format of few bits that would make as much noise of right quotients. */
  private String coarser(double[] rest) {
    double chance = Noise.CHANCE / Math.sqrt(rest.length);
    boolean isSeen =
        reading.stencil() != DifferenceScheme.EXACT
            && Vectors.cosine(given.numeric().values(), reading.expected()) > chance;
    return Stream.of(Precision.FLOAT16, Precision.BFLOAT16)
        .filter(each -> isSeen && Rounding.of(reading.in(each)).explains(rest))
        .map(each -> each.name().toLowerCase(Locale.ROOT))
        .findFirst()
        .orElse("");
  }

  Said input() {
    InputChange change = reading.source().change();
    Map<String, Object> details = Said.blaming("numeric");
    details.putAll(change.details());
    return new Said(
        "input",
        "the wrong input",
        "the quotients are at another input: " + change.name(),
        "The quotients are at another input than the one given: " + change.name() + ".",
        details);
  }

  Said scalar() {
    Map<String, Object> details = Said.blaming("numeric");
    details.putAll(reading.scalar().details());
    String noun = reading.scalar().noun();
    return new Said(
        reading.scalar().id(),
        "the wrong " + reading.scalar().id(),
        "the quotients are of another function: " + noun,
        "The quotients were computed of " + noun + ".",
        details);
  }
}
