package io.plumbline.blackbox;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.function.Precision;
import io.plumbline.graph.loss.OutputKind;
import io.plumbline.readers.onnx.OnnxHead;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** An ONNX model in ONNX Runtime. */
final class OnnxBlackBox implements BlackBox {
  private final String source;
  private final Session session;
  private final String output;
  private Batches batches;
  private OutputKind kind;
  private String scores;

  private OnnxBlackBox(String source, Session session) {
    this.source = source;
    this.session = session;
    this.output = session.outputs().iterator().next();
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
    Optional<OnnxHead.Exposed> exposed =
        said.equals(Optional.of(OutputKind.LOGITS)) ? Optional.empty() : head.exposed();
    Session session =
        exposed.isPresent()
            ? new Session(
                source, (env, options) -> env.createSession(exposed.get().model(), options))
            : new Session(source, (env, options) -> env.createSession(path.toString(), options));
    OnnxBlackBox box = new OnnxBlackBox(source, session);
    try {
      int own = session.outputs().size() - (exposed.isPresent() ? 1 : 0);
      if (own != 1) {
        throw new InvalidInputException(
            source + ": outputs (" + String.join(", ", session.outputs()) + ") must be one");
      }
      box.explore(said, given, head.kind(), exposed.map(OnnxHead.Exposed::scores));
      return box;
    } catch (RuntimeException e) {
      session.close();
      throw e;
    }
  }

  private void explore(
      Optional<OutputKind> said, Given given, OutputKind head, Optional<String> exposed) {
    long[] declared = session.declared();
    int fixed = declared.length > 0 && declared[0] > 0 ? (int) declared[0] : 0;
    int[] sample = Layouts.sample(source, declared, given);
    batches = Batches.find(source, sample, fixed, given, engine(output));
    double[] first = new double[batches.outputs()];
    double[] second = new double[batches.outputs()];
    double[] x = Arrays.copyOf(given.first(), size());
    double[] moved = Arrays.stream(x).map(value -> 0.75 * value).toArray();
    batches.evaluate(engine(output), x, 1, first);
    batches.evaluate(engine(output), moved, 1, second);
    kind = Outputs.kind(source, said, List.of(first, second));
    if (exposed.isPresent() && kind == head) {
      scores = leadTo(first, exposed.get(), x) ? exposed.get() : null;
    }
  }

  /** Whether what stands before the softmax is one score for each output. */
  private boolean leadTo(double[] outputs, String exposed, double[] x) {
    double[] before = new double[outputs.length];
    try {
      batches.evaluate(engine(exposed), x, 1, before);
    } catch (InvalidInputException e) {
      // There are fewer of them, or they are of a type that the output is not.
      return false;
    }
    return Outputs.follow(outputs, before, kind);
  }

  private int size() {
    return Arrays.stream(batches.sample()).reduce(1, (one, other) -> one * other);
  }

  private Batches.Engine engine(String name) {
    return (values, length, shape) -> session.run(values, length, shape, name);
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
    return scores != null;
  }

  @Override
  public Precision precision() {
    return session.precision();
  }

  @Override
  public int batch() {
    return batches.batch();
  }

  @Override
  public void evaluate(double[] points, int count, double[] outputs) {
    batches.evaluate(engine(scores != null ? scores : output), points, count, outputs);
  }

  @Override
  public void close() {
    session.close();
  }
}
