package io.plumbline.jobs.run;

import io.plumbline.core.compare.Comparison;
import io.plumbline.core.compare.ErrorFormula;
import io.plumbline.core.compare.Statistics;
import io.plumbline.core.estimate.DifferenceOptions;
import io.plumbline.core.function.Precision;
import io.plumbline.core.function.Shape;
import io.plumbline.core.tile.TileMeaning;
import io.plumbline.core.tile.Tiles;
import io.plumbline.djl.TorchGraph;
import io.plumbline.graph.loss.Loss;
import io.plumbline.graph.loss.OutputKind;
import io.plumbline.graph.loss.Target;
import io.plumbline.jobs.run.result.GradientComparison;
import io.plumbline.jobs.run.result.GradientComparison.Statistic;
import io.plumbline.report.Values;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The numeric and the analytic gradient of one image's loss, in one precision.
 *
 * @param precision what both were computed in
 * @param step half the distance of the two evaluations
 * @param tiles the parts that were moved as one
 * @param shape of the image
 * @param alongTiles the central difference for each tile, all its pixels moved together
 * @param analytic reverse mode, for each pixel
 */
record GradientPair(
    String precision,
    double step,
    Tiles tiles,
    Shape shape,
    double[] alongTiles,
    double[] analytic) {
  private static final int BATCH = 512;

  /**
   * Computes both. In float32 the numeric one is made from the loss that the original evaluates:
   * the logarithm of the clipped probability, as Keras takes it; in float64 from the loss itself.
   *
   * @param engine the network, in the precision to compute in
   * @param subject the image
   * @param step h
   * @param hears of progress
   */
  static GradientPair of(TorchGraph engine, ExaminedImage subject, double step, RunListener hears) {
    DifferenceOptions options =
        options()
            .withStep(step)
            .withProgress(
                (stage, done, total) -> hears.progress("central differences", done, total));
    double[] alongTiles =
        subject.tiles().differences(loss(engine, subject), subject.x(), options).values();
    return new GradientPair(
        engine.precision().name().toLowerCase(Locale.ROOT),
        step,
        subject.tiles(),
        subject.shape(),
        alongTiles,
        analytic(engine, subject));
  }

  /** Bare quotients, as the original takes them: what their errors are is what the run shows. */
  static DifferenceOptions options() {
    return DifferenceOptions.defaults().withoutBound().withBatchSize(BATCH);
  }

  /** What is differenced, in the engine's precision. */
  static EngineLoss loss(TorchGraph engine, ExaminedImage subject) {
    boolean asKeras =
        engine.precision() == Precision.FLOAT32
            && OutputKind.of(engine.graph()) == OutputKind.PROBABILITIES;
    return new EngineLoss(
        engine, new Loss.CrossEntropy(asKeras), subject.target(engine.graph()), subject.shape());
  }

  /** Reverse mode, for each pixel. */
  static double[] analytic(TorchGraph engine, ExaminedImage subject) {
    List<Target> target = List.of(subject.target(engine.graph()));
    return engine.gradient(new double[][] {subject.x()}, target, Loss.CROSS_ENTROPY).doubles()[0];
  }

  /** The mean per pixel of each tile, from the differences: with tiles of one pixel, themselves. */
  double[] numericPerPixel() {
    return tiles.meanPerPixel(alongTiles);
  }

  /** The mean over each tile's pixels of reverse mode. */
  double[] analyticPerPixel() {
    return tiles.of(analytic, TileMeaning.MEAN_PER_PIXEL);
  }

  /** Like with like: the mean per pixel of each tile from both. */
  Comparison comparison() {
    return Comparison.of(tiles.grid(), analyticPerPixel(), numericPerPixel());
  }

  /** As a report shows it. */
  GradientComparison toReport() {
    double[] numeric = tiles.expand(numericPerPixel());
    double[] expected = tiles.expand(analyticPerPixel());
    Comparison pixels = Comparison.of(shape, expected, numeric);
    double[] errors = pixels.errors(ErrorFormula.SYMMETRIC_RELATIVE);
    double[] difference = new double[numeric.length];
    double limit = 0;
    for (int k = 0; k < numeric.length; k++) {
      difference[k] = numeric[k] - expected[k];
      limit = larger(limit, numeric[k], expected[k]);
    }
    return new GradientComparison(
        precision,
        step,
        values(numeric),
        values(expected),
        values(difference),
        Values.of(errors),
        LogBinning.of(errors),
        statistics(),
        limit,
        LogBinning.LOW,
        LogBinning.HIGH);
  }

  private static double larger(double limit, double a, double b) {
    double size = Math.max(Math.abs(a), Math.abs(b));
    return Double.isFinite(size) ? Math.max(limit, size) : limit;
  }

  private Values values(double[] numbers) {
    if (precision.equals("float64")) {
      return Values.of(numbers);
    }
    float[] floats = new float[numbers.length];
    for (int k = 0; k < floats.length; k++) {
      floats[k] = (float) numbers[k];
    }
    return Values.of(floats);
  }

  /** Five, in the original's order; what it prints takes a tile's sum for each of its pixels. */
  private List<Statistic> statistics() {
    Comparison original = Comparison.of(shape, analytic, tiles.expand(alongTiles));
    Statistics printed = original.statistics(ErrorFormula.AS_PRINTED);
    Comparison right = comparison();
    Statistics correct = right.statistics(ErrorFormula.SYMMETRIC_RELATIVE);
    return List.of(
        new Statistic(
            "absolute-max",
            "Largest absolute error",
            Optional.of(original.statistics(ErrorFormula.ABSOLUTE).max()),
            right.statistics(ErrorFormula.ABSOLUTE).max(),
            ErrorFormula.ABSOLUTE.formula()),
        relative("median", "Median relative error", printed.median(), correct.median()),
        relative("mean", "Mean relative error", printed.mean(), correct.mean()),
        relative(
            "geometric-mean",
            "Geometric mean of relative errors",
            printed.geometricMean(),
            correct.geometricMean()),
        relative("max", "Largest relative error", printed.max(), correct.max()));
  }

  private static Statistic relative(String id, String name, double printed, double correct) {
    return new Statistic(
        id, name, Optional.of(printed), correct, ErrorFormula.SYMMETRIC_RELATIVE.formula());
  }
}
