package io.plumbline.attack;

import io.plumbline.core.estimate.Progress;
import io.plumbline.core.function.Precision;
import io.plumbline.core.tile.Image;
import io.plumbline.djl.TorchGraph;
import io.plumbline.evaluate.Evaluator;
import io.plumbline.graph.Graph;
import io.plumbline.graph.TieRule;
import io.plumbline.graph.loss.Loss;
import io.plumbline.graph.loss.Target;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * How good an estimate of the gradient tiles give: how near to the true gradient, for how many
 * queries, and whether FGSM does as well with it.
 *
 * @param truth the gradient in float64 by reverse mode
 * @param estimates one for each tile size
 * @param unaided what FGSM does with the true gradient
 */
public record TileStudy(double[] truth, List<Estimate> estimates, List<Outcome> unaided) {
  /** The stage that takes the time, as progress tells it. */
  public static final String ASKING = "asking the model";

  /** Copies the lists. */
  public TileStudy {
    estimates = List.copyOf(estimates);
    unaided = List.copyOf(unaided);
  }

  /**
   * What FGSM does with a gradient.
   *
   * @param epsilon how far it goes
   * @param prediction what the model says then
   * @param loss the cross-entropy then
   * @param success whether the model is wrong
   */
  public record Outcome(double epsilon, int prediction, double loss, boolean success) {}

  /**
   * What one tile size gives.
   *
   * @param tile the side of the tiles
   * @param gradient the estimate, every pixel with its tile's value
   * @param queries how many losses it took
   * @param cosine of the angle to the true gradient; NaN where one of the two is zero
   * @param signAgreement the share of pixels with a gradient that have the same sign
   * @param outcomes what FGSM does with it, at each epsilon
   */
  public record Estimate(
      int tile,
      float[] gradient,
      long queries,
      double cosine,
      double signAgreement,
      List<Outcome> outcomes) {}

  /**
   * Studies one image.
   *
   * @param graph the model, which is evaluated in float32
   * @param image its values
   * @param label its class
   * @param grid how the values lie
   * @param tiles sides of tiles
   * @param h the step of the differences
   * @param epsilons how far FGSM goes
   * @param bounds of the values
   * @param progress is told of queries
   * @return what was found
   */
  public static TileStudy of(
      Graph graph,
      float[] image,
      int label,
      Image grid,
      List<Integer> tiles,
      double h,
      List<Double> epsilons,
      Bounds bounds,
      Progress progress) {
    EngineClassifier.requireClasses(graph);
    double[] x = new double[image.length];
    Arrays.setAll(x, k -> image[k]);
    Target target = Target.label(label, graph.output().shape().size());
    double[] truth = Evaluator.of(graph).at(x, Loss.CROSS_ENTROPY, target).gradient(TieRule.FIRST);
    try (TorchGraph engine = TorchGraph.of(graph, Precision.FLOAT32)) {
      Classifier model = EngineClassifier.of(engine);
      List<Estimate> estimates = new ArrayList<>();
      Queries queries = new Queries(model, label, progress);
      for (int tile : tiles) {
        queries.ahead += GroupedDifferences.tiles(grid, tile, h).queries(image.length);
      }
      queries.tell();
      for (int tile : tiles) {
        GroupedDifferences differences = GroupedDifferences.tiles(grid, tile, h);
        float[] gradient = differences.estimate(image, queries::losses, new SplittableRandom(0));
        estimates.add(
            new Estimate(
                tile,
                gradient,
                differences.queries(image.length),
                cosine(gradient, truth),
                signAgreement(gradient, truth),
                outcomes(model, image, label, gradient, epsilons, bounds)));
      }
      float[] narrow = new float[truth.length];
      for (int k = 0; k < truth.length; k++) {
        narrow[k] = (float) truth[k];
      }
      return new TileStudy(
          truth, estimates, outcomes(model, image, label, narrow, epsilons, bounds));
    }
  }

  /** Asks the model, and counts. */
  private static final class Queries {
    private final Classifier model;
    private final int label;
    private final Progress progress;
    private long ahead;
    private long done;

    Queries(Classifier model, int label, Progress progress) {
      this.model = model;
      this.label = label;
      this.progress = progress;
    }

    double[] losses(float[][] points) {
      double[] losses =
          Arrays.stream(model.logits(points)).mapToDouble(z -> LogitLosses.of(z, label)).toArray();
      done += points.length;
      tell();
      return losses;
    }

    void tell() {
      progress.update(ASKING, done, ahead);
    }
  }

  private static List<Outcome> outcomes(
      Classifier model,
      float[] image,
      int label,
      float[] gradient,
      List<Double> epsilons,
      Bounds bounds) {
    List<Outcome> outcomes = new ArrayList<>();
    for (double epsilon : epsilons) {
      float[] moved = Threat.of(Norm.LINF, epsilon).within(bounds).step(image, gradient);
      float[] logits = model.logits(new float[][] {moved})[0];
      int said = AttackedBatch.argmax(logits);
      outcomes.add(new Outcome(epsilon, said, LogitLosses.of(logits, label), said != label));
    }
    return outcomes;
  }

  private static double cosine(float[] a, double[] b) {
    double product = 0;
    double aa = 0;
    double bb = 0;
    for (int k = 0; k < a.length; k++) {
      product += a[k] * b[k];
      aa += (double) a[k] * a[k];
      bb += b[k] * b[k];
    }
    return product / Math.sqrt(aa * bb);
  }

  private static double signAgreement(float[] estimate, double[] truth) {
    int same = 0;
    int all = 0;
    for (int k = 0; k < truth.length; k++) {
      if (truth[k] != 0) {
        all++;
        same += Math.signum(estimate[k]) == Math.signum(truth[k]) ? 1 : 0;
      }
    }
    return all == 0 ? Double.NaN : (double) same / all;
  }
}
