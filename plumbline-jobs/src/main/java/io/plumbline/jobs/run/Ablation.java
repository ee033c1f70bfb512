package io.plumbline.jobs.run;

import io.plumbline.core.compare.Comparison;
import io.plumbline.core.compare.ErrorFormula;
import io.plumbline.core.tile.TileMeaning;
import io.plumbline.evaluate.Evaluator;
import io.plumbline.jobs.run.result.ComparisonRow;
import java.util.List;
import java.util.Optional;

/**
 * The comparison repeated without float32's rounding and off the ties, which tells the two apart.
 *
 * @param float32 as the original has it
 * @param float64 the same image without float32's rounding
 * @param jittered32 the image moved off its ties, in float32
 * @param jittered64 the image moved off its ties, in float64
 * @param asItIs what is certain at the image itself
 * @param moved what is certain at the jittered image
 */
record Ablation(
    GradientPair float32,
    GradientPair float64,
    GradientPair jittered32,
    GradientPair jittered64,
    Certificate asItIs,
    Certificate moved) {
  /** Near the best step of a central difference in float64, (3 eps)^(1/3) times the scale of x. */
  private static final double STEP_IN_FLOAT64 = 1e-6;

  static Ablation of(
      GradientPair float32,
      Engines engines,
      Evaluator evaluator,
      ExaminedImage subject,
      ExaminedImage jittered,
      RunListener hears) {
    double h = Math.min(float32.step(), STEP_IN_FLOAT64);
    GradientPair float64 = GradientPair.of(engines.float64(), subject, h, hears);
    GradientPair jittered64 = GradientPair.of(engines.float64(), jittered, h, hears);
    return new Ablation(
        float32,
        float64,
        GradientPair.of(engines.float32(), jittered, float32.step(), hears),
        jittered64,
        Certificate.of(evaluator, subject, float64.analytic()),
        Certificate.of(evaluator, jittered, jittered64.analytic()));
  }

  List<ComparisonRow> rows() {
    String off = "jittered by " + ExaminedImage.JITTER;
    return List.of(
        row("as it is", float32, asItIs),
        row("as it is", float64, asItIs),
        row(off, jittered32, moved),
        row(off, jittered64, moved));
  }

  private static ComparisonRow row(String input, GradientPair gradients, Certificate certificate) {
    Comparison comparison = gradients.comparison();
    return new ComparisonRow(
        input,
        gradients.precision(),
        comparison.statistics(ErrorFormula.SYMMETRIC_RELATIVE).median(),
        comparison.normwiseError(),
        Optional.of(certificate.kinks()));
  }

  /**
   * The part of the float64 difference, in squares, that lies on pixels with a tie: what remains
   * off them is neither rounding of float32 nor a kink.
   */
  double shareOnTies() {
    double all = 0;
    double onTies = 0;
    double[] numeric = float64.tiles().expand(float64.numericPerPixel());
    double[] analytic = float64.tiles().expand(float64.analyticPerPixel());
    boolean[] tied = tiledTies();
    for (int k = 0; k < numeric.length; k++) {
      double square = (numeric[k] - analytic[k]) * (numeric[k] - analytic[k]);
      all += square;
      onTies += tied[k] ? square : 0;
    }
    return all == 0 ? 0 : onTies / all;
  }

  /** A tile is on a tie where one of its pixels is. */
  private boolean[] tiledTies() {
    double[] ties = new double[asItIs.tied().length];
    for (int k = 0; k < ties.length; k++) {
      ties[k] = asItIs.tied()[k] ? 1 : 0;
    }
    double[] map = float64.tiles().expand(float64.tiles().of(ties, TileMeaning.ALONG_TILE));
    boolean[] tied = new boolean[map.length];
    for (int k = 0; k < map.length; k++) {
      tied[k] = map[k] > 0;
    }
    return tied;
  }

  /** How many numeric derivatives are exactly 0 because the float32 loss did not change at all. */
  int unmovedInFloat32() {
    int count = 0;
    for (int k = 0; k < float32.alongTiles().length; k++) {
      count += float32.alongTiles()[k] == 0 && float64.alongTiles()[k] != 0 ? 1 : 0;
    }
    return count;
  }
}
