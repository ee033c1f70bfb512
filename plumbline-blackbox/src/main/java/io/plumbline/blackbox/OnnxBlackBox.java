package io.plumbline.blackbox;

import io.plumbline.blackbox.engine.EngineEnded;
import io.plumbline.blackbox.engine.EngineKind;
import io.plumbline.blackbox.engine.EngineProcess;
import io.plumbline.blackbox.engine.Limits;
import io.plumbline.core.InvalidInputException;
import io.plumbline.core.function.Precision;
import io.plumbline.graph.loss.OutputKind;
import io.plumbline.readers.onnx.OnnxHead;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** An ONNX model in ONNX Runtime. */
final class OnnxBlackBox implements BlackBox {
  /** The file's own output comes before the one that is added to it. */
  private static final int OUTPUT = 0;

  private final String source;
  private final EngineProcess engine;

  @SuppressWarnings("NullAway.Init") // set before anyone has it
  private Batches batches;

  @SuppressWarnings("NullAway.Init") // set before anyone has it
  private OutputKind kind;

  private OptionalInt scores = OptionalInt.empty();

  private OnnxBlackBox(String source, EngineProcess engine) {
    this.source = source;
    this.engine = engine;
  }

  /**
   * Opens a model.
   *
   * @param path the file
   * @param said what its output is, where that is known
   * @param given what it is to be evaluated at
   * @throws InvalidInputException if it cannot be loaded, or evaluated there
   */
  static OnnxBlackBox open(Path path, Optional<OutputKind> said, Given given) {
    String source = path.getFileName().toString();
    OnnxHead head = OnnxHead.of(path);
    boolean exposing = head.scores().isPresent() && !said.equals(Optional.of(OutputKind.LOGITS));
    EngineProcess engine =
        EngineProcess.start(
            EngineKind.ONNX, source, Limits.usual(), file -> head.write(file, exposing));
    OnnxBlackBox box = new OnnxBlackBox(source, engine);
    try {
      List<String> outputs = engine.declared().outputs();
      if (outputs.size() - (exposing ? 1 : 0) != 1) {
        throw new InvalidInputException(
            source + ": outputs (" + String.join(", ", outputs) + ") must be one");
      }
      box.explore(said, given, head.kind(), exposing ? OptionalInt.of(1) : OptionalInt.empty());
      return box;
    } catch (RuntimeException e) {
      engine.close();
      throw e;
    }
  }

  private void explore(
      Optional<OutputKind> said, Given given, OutputKind head, OptionalInt exposed) {
    long[] declared = engine.declared().shape();
    int fixed = declared.length > 0 && declared[0] > 0 ? (int) declared[0] : 0;
    int[] sample = Layouts.sample(source, declared, given);
    batches = Batches.find(source, sample, fixed, given, of(OUTPUT));
    double[] first = new double[batches.outputs()];
    double[] second = new double[batches.outputs()];
    double[] x = Arrays.copyOf(given.first(), size());
    double[] moved = Arrays.stream(x).map(value -> 0.75 * value).toArray();
    batches.evaluate(of(OUTPUT), x, 1, first);
    batches.evaluate(of(OUTPUT), moved, 1, second);
    kind = OutputMeanings.kind(source, said, List.of(first, second));
    if (exposed.isPresent() && kind == head) {
      scores = leadTo(first, exposed.getAsInt(), x) ? exposed : OptionalInt.empty();
    }
  }

  /** Whether what stands before the softmax is one score for each output. */
  private boolean leadTo(double[] outputs, int exposed, double[] x) {
    double[] before = new double[outputs.length];
    try {
      batches.evaluate(of(exposed), x, 1, before);
    } catch (EngineEnded e) {
      throw e;
    } catch (InvalidInputException e) {
      // There are fewer of them, or they are of a type that the output is not.
      return false;
    }
    return OutputMeanings.follow(outputs, before, kind);
  }

  private int size() {
    return Arrays.stream(batches.sample()).reduce(1, (one, other) -> one * other);
  }

  private Batches.Engine of(int which) {
    return (values, length, shape) -> engine.run(values, length, shape, which);
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
    return scores.isPresent();
  }

  @Override
  public Precision precision() {
    return engine.declared().precision();
  }

  @Override
  public int batch() {
    return batches.batch();
  }

  @Override
  public void evaluate(double[] points, int count, double[] outputs) {
    batches.evaluate(of(scores.orElse(OUTPUT)), points, count, outputs);
  }

  @Override
  public void close() {
    engine.close();
  }
}
