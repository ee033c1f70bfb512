package io.plumbline.testing.oracle;

import io.plumbline.graph.Graph;
import io.plumbline.graph.Node;
import io.plumbline.graph.Softmax;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A framework's arithmetic, simulated: forward and reverse mode in float32, with sums in an order
 * of choice. Every operation that is linear is a table of products.
 */
public final class Float32Network {
  /** In which order a sum's products are added. */
  public enum Order {
    /** One by one. */
    SEQUENTIAL,
    /** Halves first. */
    PAIRWISE,
    /** In eight lanes. */
    BLOCKED,
    /** One by one, each product added without rounding it first. */
    FUSED,
    /**
     * One by one or in eight lanes, depending on the place of the result: what kernels do that take
     * rows in blocks and the rest singly. Values that are equal by symmetry come out unequal.
     */
    PLACED;

    Order at(int place) {
      return this != PLACED ? this : place % 4 == 2 ? BLOCKED : SEQUENTIAL;
    }
  }

  private final Graph graph;
  private final Map<Node, Float32Steps.Step> steps = new HashMap<>();

  /**
   * A network.
   *
   * @param graph of dense layers, convolutions, transpositions, batch normalizations, max-pools,
   *     sums, activations and a final softmax
   */
  public Float32Network(Graph graph) {
    this.graph = graph;
    for (Node node : graph.nodes()) {
      if (!(node.op() instanceof Softmax)) {
        steps.put(node, node.op().accept(new Float32Steps(node)));
      }
    }
  }

  /**
   * The gradient of cross-entropy by label; the final softmax, if any, is part of the loss.
   *
   * @param input in C order
   * @param label which class
   * @param order of all sums
   * @return one derivative for each element of the input
   */
  public double[] gradient(double[] input, int label, Order order) {
    return gradient(input, label, order, null);
  }

  /**
   * The same with a lot drawn at each exact tie of a max-pool, window by window: what no framework
   * computes.
   *
   * @param input in C order
   * @param label which class
   * @param order of all sums
   * @param lots draws the winners
   * @return one derivative for each element of the input
   */
  public double[] gradient(double[] input, int label, Order order, Random lots) {
    float[][] values = new float[graph.valueCount()][];
    float[][] bars = new float[graph.valueCount()][];
    float[] x = new float[input.length];
    for (int k = 0; k < x.length; k++) {
      x[k] = (float) input[k];
    }
    List<Node> run = run(x, values, order);
    int scores = run.get(run.size() - 1).output().id();
    bars[scores] = lossGradient(values[scores], label);
    for (int k = run.size() - 1; k >= 0; k--) {
      backward(run.get(k), values, bars, order, lots);
    }
    double[] gradient = new double[x.length];
    Arrays.setAll(gradient, k -> bars[graph.input().id()][k]);
    return gradient;
  }

  /**
   * What goes into the final softmax, if any.
   *
   * @param x one sample, in C order
   * @param order of all sums
   * @return one score for each class
   */
  public float[] scores(float[] x, Order order) {
    float[][] values = new float[graph.valueCount()][];
    List<Node> run = run(x, values, order);
    return values[run.get(run.size() - 1).output().id()];
  }

  private List<Node> run(float[] x, float[][] values, Order order) {
    values[graph.input().id()] = x;
    List<Node> run = new ArrayList<>();
    for (Node node : graph.nodes()) {
      Float32Steps.Step step = steps.get(node);
      if (step != null) {
        values[node.output().id()] = step.forward(values[node.input().id()], values, order);
        run.add(node);
      }
    }
    return run;
  }

  private static float[] lossGradient(float[] scores, int label) {
    float most = Float.NEGATIVE_INFINITY;
    for (float score : scores) {
      most = Math.max(most, score);
    }
    float[] p = new float[scores.length];
    float sum = 0;
    for (int k = 0; k < p.length; k++) {
      p[k] = (float) Math.exp(scores[k] - most);
      sum += p[k];
    }
    for (int k = 0; k < p.length; k++) {
      p[k] /= sum;
    }
    p[label] -= 1;
    return p;
  }

  private void backward(Node node, float[][] values, float[][] bars, Order order, Random lots) {
    Float32Steps.Step step = steps.get(node);
    float[] bar = bars[node.output().id()];
    float[] x = values[node.input().id()];
    float[] y = values[node.output().id()];
    add(bars, node.input().id(), step.backward(bar, x, y, order, lots));
    if (step.adds()) {
      add(bars, node.inputs().get(1).id(), bar);
    }
  }

  private static void add(float[][] bars, int id, float[] more) {
    if (bars[id] == null) {
      bars[id] = more.clone();
    } else {
      for (int k = 0; k < more.length; k++) {
        bars[id][k] += more[k];
      }
    }
  }
}
