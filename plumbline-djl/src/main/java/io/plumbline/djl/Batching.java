package io.plumbline.djl;

import io.plumbline.graph.Graph;
import io.plumbline.graph.Node;
import io.plumbline.graph.Op;
import io.plumbline.graph.Value;
import java.util.List;

/**
 * Whether many samples can go through a graph at once: whether axis 0 of whatever depends on the
 * input is the batch axis, and stays so. Where it is not, samples go one by one.
 */
final class Batching {
  private final boolean[] dependent;

  private Batching(Graph graph) {
    dependent = new boolean[graph.valueCount()];
    dependent[graph.input().id()] = true;
  }

  static boolean possible(Graph graph) {
    Batching batching = new Batching(graph);
    if (!leading(graph.input())) {
      return false;
    }
    for (Node node : graph.nodes()) {
      boolean depends = node.inputs().stream().anyMatch(value -> batching.dependent[value.id()]);
      if (depends && !(leading(node.output()) && batching.keeps(node))) {
        return false;
      }
      batching.dependent[node.output().id()] = depends;
    }
    return true;
  }

  private static boolean leading(Value value) {
    return value.shape().rank() >= 1 && value.shape().extent(0) == 1;
  }

  private boolean keeps(Node node) {
    Op op = node.op();
    int rank = node.input().shape().rank();
    if (op instanceof Op.Dense) {
      return rank >= 2;
    } else if (op instanceof Op.MatrixProduct) {
      return aligned(node, 2);
    } else if (op instanceof Op.Binary || op instanceof Op.ParametricRelu) {
      return aligned(node, 1);
    } else if (op instanceof Op.Softmax s) {
      return s.axis() > 0;
    } else if (op instanceof Op.LogSoftmax s) {
      return s.axis() > 0;
    } else if (op instanceof Op.LayerNormalization l) {
      return l.axis() > 0;
    } else if (op instanceof Op.BatchNormalization b) {
      return b.axis() > 0;
    } else if (op instanceof Op.Reduce r) {
      return r.axes().length == 0 || r.axes()[0] > 0;
    } else if (op instanceof Op.Transpose t) {
      return t.permutation()[0] == 0;
    } else if (op instanceof Op.Gather g) {
      return g.axis() > 0;
    } else if (op instanceof Op.Concat c) {
      return c.axis() > 0;
    }
    return true;
  }

  /** Operands that depend on the input must have the output's rank, or broadcasting shifts axes. */
  private boolean aligned(Node node, int least) {
    int rank = node.output().shape().rank();
    List<Value> inputs = node.inputs();
    for (Value value : inputs) {
      if (dependent[value.id()] && value.shape().rank() != rank) {
        return false;
      }
    }
    // A matrix product contracts the second operand's axis 0 where that has no batch axis.
    return least < 2 || rank > 2 || !dependent[inputs.get(1).id()];
  }
}
