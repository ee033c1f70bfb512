package io.plumbline.readers.onnx;

import io.plumbline.evaluate.Evaluator;
import io.plumbline.evaluate.Point;
import io.plumbline.graph.Graph;
import io.plumbline.graph.TieRule;
import io.plumbline.graph.loss.Loss;
import io.plumbline.graph.loss.Target;
import io.plumbline.readers.Models;
import io.plumbline.testing.generated.Trials;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/** Reads a model, evaluates it where that is little work, writes it, and reads that. */
final class ModelTrial implements Trials.Trial {
  /** What is evaluated: products of a sample, and elements of its input. */
  private static final double MOST_WORK = 0x1p18;

  private static final int MOST_ELEMENTS = 256;

  private final Path file;
  private final Path written;
  private int evaluated;

  ModelTrial(Path folder, String ending) {
    this.file = folder.resolve("m" + ending);
    this.written = folder.resolve("written.onnx");
  }

  @Override
  public void read(byte[] input) throws IOException {
    Files.write(file, input);
    Graph graph = Models.read(file);
    int size = graph.input().shape().size();
    if (graph.work() > MOST_WORK || size > MOST_ELEMENTS) {
      return;
    }
    Evaluator evaluator = Evaluator.of(graph);
    double[] x = new Random(size).doubles(size, -1, 1).toArray();
    evaluator.forward(x);
    if (evaluator.outputs() > 0 && size > 0) {
      Point point = evaluator.at(x, Loss.CROSS_ENTROPY, Target.label(0, evaluator.outputs()));
      point.gradient(TieRule.FIRST);
      point.differences(TieRule.SPLIT);
      point.exactTies();
    }
    evaluated++;
    OnnxWriter.write(graph, written);
    Models.read(written);
  }

  int evaluated() {
    return evaluated;
  }
}
