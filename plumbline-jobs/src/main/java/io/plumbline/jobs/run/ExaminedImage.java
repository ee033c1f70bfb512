package io.plumbline.jobs.run;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.function.Precision;
import io.plumbline.core.function.ScalarFunction;
import io.plumbline.core.function.Shape;
import io.plumbline.core.tile.ImageLayout;
import io.plumbline.core.tile.Tiles;
import io.plumbline.data.mnist.Dataset;
import io.plumbline.graph.Graph;
import io.plumbline.graph.loss.Target;
import io.plumbline.jobs.run.result.TestImage;
import io.plumbline.report.Values;
import java.util.SplittableRandom;

/**
 * The image whose gradient is taken.
 *
 * @param index its place in the test set
 * @param label its own
 * @param shape (rows, columns, 1)
 * @param tiles the parts that are moved as one
 * @param x its pixels, numbers of float32
 */
record ExaminedImage(int index, int label, Shape shape, Tiles tiles, double[] x) {
  /** How far every pixel is moved to leave the ties; what the field calls a small perturbation. */
  static final double JITTER = 1e-2;

  static ExaminedImage of(Dataset test, RunSettings settings) {
    Shape shape = Shape.of(test.rows(), test.columns(), 1);
    int side = Math.min(test.rows(), test.columns());
    if (settings.tile() > side) {
      throw new InvalidInputException(
          "tile (" + settings.tile() + ") must be at most the image's side, " + side);
    }
    Tiles tiles = Tiles.of(shape, ImageLayout.HWC, settings.tile());
    double[] x = test.imageAsDoubles(settings.image());
    requireStep(tiles, shape, x, settings.step());
    return new ExaminedImage(settings.image(), test.label(settings.image()), shape, tiles, x);
  }

  /** Differencing nothing finds out at once whether the step moves every pixel in float32. */
  private static void requireStep(Tiles tiles, Shape shape, double[] x, double step) {
    ScalarFunction nothing = ScalarFunction.of(shape, Precision.FLOAT32, any -> 0);
    tiles.differences(nothing, x, GradientPair.options().withStep(step));
  }

  /** Checks that a network can look at it. */
  void requireFit(Graph graph) {
    int inputs = graph.input().shape().size();
    if (inputs != x.length) {
      throw new InvalidInputException(
          graph.source()
              + ": input "
              + graph.input().shape()
              + " must have as many values as an image, "
              + shape.extent(0)
              + " x "
              + shape.extent(1)
              + " = "
              + x.length);
    }
    target(graph);
  }

  Target target(Graph graph) {
    return Target.label(label, graph.output().shape().size());
  }

  /** The same image with every pixel moved by its own uniform amount, not clipped. */
  ExaminedImage jittered(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] moved = x.clone();
    for (int k = 0; k < moved.length; k++) {
      moved[k] = (float) (moved[k] + random.nextDouble(-JITTER, JITTER));
    }
    return new ExaminedImage(index, label, shape, tiles, moved);
  }

  float[] floats() {
    float[] values = new float[x.length];
    for (int k = 0; k < values.length; k++) {
      values[k] = (float) x[k];
    }
    return values;
  }

  TestImage image() {
    return new TestImage(index, label, shape.extent(0), shape.extent(1), 1, Values.of(floats()));
  }
}
