package io.plumbline.diagnose.explain;

import io.plumbline.core.compare.Comparison;
import io.plumbline.core.compare.ErrorFormula;
import io.plumbline.core.function.Shape;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What is to be said of the two arrays themselves, however they came about. */
final class ArrayWords {
  private ArrayWords() {}

  /** What is not a number is left out of all that follows. */
  static Said notFinite(String side, GivenArray array, int count) {
    int first = 0;
    while (Double.isFinite(array.values()[first])) {
      first++;
    }
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("side", side);
    details.put("first", first);
    return new Said(
        "not-finite",
        "what is no number",
        Said.text("%d values of the %s array are no numbers", count, side),
        Said.text(
            "%d of the %d values of the %s array are NaN or infinite, the first at element %d; they"
                + " are left out of the shares.",
            count, array.values().length, side, first),
        details);
  }

  /** What subtracting arrays of two shapes would have done. */
  static Said shape(Disagreement given) {
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
    } else if (together.get().size() == given.x().length) {
      effect = "NumPy subtracts them all the same, as " + together.get();
    } else {
      effect =
          Said.text(
              "NumPy would subtract them as %s, %,d differences of %s that do not belong together",
              together.get(), together.get().size(), given.elements().several());
    }
    return new Said(
        "shape",
        "the shapes",
        Said.text("%s against %s", analytic, numeric),
        Said.text(
            "The shapes %s and %s differ by axes of size one: %s. They are compared here with those"
                + " axes left out.",
            analytic, numeric, effect),
        details);
  }

  /** Relative errors of what could not be resolved. */
  static Said statistic(int misled, Comparison comparison) {
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("belowResolution", misled);
    details.put("asPrintedMedian", comparison.statistics(ErrorFormula.AS_PRINTED).median());
    details.put(
        "relativeMedian", comparison.statistics(ErrorFormula.RELATIVE_TO_ANALYTIC).median());
    return new Said(
        "statistic",
        "the statistic",
        Said.text("%d relative errors divide by next to nothing", misled),
        Said.text(
            "%d relative errors divide by a gradient too small to be resolved at this h; and"
                + " abs(d - g/clip(d)) lacks the parentheses that would make it a relative error.",
            misled),
        details);
  }
}
