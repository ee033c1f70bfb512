package io.plumbline.evaluate;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.estimate.CancellationToken;
import io.plumbline.core.estimate.Progress;
import io.plumbline.core.function.Shape;
import io.plumbline.evaluate.compile.Program;
import io.plumbline.evaluate.kernel.Parallel;
import io.plumbline.evaluate.kernel.Rows;
import io.plumbline.evaluate.point.Watch;
import io.plumbline.graph.Graph;
import io.plumbline.graph.Value;
import io.plumbline.graph.loss.Loss;
import io.plumbline.graph.loss.Objective;
import io.plumbline.graph.loss.OutputKind;
import io.plumbline.graph.loss.Target;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A model ready to be evaluated in float64, sample by sample. Immutable and safe for many threads;
 * compiling happens once for each way of looking at the output.
 */
public final class Evaluator {
  /** As many forward passes a check of one sample takes as long as; see docs/performance.md. */
  private static final double FORWARD_PASSES = 90;

  /** So many passes are timed, of which the shortest counts, unless they take so long. */
  private static final int TIMED_PASSES = 5;

  private static final long TIMED_NANOS = 300_000_000;

  private final Graph graph;
  private final OutputKind kind;
  private final Watch watch;
  private @Nullable Program whole;
  private @Nullable Program scoring;

  private Evaluator(Graph graph, OutputKind kind, Watch watch) {
    this.graph = graph;
    this.kind = kind;
    this.watch = watch;
  }

  /**
   * A model whose last layer says what its output means.
   *
   * @param graph the model
   * @return its evaluator
   */
  public static Evaluator of(Graph graph) {
    return of(graph, OutputKind.of(graph));
  }

  /**
   * A model whose output means what the caller says.
   *
   * @param graph the model
   * @param kind logits are taken as they come out, whatever the last layer
   * @return its evaluator
   * @throws InvalidInputException if probabilities are said to come out of a layer that gives none
   */
  public static Evaluator of(Graph graph, OutputKind kind) {
    if (kind != OutputKind.LOGITS && kind != OutputKind.of(graph)) {
      throw new InvalidInputException(
          graph.source()
              + ": output (taken for "
              + kind.toString().toLowerCase(Locale.ROOT).replace('_', '-')
              + ") must come out of a softmax over all outputs, or its logarithm");
    }
    return new Evaluator(graph, kind, Watch.NONE);
  }

  /**
   * The same model, watched over: what takes long at its points tells how far it has come, and ends
   * with a {@link java.util.concurrent.CancellationException} when it shall.
   *
   * @param token ends it
   * @param progress is told stages such as {@code differences}, and how much of each is done
   * @return its evaluator
   */
  public Evaluator watched(CancellationToken token, Progress progress) {
    return new Evaluator(graph, kind, new Watch(token, progress));
  }

  /**
   * What the output means.
   *
   * @return as found out or said
   */
  public OutputKind kind() {
    return kind;
  }

  /**
   * The model.
   *
   * @return the graph
   */
  public Graph graph() {
    return graph;
  }

  /**
   * The number of outputs for one sample.
   *
   * @return classes, or scores
   */
  public int outputs() {
    return graph.output().shape().size();
  }

  /**
   * The model's output.
   *
   * @param x one sample in C order
   * @return the output in C order
   * @throws InvalidInputException if the sample's size is not the model's
   */
  public double[] forward(double[] x) {
    Program program = whole();
    return Rows.flatten(program.heldAt(checked(x))[program.output]);
  }

  /**
   * About how long it takes to measure the rounding of a gradient and to prove the derivative as a
   * whole.
   *
   * @param x one sample in C order
   * @return seconds, from forward passes that are made for it, to about a factor of two
   * @throws InvalidInputException if the sample's size is not the model's
   */
  public double checkSeconds(double[] x) {
    Program program = whole();
    checked(x);
    long least = Long.MAX_VALUE;
    long all = 0;
    // The first pass of a small network is spent on loading classes.
    for (int pass = 0; pass < TIMED_PASSES && all < TIMED_NANOS; pass++) {
      long start = System.nanoTime();
      program.heldAt(x);
      long taken = System.nanoTime() - start;
      least = Math.min(least, taken);
      all += taken;
    }
    return FORWARD_PASSES * least / 1e9;
  }

  /**
   * The network at an input, with a loss on top.
   *
   * @param x one sample in C order
   * @param loss which scalar
   * @param target the label or its weights
   * @return everything that differencing and reverse mode share
   * @throws InvalidInputException if the sample's size is not the model's, or the target does not
   *     fit
   */
  public Point at(double[] x, Loss loss, Target target) {
    return at(x, Objective.of(loss, target, kind, outputs()));
  }

  /**
   * The network at an input, with a scalar on top.
   *
   * @param x one sample in C order
   * @param objective the scalar
   * @return everything that differencing and reverse mode share
   * @throws InvalidInputException if the sample's size is not the model's
   */
  public Point at(double[] x, Objective objective) {
    return new Point(
        objective.beforeSoftmax() ? scoring() : whole(), objective, checked(x), watch.apart());
  }

  /**
   * Computes something on the calling thread alone: for who has other work for the other threads.
   *
   * @param work what to compute with this or any other evaluator; the same comes out
   * @param <T> of the result
   * @return the result
   */
  public static <T> T onThisThread(Supplier<T> work) {
    return Parallel.serially(work);
  }

  private double[] checked(double[] x) {
    Shape shape = graph.input().shape();
    if (x.length != shape.size()) {
      throw new InvalidInputException(
          "sample size ("
              + x.length
              + ") must be that of the model's input "
              + shape
              + ", "
              + shape.size());
    }
    return x;
  }

  private synchronized Program whole() {
    if (whole == null) {
      whole = Program.of(graph, graph.output());
    }
    return whole;
  }

  private synchronized Program scoring() {
    if (scoring == null) {
      Value scores = kind == OutputKind.LOGITS ? graph.output() : OutputKind.scores(graph);
      scoring = scores.equals(graph.output()) ? whole() : Program.of(graph, scores);
    }
    return scoring;
  }
}
