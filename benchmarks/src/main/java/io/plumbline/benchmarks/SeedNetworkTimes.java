package io.plumbline.benchmarks;

import ai.onnxruntime.OrtException;
import io.plumbline.data.mnist.Dataset;
import io.plumbline.data.mnist.Mnist;
import io.plumbline.evaluate.Evaluator;
import io.plumbline.evaluate.Point;
import io.plumbline.graph.TieRule;
import io.plumbline.graph.loss.Loss;
import io.plumbline.graph.loss.Target;
import io.plumbline.readers.Models;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** The seed network on MNIST's test image 2: what the figures of docs/performance.md mean. */
final class SeedNetworkTimes {
  private static final int IMAGE = 2;
  private static final double STEP = 0x1p-21;
  private static final int[] BATCHES = {8, 16, 32, 64, 112};

  private final Evaluator evaluator;
  private final double[] x;
  private final float[] image;
  private final Target target;

  SeedNetworkTimes() throws IOException {
    Path file = Files.createTempFile("seed", ".keras");
    try {
      Files.write(file, resource("seed.keras"));
      evaluator = Evaluator.of(Models.read(file));
    } finally {
      Files.delete(file);
    }
    Dataset test = Mnist.embedded().test();
    image = test.image(IMAGE);
    x = test.imageAsDoubles(IMAGE);
    target = Target.label(test.label(IMAGE), test.classes());
  }

  List<Timing.Result> time(int rounds) throws IOException, OrtException {
    try (OnnxRuntimePeer peer = new OnnxRuntimePeer(resource("seed.onnx"), image)) {
      int batch = bestBatch(peer);
      List<Timing.Work> works = new ArrayList<>();
      works.add(new Timing.Work("forward", () -> evaluator.forward(x)));
      works.add(new Timing.Work("reverse mode", () -> point().gradient(TieRule.FIRST)));
      works.add(new Timing.Work("784 pixels", () -> point().differences(TieRule.FIRST)));
      works.add(
          new Timing.Work(
              "34,826 parameters", () -> point().piece(TieRule.FIRST).parameterDifferences()));
      works.add(new Timing.Work("784 pixels, dense", this::dense));
      works.add(
          new Timing.Work(
              "784 pixels, ONNX Runtime float32, batches of " + batch, () -> peer.evaluate(batch)));
      return Timing.of(works, rounds);
    }
  }

  private static int bestBatch(OnnxRuntimePeer peer) {
    List<Timing.Work> works = new ArrayList<>();
    for (int batch : BATCHES) {
      works.add(new Timing.Work(Integer.toString(batch), () -> peer.evaluate(batch)));
    }
    Timing.Result best = null;
    for (Timing.Result each : Timing.of(works, 5)) {
      best = best == null || each.least() < best.least() ? each : best;
    }
    return Integer.parseInt(best.name());
  }

  private Point point() {
    return evaluator.at(x, Loss.CROSS_ENTROPY, target);
  }

  /** The whole network at x+h and x-h, pixel by pixel, over all cores. */
  private void dense() {
    IntStream.range(0, 2 * x.length)
        .parallel()
        .forEach(
            k -> {
              double[] moved = x.clone();
              moved[k / 2] += k % 2 == 0 ? STEP : -STEP;
              evaluator.forward(moved);
            });
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = SeedNetworkTimes.class.getResourceAsStream("/" + name)) {
      return in.readAllBytes();
    }
  }
}
