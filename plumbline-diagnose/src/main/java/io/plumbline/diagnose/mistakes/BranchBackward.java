package io.plumbline.diagnose.mistakes;

import io.plumbline.diagnose.mistakes.BackwardPass.Edge;
import io.plumbline.diagnose.mistakes.WrongBackward.Way;
import io.plumbline.graph.Binary;
import io.plumbline.graph.Concat;
import io.plumbline.graph.MatrixProduct;
import io.plumbline.graph.Node;
import io.plumbline.graph.Softmax;
import java.util.ArrayList;
import java.util.List;

/** The ways to go back where the graph forks and joins, and through attention. */
final class BranchBackward {
  /** More heads than these are not tried one by one. */
  private static final int MOST_HEADS = 16;

  private BranchBackward() {}

  static List<Way> branches() {
    List<Way> ways = new ArrayList<>();
    for (int dropped = 0; dropped < 2; dropped++) {
      int forgotten = dropped;
      String which = dropped == 0 ? "first" : "second";
      ways.add(
          new Way(
              which + "-forgotten",
              "hands nothing back to its " + which + " operand: a branch or a skip is forgotten",
              node -> isJoin(node) && !isProduct(node),
              edge -> without(edge, forgotten)));
      ways.add(
          new Way(
              which + "-detached",
              "takes its " + which + " operand for a constant: it is detached",
              node -> isProduct(node) || node.op() instanceof MatrixProduct,
              edge -> only(edge, 1 - forgotten)));
      ways.add(
          new Way(
              which + "-takes-all",
              "hands all back to its " + which + " operand, whichever was larger",
              node -> isOf(node, Binary.Kind.MAXIMUM) || isOf(node, Binary.Kind.MINIMUM),
              edge -> edge.operand() == forgotten ? edge.bar() : nothing(edge)));
    }
    ways.add(
        new Way(
            "both",
            "hands all back to both operands, whichever was larger",
            node -> isOf(node, Binary.Kind.MAXIMUM) || isOf(node, Binary.Kind.MINIMUM),
            Edge::bar));
    return ways;
  }

  static List<Way> attention() {
    List<Way> ways = new ArrayList<>();
    ways.add(
        new Way(
            "diagonal",
            "takes the diagonal of the softmax's Jacobian, p (1 - p), for all of it",
            node -> node.op() instanceof Softmax,
            edge -> diagonal(edge, true)));
    ways.add(
        new Way(
            "times-probability",
            "multiplies by p alone: the softmax's common term is missing",
            node -> node.op() instanceof Softmax,
            edge -> diagonal(edge, false)));
    ways.add(
        new Way(
            "softmax-detached",
            "takes the softmax's output for a constant: it is detached",
            node -> node.op() instanceof Softmax,
            BranchBackward::nothing));
    for (int head = 0; head < MOST_HEADS; head++) {
      int missing = head;
      ways.add(
          new Way(
              "head-" + head,
              "hands nothing back through head " + head + " of the attention",
              node -> heads(node) > missing,
              edge -> edge.right(withoutHead(edge, missing))));
    }
    return ways;
  }

  private static boolean isJoin(Node node) {
    return node.op() instanceof Concat || node.op() instanceof Binary && node.inputs().size() == 2;
  }

  private static boolean isProduct(Node node) {
    return isOf(node, Binary.Kind.MULTIPLY) || isOf(node, Binary.Kind.DIVIDE);
  }

  private static boolean isOf(Node node, Binary.Kind kind) {
    return node.op() instanceof Binary binary && binary.kind() == kind;
  }

  /** What is right, but nothing for one operand where others are computed too. */
  private static double[] without(Edge edge, int forgotten) {
    return edge.operand() == forgotten && edge.variables() > 1 ? nothing(edge) : edge.right();
  }

  /** What is right for one of two computed operands, nothing for the other. */
  private static double[] only(Edge edge, int kept) {
    return edge.operand() == kept || edge.variables() < 2 ? edge.right() : nothing(edge);
  }

  private static double[] nothing(Edge edge) {
    return new double[edge.in().length];
  }

  private static double[] diagonal(Edge edge, boolean whole) {
    double[] back = edge.bar().clone();
    double[] p = edge.out();
    for (int k = 0; k < back.length; k++) {
      back[k] *= whole ? p[k] * (1 - p[k]) : p[k];
    }
    return back;
  }

  /** The extent of the axis before the last two of a product of matrices; 0 where there is none. */
  private static int heads(Node node) {
    int[] extents = node.output().shape().extents();
    boolean several = node.op() instanceof MatrixProduct && extents.length >= 3;
    int heads = several ? extents[extents.length - 3] : 0;
    return heads >= 2 && heads <= MOST_HEADS ? heads : 0;
  }

  private static double[] withoutHead(Edge edge, int head) {
    int[] extents = edge.node().output().shape().extents();
    int size = extents[extents.length - 1] * extents[extents.length - 2];
    double[] bar = edge.bar().clone();
    int heads = heads(edge.node());
    for (int k = 0; k < bar.length; k++) {
      bar[k] = k / size % heads == head ? 0 : bar[k];
    }
    return bar;
  }
}
