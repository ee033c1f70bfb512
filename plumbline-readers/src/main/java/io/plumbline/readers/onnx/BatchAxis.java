package io.plumbline.readers.onnx;

import io.plumbline.graph.Graph;
import io.plumbline.graph.Node;
import io.plumbline.graph.Op;
import io.plumbline.graph.Shape;
import io.plumbline.graph.Value;

/**
 * Whether a graph for one sample computes each sample of a batch on its own: whether axis 0 comes
 * through every operation as the batch.
 */
final class BatchAxis {
  private BatchAxis() {}

  static boolean free(Graph graph) {
    if (!leads(graph.input().shape())) {
      return false;
    }
    for (Node node : graph.nodes()) {
      if (!leads(node.output().shape()) || !keeps(node, graph)) {
        return false;
      }
    }
    return true;
  }

  private static boolean leads(Shape shape) {
    return shape.rank() >= 1 && shape.extent(0) == 1;
  }

  private static boolean keeps(Node node, Graph graph) {
    Op op = node.op();
    if (op instanceof Op.Dense) {
      return node.input().shape().rank() >= 2;
    } else if (op instanceof Op.BatchNormalization o) {
      return o.axis() > 0;
    } else if (op instanceof Op.LayerNormalization o) {
      return o.axis() > 0;
    } else if (op instanceof Op.Softmax o) {
      return o.axis() > 0;
    } else if (op instanceof Op.LogSoftmax o) {
      return o.axis() > 0;
    } else if (op instanceof Op.Reduce o) {
      return o.axes().length == 0 || o.axes()[0] > 0;
    } else if (op instanceof Op.Transpose o) {
      return o.permutation()[0] == 0;
    } else if (op instanceof Op.Pad o) {
      return o.before()[0] == 0 && o.after()[0] == 0;
    } else if (op instanceof Op.Repeat o) {
      return o.factors()[0] == 1;
    } else if (op instanceof Op.Gather o) {
      return o.axis() > 0;
    } else if (op instanceof Op.Concat o) {
      return o.axis() > 0 && node.inputs().stream().noneMatch(v -> graph.constant(v) != null);
    } else if (op instanceof Op.Binary) {
      return broadcasts(node, graph);
    } else if (op instanceof Op.MatrixProduct) {
      return multiplies(node, graph);
    }
    return true;
  }

  /** Aligned at the end, the batch axes of two computed operands must still meet. */
  private static boolean broadcasts(Node node, Graph graph) {
    int rank = node.output().shape().rank();
    for (Value input : node.inputs()) {
      boolean constant = graph.constant(input) != null;
      if (constant ? input.shape().rank() > rank : input.shape().rank() != rank) {
        return false;
      }
    }
    return true;
  }

  private static boolean multiplies(Node node, Graph graph) {
    Value a = node.inputs().get(0);
    Value b = node.inputs().get(1);
    int rank = node.output().shape().rank();
    boolean left = a.shape().rank() == rank && (rank > 2 || graph.constant(b) != null);
    boolean right = b.shape().rank() == rank && rank > 2;
    return (graph.constant(a) != null || left) && (graph.constant(b) != null || right);
  }
}
