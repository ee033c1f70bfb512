package io.plumbline.diagnose.explain;

import io.plumbline.core.compare.Comparison;
import io.plumbline.core.function.Precision;
import io.plumbline.diagnose.mistakes.InputChange;
import io.plumbline.graph.loss.Objective;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Finds the step that would have been best: for each of a range of steps, what curvature and kinks
 * make of the quotients is computed in float64, and the measured noise of the loss is added.
 * Coordinates on a tie are left out, for no step helps them.
 */
final class Advisor {
  private static final double RESOLUTION = 0.01;

  /** Less noise than this was not made in float32. */
  private static final double FLOAT64 = 1e-12;

  /** From 1e-1 down to 1e-7, two to a decade. */
  private static final int STEPS = 13;

  /** So many coordinates show what a step does. */
  private static final int SAMPLED = 64;

  private final Disagreement given;
  private final boolean wrong;
  private final Reading reading;
  private final Ties ties;
  private final Noise noise;
  private final Landscape.Spot point;
  private final Objective objective;
  private final double[] gradient;
  private final int[] free;
  private final int[] sampled;

  /**
   * An adviser.
   *
   * @param wrong whether the analytic array is
   * @param gradient that the quotients should be, in the order of the reading's input
   */
  Advisor(
      Disagreement given,
      boolean wrong,
      Reading reading,
      double[] gradient,
      Ties ties,
      Noise noise) {
    this.given = given;
    this.wrong = wrong;
    this.reading = reading;
    this.ties = ties;
    this.noise = noise;
    this.objective = reading.scalar().objective();
    this.point = reading.source().point(objective);
    this.gradient = gradient;
    InputChange change = reading.source().change();
    this.free =
        IntStream.range(0, gradient.length)
            .filter(k -> !ties.tied()[k])
            .map(change::from)
            .toArray();
    int every = Math.max(1, free.length / SAMPLED);
    this.sampled =
        IntStream.range(0, free.length).filter(k -> k % every == 0).map(k -> free[k]).toArray();
  }

  Advice advise() {
    double now = error(reading.steps().h());
    double best = reading.steps().h();
    double error = now;
    for (int k = 0; k < STEPS; k++) {
      double step = (k % 2 == 0 ? 1 : 3) * Math.pow(10, -(k / 2) - 1 - k % 2);
      if (rounding(step) < error) {
        double there = error(step);
        if (there < error) {
          best = step;
          error = there;
        }
      }
    }
    return new Advice(
        best,
        error,
        error / RESOLUTION,
        now,
        now / RESOLUTION,
        noise.loss(),
        sentences(best, error, now));
  }

  private double rounding(double step) {
    return noise.loss() / (step * Math.sqrt(2));
  }

  /** The error of a typical quotient that sits on no tie. */
  private double error(double step) {
    if (sampled.length == 0) {
      return rounding(step);
    }
    int[][] groups = new int[sampled.length][];
    Arrays.setAll(groups, k -> new int[] {sampled[k]});
    double[] quotients = point.surroundings(groups, step).quotients(objective);
    double[] sizes = new double[sampled.length];
    Arrays.setAll(sizes, k -> Math.abs(quotients[k] - gradient[sampled[k]]));
    // Beside the edge of a domain there are no values; where most have none, a step is no use.
    double[] known = Arrays.stream(sizes).filter(Double::isFinite).sorted().toArray();
    return 2 * known.length < sizes.length
        ? Double.POSITIVE_INFINITY
        : known[known.length * 3 / 4] + rounding(step);
  }

  private List<String> sentences(double best, double error, double now) {
    List<String> sentences = new ArrayList<>();
    if (wrong) {
      sentences.add(
          "Mend the analytic array first: `check` with --report shows where it is wrong.");
    }
    if (reading.steps().h() != given.step()) {
      sentences.add(
          Said.text(
              "Give the step that was used: x was moved by %s, though --h %s was said.",
              Said.step(reading.steps().h()), Said.step(given.step())));
    }
    reading.mending().ifPresent(sentences::add);
    if (ties.tiedCount() > 0) {
      sentences.add(
          "Where "
              + given.elements().each()
              + " sits on a tie no step helps. Add a small random jitter (1e-2) to the "
              + given.elements().tensor()
              + " and compare there"
              + (!ties.areNamed()
                  ? "."
                  : ", or let `check` difference the one piece of the network that the gradient"
                      + " belongs to."));
    }
    if (best != reading.steps().h() && error < 0.5 * now) {
      sentences.add(
          Said.text(
              "%s h = %s: there a quotient is off by about %.1e, at h = %s by %.1e.",
              ties.tiedCount() > 0 ? "Off the ties take" : "Take",
              Said.step(best),
              error,
              Said.step(reading.steps().h()),
              now));
    }
    sentences.add(unverifiable(now));
    if (noise.loss() > FLOAT64 && reading.arithmetic() != Precision.FLOAT64) {
      sentences.add(
          "Evaluate the "
              + given.elements().function()
              + " in float64: it rounds 9 digits later, and a step near 1e-6 does.");
    }
    Comparison comparison =
        Comparison.of(given.shape(), given.analytic().values(), given.numeric().values());
    if (Double.isFinite(comparison.normwiseError())) {
      sentences.add(
          Said.text(
              "Compare norms, |D - G| / max(|D|, |G|) = %.2g, not %s%s.",
              comparison.normwiseError(),
              given.elements().several(),
              mostAreNearZero() ? ": most have a gradient near zero" : ""));
    }
    return sentences;
  }

  private boolean mostAreNearZero() {
    double largest = Arrays.stream(gradient).map(Math::abs).max().orElse(0);
    long small =
        Arrays.stream(gradient).filter(each -> Math.abs(each) <= RESOLUTION * largest).count();
    return 2 * small > gradient.length;
  }

  private String unverifiable(double now) {
    int below = 0;
    for (int k : free) {
      below += Math.abs(gradient[k]) * RESOLUTION < now ? 1 : 0;
    }
    return Said.text(
        "At h = %s no derivative below %.1e can be verified to 1 %%: %d of the %d%s are below.",
        Said.step(reading.steps().h()),
        now / RESOLUTION,
        below,
        free.length,
        ties.tiedCount() > 0 ? " off the ties" : "");
  }
}
