package io.plumbline.blackbox;

import io.plumbline.blackbox.engine.EngineEnded;
import io.plumbline.blackbox.engine.EngineKind;
import io.plumbline.blackbox.engine.EngineProcess;
import io.plumbline.blackbox.engine.Limits;
import io.plumbline.blackbox.engine.Output;
import io.plumbline.core.InvalidInputException;
import io.plumbline.core.function.Precision;
import io.plumbline.graph.loss.OutputKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A TorchScript model in PyTorch. */
final class TorchScriptBlackBox implements BlackBox {
  private final String source;
  private final EngineProcess engine;
  private final Batches batches;
  private final OutputKind kind;

  private TorchScriptBlackBox(
      String source, EngineProcess engine, Optional<OutputKind> said, Given given) {
    this.source = source;
    this.engine = engine;
    this.batches = batches(given);
    int size = Arrays.stream(batches.sample()).reduce(1, (one, other) -> one * other);
    double[] x = Arrays.copyOf(given.first(), size);
    double[] moved = Arrays.stream(x).map(value -> 0.75 * value).toArray();
    double[] first = new double[batches.outputs()];
    double[] second = new double[batches.outputs()];
    evaluate(x, 1, first);
    evaluate(moved, 1, second);
    this.kind = OutputMeanings.kind(source, said, List.of(first, second));
  }

  static TorchScriptBlackBox open(Path path, Optional<OutputKind> said, Given given) {
    String source = path.getFileName().toString();
    ScriptCode.requireHarmless(path);
    EngineProcess engine =
        EngineProcess.start(
            EngineKind.TORCHSCRIPT, source, Limits.usual(), file -> Files.copy(path, file));
    try {
      return new TorchScriptBlackBox(source, engine, said, given);
    } catch (RuntimeException e) {
      engine.close();
      throw e;
    }
  }

  /** TorchScript says nothing of shapes: the first that works is taken. */
  private Batches batches(Given given) {
    InvalidInputException first = null;
    for (int[] sample : candidates(given)) {
      try {
        return Batches.find(source, sample, 0, given, this::run);
      } catch (EngineEnded e) {
        throw e;
      } catch (InvalidInputException e) {
        first = first == null ? e : first;
      }
    }
    throw first;
  }

  /** Of an array that with a batch axis first comes before that without one. */
  private static List<int[]> candidates(Given given) {
    int[] shape = given.shape();
    List<int[]> candidates = new ArrayList<>();
    if (given.image()) {
      candidates.add(new int[] {1, shape[0], shape[1]});
      candidates.add(new int[] {shape[0], shape[1], 1});
      candidates.add(shape);
      candidates.add(new int[] {shape[0] * shape[1]});
      return candidates;
    }
    if (shape.length > 0 && shape[0] > 0) {
      candidates.add(Arrays.copyOfRange(shape, 1, shape.length));
    }
    candidates.add(shape);
    return candidates;
  }

  private Output run(double[] values, int length, long[] shape) {
    return engine.run(values, length, shape, 0);
  }

  @Override
  public String source() {
    return source;
  }

  @Override
  public int[] shape() {
    return batches.sample();
  }

  @Override
  public int outputs() {
    return batches.outputs();
  }

  @Override
  public OutputKind kind() {
    return kind;
  }

  @Override
  public boolean exposesScores() {
    return false;
  }

  @Override
  public Precision precision() {
    return Precision.FLOAT32;
  }

  @Override
  public int batch() {
    return batches.batch();
  }

  @Override
  public void evaluate(double[] points, int count, double[] outputs) {
    batches.evaluate(this::run, points, count, outputs);
  }

  @Override
  public void close() {
    engine.close();
  }
}
