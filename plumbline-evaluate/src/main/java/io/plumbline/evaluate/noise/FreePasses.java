package io.plumbline.evaluate.noise;

import io.plumbline.core.Euclidean;
import io.plumbline.evaluate.kernel.Parallel;
import io.plumbline.evaluate.kernel.Pinned;
import io.plumbline.evaluate.kernel.RandomErrors;
import io.plumbline.evaluate.point.Evaluated;
import io.plumbline.evaluate.point.Watch;
import io.plumbline.evaluate.result.Arithmetic;
import io.plumbline.evaluate.result.FreeNoise;
import io.plumbline.evaluate.rounding.LocalRounding;
import io.plumbline.graph.TieRule;

/** Passes with random errors and nothing pinned. */
public final class FreePasses {
  private static final int LANES = 2;

  private FreePasses() {}

  public static FreeNoise of(
      Evaluated point,
      Pinned<?>[] pins,
      TieRule rule,
      double[] derivative,
      Arithmetic arithmetic,
      int draws,
      long seed) {
    double square = Euclidean.dot(derivative, derivative);
    LocalRounding sizes = LocalRounding.likely(point, pins, arithmetic);
    FreeNoise noise = new FreeNoise(new double[draws], new double[draws]);
    Watch.Counter counter = point.watch.counter("changing sides", draws);
    Parallel.lanes(
        LANES,
        lane -> {
          PinnedPass pass = new PinnedPass(point, pins, rule);
          double[] x = point.x();
          for (int k = lane; k < draws; k += LANES) {
            RandomErrors draw = new RandomErrors(seed, k);
            pass.forward(x, sizes, draw);
            pass.reverse(sizes, draw);
            double[] gradient = pass.gradient();
            noise.shares()[k] = Euclidean.dot(gradient, derivative) / square;
            for (int j = 0; j < gradient.length; j++) {
              gradient[j] -= derivative[j];
            }
            noise.norms()[k] = Euclidean.norm(gradient);
            counter.add(1);
          }
        });
    return noise;
  }
}
