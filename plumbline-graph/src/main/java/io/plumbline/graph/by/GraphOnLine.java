package io.plumbline.graph.by;

import io.plumbline.graph.Binary;
import io.plumbline.graph.Composition;
import io.plumbline.graph.Graph;
import io.plumbline.graph.MatrixProduct;
import io.plumbline.graph.Parameter;
import io.plumbline.graph.Reshape;
import io.plumbline.graph.Tensor;
import io.plumbline.graph.Value;

/** A graph on a line through a point: a function of how far along a direction it is. */
public final class GraphOnLine {
  private GraphOnLine() {}

  /**
   * The graph on a line.
   *
   * @param graph of any input
   * @param x where the line begins, as long as the input
   * @param direction likewise
   * @return a graph of one number t, under a batch axis, that gives the graph at x + t·direction
   */
  public static Graph of(Graph graph, double[] x, double[] direction) {
    Graph.Builder builder = Graph.builder(graph.source());
    Value t = builder.input("along", Tensor.shapeOf(1, 1));
    int size = x.length;
    Value row =
        builder.constant(
            Parameter.fixed("direction", new Tensor(Tensor.shapeOf(1, size), direction)));
    Value moved = builder.add("line", "MatMul", new MatrixProduct(), t, row);
    Value from = builder.constant(Parameter.fixed("start", new Tensor(Tensor.shapeOf(1, size), x)));
    Value point = builder.add("line", "Add", new Binary(Binary.Kind.ADD), moved, from);
    Value input = builder.add("line", "Reshape", new Reshape(graph.input().shape()), point);
    return Composition.of(builder.build(input), graph);
  }
}
