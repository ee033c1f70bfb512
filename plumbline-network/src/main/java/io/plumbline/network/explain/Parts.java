package io.plumbline.network.explain;

import static io.plumbline.network.explain.Advisor.text;

import io.plumbline.core.cause.Cause;
import io.plumbline.core.compare.Comparison;
import io.plumbline.core.compare.ErrorFormula;
import io.plumbline.core.verdict.Verdict;
import io.plumbline.network.check.SampleResult;
import io.plumbline.network.explain.Explainer.TileQuotients;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Puts names, shares and words to the links of a chain. */
final class Parts {
  private static final double LEAST = 0.01;

  private final Disagreement given;
  private final Chain chain;
  private final Scenario scenario;
  private final Kinks kinks;
  private final TileQuotients tiles;
  private final Advice advice;
  private final SampleResult analytic;
  private final double[] difference;

  Parts(
      Disagreement given,
      Chain chain,
      Scenario scenario,
      Kinks kinks,
      TileQuotients tiles,
      Advice advice,
      SampleResult analytic) {
    this.given = given;
    this.chain = chain;
    this.scenario = scenario;
    this.kinks = kinks;
    this.tiles = tiles;
    this.advice = advice;
    this.analytic = analytic;
    this.difference = Explainer.difference(given.numeric(), given.analytic());
  }

  /** Those that make up 1 % or more, the largest first; a wrong shape before all. */
  List<Part> contributing() {
    List<Part> parts = new ArrayList<>();
    chain.links().forEach((id, values) -> parts.add(part(id, values)));
    parts.removeIf(part -> !(Math.abs(part.share()) >= LEAST));
    parts.sort(Comparator.comparingDouble(part -> -Math.abs(part.share())));
    if (!given.sameShape()) {
      parts.add(0, shape());
    }
    statistic().ifPresent(parts::add);
    return parts;
  }

  private Part part(String id, double[] values) {
    double product = 0;
    double square = 0;
    int count = 0;
    for (int k = 0; k < values.length; k++) {
      product += values[k] * difference[k];
      square += difference[k] * difference[k];
      count += Math.abs(values[k]) > LEAST * Math.abs(difference[k]) && values[k] != 0 ? 1 : 0;
    }
    double share = square > 0 ? product / square : 0;
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("norm", Explainer.norm(values));
    String name = id;
    String sentence;
    switch (id) {
      case "analytic" -> {
        if (analytic.verdict() == Verdict.FAIL && !analytic.causes().isEmpty()) {
          Cause cause = analytic.causes().get(0);
          name = cause.id();
          details.putAll(cause.details());
          sentence = "The analytic gradient is wrong. " + cause.sentence();
        } else {
          sentence = "The analytic gradient differs from the derivative.";
        }
        details.put("side", "analytic");
      }
      case "truncation" ->
          sentence = text("The function curves within a step of %.1e.", given.step());
      case "kink" -> {
        details.put("coordinatesOnKinks", kinks.coordinates());
        kinks.layers().forEach(layer -> details.put(layer.layer(), layer.coordinates()));
        sentence =
            text(
                "At %d of %d coordinates a unit ties or switches (%s): there the quotient"
                    + " averages two slopes and reverse mode picks one; both are right.",
                kinks.coordinates(), given.x().length, layers());
      }
      case "tile" -> {
        details.put("tile", given.tile() > 1 ? given.tile() : ConstantTiles.side(given));
        details.put("meaning", tiles.meaning().toString());
        sentence =
            "Each pixel holds its tile's quotient instead of its own: "
                + (given.tile() > 1 ? "" : "the numeric array is constant within tiles; ")
                + "a tile's quotient is the sum of its pixels' derivatives.";
      }
      case "step-noise" -> {
        details.put("noise", advice.noise());
        sentence =
            text(
                "The loss is off by about %.1e in its own arithmetic, which a step of %.1e turns"
                    + " into %.1e a pixel.",
                advice.noise(), given.step(), advice.noise() / given.step());
      }
      default -> {
        details.put("side", "numeric");
        details.putAll(scenario.details());
        sentence = "The numeric gradient " + scenario.sentence() + ".";
      }
    }
    return new Part(name, share, count, values, details, sentence);
  }

  private String layers() {
    List<String> words = new ArrayList<>();
    kinks.layers().forEach(layer -> words.add(layer.layer() + " " + layer.coordinates()));
    return String.join(", ", words);
  }

  private Part shape() {
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("analytic", given.analyticShape().toString());
    details.put("numeric", given.numericShape().toString());
    return new Part(
        "shape",
        1,
        given.x().length,
        new double[0],
        details,
        text(
            "The shapes %s and %s differ by an axis of size one: subtracting them would broadcast"
                + " and compare every pixel with every row. The comparison below goes on with the"
                + " axis ignored.",
            given.analyticShape(), given.numericShape()));
  }

  /** The statistic is at fault where relative errors are large though nothing could be resolved. */
  private Optional<Part> statistic() {
    Comparison comparison = Comparison.of(given.analyticShape(), given.analytic(), given.numeric());
    double[] relative = comparison.errors(ErrorFormula.SYMMETRIC_RELATIVE);
    int misled = 0;
    for (int k = 0; k < relative.length; k++) {
      boolean tiny =
          Math.abs(given.analytic()[k]) + Math.abs(given.numeric()[k])
              < advice.smallestVerifiableNow();
      misled += tiny && relative[k] > LEAST ? 1 : 0;
    }
    double share = (double) misled / relative.length;
    if (share < LEAST) {
      return Optional.empty();
    }
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("belowResolution", misled);
    details.put("asPrintedMedian", comparison.statistics(ErrorFormula.AS_PRINTED).median());
    details.put(
        "relativeMedian", comparison.statistics(ErrorFormula.RELATIVE_TO_ANALYTIC).median());
    return Optional.of(
        new Part(
            "statistic",
            share,
            misled,
            new double[0],
            details,
            text(
                "%d relative errors divide by a gradient too small to be resolved at this step; and"
                    + " abs(d - g/clip(d)) lacks the parentheses that would make it a relative"
                    + " error.",
                misled)));
  }
}
