package io.plumbline.network.explain;

import io.plumbline.core.function.Precision;
import io.plumbline.network.eval.Piece;
import io.plumbline.network.eval.Point;
import io.plumbline.network.loss.Objective;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Finds the step that would have been best: for each of a range of steps, what truncation and kinks
 * make of the quotients is computed in float64, and the measured noise of the loss is added.
 * Coordinates that sit on a kink are left out, for no step helps them.
 */
final class Advisor {
  private static final double RESOLUTION = 0.01;

  /** From 1e-1 down to 1e-5, two to a decade. */
  private static final int STEPS = 9;

  private final Disagreement given;
  private final Point point;
  private final Objective objective;
  private final double[] derivative;
  private final int[][] free;

  Advisor(Disagreement given, Point point, Piece piece, Objective objective) {
    this.given = given;
    this.point = point;
    this.objective = objective;
    int[][] all = new int[given.x().length][];
    Arrays.setAll(all, k -> new int[] {k});
    double tiny = 1e-7;
    double[] real = point.surroundings(all, tiny).quotients(objective);
    double[] pinned = piece.surroundings(all, tiny).quotients(objective);
    double visible = 1e-6 * Explainer.norm(pinned);
    int[][] smooth =
        Arrays.stream(all)
            .filter(k -> Math.abs(real[k[0]] - pinned[k[0]]) <= visible)
            .toArray(int[][]::new);
    this.free = smooth.length == 0 ? all : smooth;
    this.derivative = Arrays.stream(free).mapToDouble(k -> pinned[k[0]]).toArray();
  }

  Advice advise(double[] noise, Kinks kinks, boolean tiled) {
    double h = given.step();
    // Two evaluations, each off by eps, make a quotient's error eps/(h·sqrt 2) in mean square.
    double eps = Explainer.norm(noise) / Math.sqrt(noise.length) * h * Math.sqrt(2);
    // Where every difference drowned, the quotients are all zero and look less noisy than they are.
    eps = Math.max(eps, Precision.FLOAT32.unitRoundoff() / 2 * Math.max(1, Math.abs(point.loss())));
    double best = h;
    double error = error(h, eps);
    double now = error;
    for (int k = 0; k < STEPS; k++) {
      double step = Math.pow(10, -1 - 0.5 * k);
      double there = error(step, eps);
      if (there < error) {
        best = step;
        error = there;
      }
    }
    return new Advice(
        best,
        error,
        error / RESOLUTION,
        now / RESOLUTION,
        eps,
        sentences(best, error, now, kinks, tiled));
  }

  /** The error of a typical quotient that sits on no kink. */
  private double error(double step, double eps) {
    double[] quotients = point.surroundings(free, step).quotients(objective);
    double[] off = Explainer.difference(quotients, derivative);
    double[] sizes = Arrays.stream(off).map(Math::abs).sorted().toArray();
    return sizes[sizes.length * 3 / 4] + eps / (step * Math.sqrt(2));
  }

  private List<String> sentences(
      double best, double error, double now, Kinks kinks, boolean tiled) {
    List<String> sentences = new ArrayList<>();
    if (tiled) {
      sentences.add(
          "a tile's quotient is the sum of its pixels' derivatives: divide it by the number of"
              + " pixels before comparing it with one of them");
    }
    if (kinks.coordinates() > 0) {
      sentences.add(
          "where a pixel sits on a tie no step helps: add a small random jitter (1e-2) to the"
              + " input and compare there, or let `plumbline check` difference the piece that the"
              + " gradient belongs to");
    }
    if (best != given.step()) {
      sentences.add(
          text(
              "elsewhere h = %.1e is best for this network and precision: an error of %.1e a pixel"
                  + " instead of %.1e",
              best, error, now));
    }
    int below = 0;
    for (double each : derivative) {
      below += Math.abs(each) * RESOLUTION < now ? 1 : 0;
    }
    sentences.add(
        text(
            "at h = %.1e no derivative below %.1e can be verified to 1 %%: that is %d of the %d"
                + " coordinates off the kinks",
            given.step(), now / RESOLUTION, below, derivative.length));
    sentences.add("evaluate the loss in float64, where it is nine digits less noisy");
    return sentences;
  }

  static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
