package io.plumbline.network.explain;

import io.plumbline.core.compare.Comparison;
import io.plumbline.core.function.Shape;
import io.plumbline.core.tile.TileMeaning;
import io.plumbline.core.tile.Tiles;
import io.plumbline.network.check.CheckOptions;
import io.plumbline.network.check.GradientCheck;
import io.plumbline.network.check.Sample;
import io.plumbline.network.check.SampleResult;
import io.plumbline.network.eval.Evaluator;
import io.plumbline.network.eval.Piece;
import io.plumbline.network.eval.Point;
import io.plumbline.network.eval.Surroundings;
import io.plumbline.network.eval.TieRule;
import io.plumbline.network.loss.Objective;
import java.util.Arrays;
import java.util.List;

/**
 * Explains the difference between an analytic and a numeric gradient.
 *
 * <p>Between the two lies a chain of arrays, each computed in float64 and each one effect away from
 * the next, so that their steps sum to the difference at every coordinate:
 *
 * <pre>
 *   analytic → derivative → (label, loss) → quotient of the piece at h → quotient at h
 *            → quotient along the tile → numeric
 *   analytic   |            label, loss     truncation                   kink
 *              tile                         step-noise
 * </pre>
 */
public final class Explainer {
  /**
   * Another label or loss is believed where it leaves at most this part of the stated one's misfit,
   * and of the array itself: nearly nothing is near to everything small.
   */
  private static final double CONVINCING = 0.5;

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
   */
  public Explanation explain(Disagreement given) {
    GradientCheck check =
        new GradientCheck(
            evaluator,
            new CheckOptions(
                given.loss(),
                CheckOptions.DEFAULT.precision(),
                CheckOptions.DEFAULT.relativeTolerance(),
                CheckOptions.DEFAULT.tieRule()));
    SampleResult analytic = only(check, given, given.analytic());
    SampleResult numeric = only(check, given, given.numeric());
    Point point = evaluator.at(given.x(), given.loss(), given.target());
    Piece piece = nearestPiece(point, given.analytic());
    int[][] pixels = new int[given.x().length][];
    Arrays.setAll(pixels, k -> new int[] {k});
    Chain chain = new Chain(given);
    Surroundings real = point.surroundings(pixels, given.step());
    Surroundings pinned = piece.surroundings(pixels, given.step());
    TileQuotients tiles = TileQuotients.of(point, given);
    Scenario scenario = likeliest(given, real, tiles);
    chain.to("analytic", piece.gradient());
    if (!scenario.id().isEmpty()) {
      Point other = evaluator.at(given.x(), scenario.objective());
      chain.to(scenario.id(), nearestPiece(other, given.numeric()).gradient());
    }
    chain.to("truncation", pinned.quotients(scenario.objective()));
    double[] quotients = real.quotients(scenario.objective());
    chain.to("kink", quotients);
    double[] expected = quotients;
    if (tiles != null) {
      expected = tiles.likeliest(scenario.objective(), given.numeric());
      chain.to("tile", expected);
    }
    chain.to("step-noise", given.numeric());
    Kinks kinks = Kinks.of(piece, given.step(), pixels, chain.links().get("kink"));
    double[] noise = difference(given.numeric(), expected);
    Advice advice =
        new Advisor(given, point, piece, scenario.objective()).advise(noise, kinks, tiles != null);
    List<Part> parts =
        new Parts(given, chain, scenario, kinks, tiles, advice, analytic).contributing();
    Shape shape = given.analyticShape();
    return new Explanation(
        analytic,
        numeric,
        kinks.coordinates(),
        kinks.layers(),
        kinks.examples(),
        parts,
        Comparison.of(shape, given.analytic(), given.numeric()),
        advice);
  }

  private static SampleResult only(GradientCheck check, Disagreement given, double[] gradient) {
    return check.check(List.of(new Sample(given.x(), given.target(), gradient))).samples().get(0);
  }

  private static Piece nearestPiece(Point point, double[] gradient) {
    Piece nearest = null;
    double least = Double.POSITIVE_INFINITY;
    for (TieRule rule : List.of(TieRule.FIRST, TieRule.SPLIT, TieRule.LAST)) {
      Piece piece = point.piece(rule);
      double misfit = norm(difference(gradient, piece.gradient()));
      if (misfit < least) {
        least = misfit;
        nearest = piece;
      }
    }
    return nearest;
  }

  private Scenario likeliest(Disagreement given, Surroundings real, TileQuotients tiles) {
    List<Scenario> scenarios =
        Scenario.of(given.loss(), given.target(), evaluator.kind(), evaluator.outputs());
    Scenario best = scenarios.get(0);
    double least = Double.POSITIVE_INFINITY;
    for (Scenario scenario : scenarios) {
      double[] expected =
          tiles == null
              ? real.quotients(scenario.objective())
              : tiles.likeliest(scenario.objective(), given.numeric());
      double misfit = norm(difference(given.numeric(), expected));
      if (scenario.id().isEmpty()) {
        least = CONVINCING * Math.min(misfit, norm(given.numeric()));
      } else if (misfit < least) {
        least = misfit;
        best = scenario;
      }
    }
    return best;
  }

  static double[] difference(double[] a, double[] b) {
    double[] difference = new double[a.length];
    for (int k = 0; k < a.length; k++) {
      difference[k] = a[k] - b[k];
    }
    return difference;
  }

  static double norm(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value * value;
    }
    return Math.sqrt(sum);
  }

  /** The tile's quotients, of both meanings. */
  record TileQuotients(Tiles tiles, Surroundings surroundings, boolean[] mean) {
    static TileQuotients of(Point point, Disagreement given) {
      int side = given.tile() > 1 ? given.tile() : ConstantTiles.side(given);
      if (side < 2) {
        return null;
      }
      Tiles tiles = ConstantTiles.tiles(given, side);
      int[][] groups = new int[tiles.count()][];
      Arrays.setAll(groups, tiles::members);
      return new TileQuotients(tiles, point.surroundings(groups, given.step()), new boolean[1]);
    }

    /** In each pixel, the tile's sum or its mean per pixel, whichever is nearer to an array. */
    double[] likeliest(Objective objective, double[] numeric) {
      double[] along = surroundings.quotients(objective);
      double[] sums = tiles.expand(along);
      double[] means = tiles.expand(tiles.meanPerPixel(along));
      mean[0] = norm(difference(numeric, means)) < norm(difference(numeric, sums));
      return mean[0] ? means : sums;
    }

    TileMeaning meaning() {
      return mean[0] ? TileMeaning.MEAN_PER_PIXEL : TileMeaning.ALONG_TILE;
    }
  }
}
