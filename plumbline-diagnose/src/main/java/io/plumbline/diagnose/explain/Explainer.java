package io.plumbline.diagnose.explain;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.compare.Comparison;
import io.plumbline.core.verdict.Verdict;
import io.plumbline.diagnose.check.CheckOptions;
import io.plumbline.diagnose.check.GradientCheck;
import io.plumbline.diagnose.check.Sample;
import io.plumbline.diagnose.check.SampleResult;
import io.plumbline.evaluate.Evaluator;
import io.plumbline.evaluate.Piece;
import io.plumbline.graph.loss.Objective;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Explains the difference between an analytic and a numeric gradient.
 *
 * <p>Between the two lies a chain of arrays, each computed in float64 and each one effect away from
 * the next, so that their steps sum to the difference at every coordinate:
 *
 * <pre>
 *   analytic → derivative → (other label, loss, input) → quotient of the piece at h → quotient at h
 *    → (of one side) → (along the tile) → (times a factor) → as near as rounding allows → numeric
 * </pre>
 */
public final class Explainer {
  private static final double LEAST = 0.01;

  private final Evaluator evaluator;

  /**
   * An explainer.
   *
   * @param evaluator the model
   */
  public Explainer(Evaluator evaluator) {
    this.evaluator = evaluator;
  }

  /**
   * Explains a difference.
   *
   * @param given the two arrays and how they came about
   * @return which is right, and what the difference is made of
   * @throws InvalidInputException if the sample does not fit the model or the loss is not finite
   *     there
   */
  public Explanation explain(Disagreement given) {
    CompletableFuture<SampleResult> numericLater =
        CompletableFuture.supplyAsync(
            () ->
                check(given, given.numeric())
                    .withoutCauses()
                    .check(0, batch(given, given.numeric())));
    SampleResult analytic = check(given, given.analytic()).check(0, batch(given, given.analytic()));
    if (analytic.differences().isEmpty()) {
      throw new InvalidInputException(
          "loss ("
              + analytic.loss()
              + ") must be finite at the sample, else nothing has a gradient");
    }
    Disagreement known = given.withoutInfinities();
    Reading reading = new Readings(evaluator, known).likeliest();
    Objective objective = reading.scalar().objective();
    GivenArray like = reading.asStated() ? known.analytic() : known.numeric();
    Piece piece = reading.source().nearestPiece(objective, like.values());
    Rounding rounding = Rounding.of(evaluator, known, reading);
    Chain chain = Chain.of(known, analytic, reading, piece, rounding);
    double moved = reading.source().variant().moved(reading.step());
    Ties ties = TieFinder.of(reading.source(), piece, objective, moved, chain.link("kink"));
    Noise noise = Noise.of(known, reading, rounding);
    boolean wrong = analytic.verdict() == Verdict.FAIL;
    Advice advice = new Advisor(known, wrong, reading, piece, ties, noise).advise();
    List<Part> all =
        new Parts(known, chain, new Words(known, reading, ties, noise, advice))
            .all(WrongAnalytic.cause(evaluator, known, analytic));
    SampleResult numeric = numericLater.join();
    return explanation(given, reading, analytic, numeric, ties, all, advice);
  }

  private static Explanation explanation(
      Disagreement given,
      Reading reading,
      SampleResult analytic,
      SampleResult numeric,
      Ties ties,
      List<Part> all,
      Advice advice) {
    List<Part> parts = new ArrayList<>(all);
    parts.removeIf(part -> part.values().length > 0 && !(Math.abs(part.share()) >= LEAST));
    List<Part> rest = new ArrayList<>(all);
    rest.removeAll(parts);
    parts.sort(Comparator.comparingDouble(Explainer::importance));
    return new Explanation(
        given,
        reading.made(),
        analytic,
        numeric,
        ties,
        parts,
        rest,
        Comparison.of(given.shape(), given.analytic().values(), given.numeric().values()),
        advice);
  }

  /** The statistic stands behind what it is computed from; a shape that broadcasts before it. */
  private static double importance(Part part) {
    return switch (part.id()) {
      case "shape" -> part.share() > 0 ? Double.NEGATIVE_INFINITY : 1;
      case "not-finite" -> Double.NEGATIVE_INFINITY;
      case "statistic" -> 2;
      default -> -Math.abs(part.share());
    };
  }

  private GradientCheck check(Disagreement given, GivenArray array) {
    CheckOptions options =
        new CheckOptions(
            given.loss(),
            array.precision(),
            CheckOptions.DEFAULT.relativeTolerance(),
            CheckOptions.DEFAULT.tieRule());
    return new GradientCheck(evaluator, options);
  }

  /** The sample first, and those that it may have been mistaken for. */
  private static List<Sample> batch(Disagreement given, GivenArray array) {
    List<Sample> batch = new ArrayList<>();
    batch.add(new Sample(given.x(), given.target(), array.values()));
    for (Disagreement.Other other : given.others()) {
      batch.add(new Sample(other.x(), other.target(), new double[0]));
    }
    return batch;
  }
}
