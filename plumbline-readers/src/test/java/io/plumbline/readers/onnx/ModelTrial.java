package io.plumbline.readers.onnx;

import io.plumbline.core.InvalidInputException;
import io.plumbline.evaluate.Evaluator;
import io.plumbline.evaluate.Point;
import io.plumbline.graph.Graph;
import io.plumbline.graph.TieRule;
import io.plumbline.graph.loss.Loss;
import io.plumbline.graph.loss.Target;
import io.plumbline.readers.Models;
import io.plumbline.readers.onnx.lower.Call;
import io.plumbline.readers.onnx.write.OnnxWriter;
import io.plumbline.testing.generated.Trials;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;

/**
 * Reads a model, evaluates it where that is little work, writes it, and reads that. A refusal that
 * no lowering foresaw counts as what was thrown.
 */
final class ModelTrial implements Trials.Trial {
  /** What is evaluated: products of a sample, and elements of its input. */
  private static final double MOST_WORK = 0x1p18;

  private static final int MOST_ELEMENTS = 256;

  private final Path folder;
  private final String ending;
  private final Reading reading;
  private int evaluated;
  private int files;

  /** Reads a file; what it gives is evaluated. */
  @FunctionalInterface
  interface Reading {
    Optional<Graph> of(Path file) throws IOException;
  }

  ModelTrial(Path folder, String ending, Reading reading) {
    this.folder = folder;
    this.ending = ending;
    this.reading = reading;
  }

  @Override
  public void read(byte[] input) throws IOException {
    // Another name each time: what was mapped stays so for a while, and must not be written to.
    Path file = Files.write(folder.resolve(files++ + ending), input);
    try {
      Optional<Graph> graph = reading.of(file);
      if (graph.isPresent()) {
        evaluate(graph.get());
      }
    } catch (InvalidInputException e) {
      if (e.getMessage().endsWith(Call.UNFORESEEN) && e.getCause() instanceof RuntimeException c) {
        throw c;
      }
      throw e;
    } finally {
      Files.delete(file);
    }
  }

  private void evaluate(Graph graph) throws IOException {
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
    Path written = folder.resolve(files++ + "-written.onnx");
    OnnxWriter.write(graph, written);
    Models.read(written);
    Files.delete(written);
  }

  int evaluated() {
    return evaluated;
  }
}
