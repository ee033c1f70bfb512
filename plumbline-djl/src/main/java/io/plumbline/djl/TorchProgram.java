package io.plumbline.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.plumbline.graph.Activation;
import io.plumbline.graph.BatchAxis;
import io.plumbline.graph.Dropout;
import io.plumbline.graph.Elementwise;
import io.plumbline.graph.Graph;
import io.plumbline.graph.MaxPool;
import io.plumbline.graph.Node;
import io.plumbline.graph.Value;
import io.plumbline.graph.loss.OutputKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A graph ready to run in PyTorch. The caller opens an NDScope around whatever it does with the
 * arrays.
 */
final class TorchProgram {
  /** Elements of all values together that one piece of a batch may have: 64 MB in float32. */
  private static final int MOST_ELEMENTS = 1 << 24;

  /** Larger pieces gain nothing and leave the caches. */
  private static final int MOST_SAMPLES = 64;

  /** Smaller ones cost more in calls than a second core gains. */
  private static final int LEAST_SAMPLES = 8;

  /** Chooses what dropout lets through; in evaluation there is none. */
  interface Masks {
    /**
     * The factors to multiply with.
     *
     * @param node the dropout
     * @param rate the share that is zeroed
     * @param like gives shape and type
     * @return 0 or 1/(1 - rate) for each element
     */
    NDArray mask(Node node, double rate, NDArray like);
  }

  private final Graph graph;
  private final boolean batched;
  private final int piece;
  private final boolean[] postponed;
  private final OutputKind kind;
  private final Value scores;

  TorchProgram(Graph graph) {
    this.graph = graph;
    this.batched = BatchAxis.isFree(graph);
    long elements = graph.input().shape().size();
    for (Node node : graph.nodes()) {
      elements += node.output().shape().size();
    }
    this.piece = batched ? (int) Math.max(1, Math.min(MOST_SAMPLES, MOST_ELEMENTS / elements)) : 1;
    this.postponed = postponed(graph);
    this.kind = OutputKind.of(graph);
    this.scores = OutputKind.scores(graph);
  }

  Graph graph() {
    return graph;
  }

  /** The number of samples that go through together; 1 where the graph cannot take a batch. */
  int piece() {
    return piece;
  }

  /** The same, less where the batch is so small that some cores would have nothing to do. */
  int piece(int count) {
    return Math.min(piece, Math.max(LEAST_SAMPLES, (count + Torch.THREADS - 1) / Torch.THREADS));
  }

  /**
   * Runs the graph.
   *
   * @param x (count, …), count at most {@link #piece()}
   * @param weights its parameters
   * @param masks for training, or null
   * @param logits whether to stop before a final softmax or log-softmax
   * @return (count, outputs)
   */
  NDArray run(NDArray x, TorchParameters weights, @Nullable Masks masks, boolean logits) {
    int count = batched ? (int) x.getShape().get(0) : 1;
    Value end = logits ? scores : graph.output();
    NDArray[] values = new NDArray[graph.valueCount()];
    values[graph.input().id()] = x;
    for (Node node : graph.nodes()) {
      if (values[end.id()] != null) {
        break;
      }
      List<NDArray> inputs = new ArrayList<>(node.inputs().size());
      for (Value value : node.inputs()) {
        inputs.add(valueOf(value, values, weights));
      }
      NDArray y =
          postponed[node.output().id()]
              ? inputs.get(0)
              : node.op().accept(new Kernels(weights, count, inputs));
      if (node.op() instanceof MaxPool && postponed[node.input().id()]) {
        y = Functions.apply(Activation.RELU, y);
      }
      if (masks != null && node.op() instanceof Dropout dropout && dropout.rate() > 0) {
        y = y.mul(masks.mask(node, dropout.rate(), y));
      }
      values[node.output().id()] = y;
    }
    return values[end.id()].reshape(new Shape(count, end.shape().size()));
  }

  private NDArray valueOf(Value value, NDArray[] values, TorchParameters weights) {
    if (values[value.id()] == null) {
      values[value.id()] = weights.get(Objects.requireNonNull(graph.constant(value)));
    }
    return values[value.id()];
  }

  /**
   * ReLUs whose value goes into one max pool only. Both keep the order of numbers, so the pool may
   * come first and leave the ReLU fewer elements: values are the same bit for bit, and so are
   * slopes, for where the winner is above 0 it is the same, and elsewhere the slope is 0 either
   * way.
   */
  private static boolean[] postponed(Graph graph) {
    int[] readers = new int[graph.valueCount()];
    readers[graph.output().id()]++;
    for (Node node : graph.nodes()) {
      node.inputs().forEach(value -> readers[value.id()]++);
    }
    boolean[] pooled = new boolean[graph.valueCount()];
    for (Node node : graph.nodes()) {
      if (node.op() instanceof MaxPool pool && readers[node.input().id()] == 1) {
        // A window of nothing but padding has no winner whose ReLU could be taken.
        pooled[node.input().id()] =
            Arrays.stream(pool.window().padsBegin()).allMatch(pad -> pad == 0)
                && Arrays.stream(pool.window().padsEnd()).allMatch(pad -> pad == 0);
      }
    }
    boolean[] postponed = new boolean[graph.valueCount()];
    for (Node node : graph.nodes()) {
      boolean relu = node.op() instanceof Elementwise e && e.function().equals(Activation.RELU);
      postponed[node.output().id()] = relu && pooled[node.output().id()];
    }
    return postponed;
  }

  OutputKind kind() {
    return kind;
  }

  /** Whether the softmax at the end is over all outputs, so that what goes in are the logits. */
  boolean endsInSoftmax() {
    return kind != OutputKind.LOGITS;
  }
}
