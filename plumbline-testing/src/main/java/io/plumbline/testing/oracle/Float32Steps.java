package io.plumbline.testing.oracle;

import io.plumbline.graph.Activation;
import io.plumbline.graph.BatchNormalization;
import io.plumbline.graph.Binary;
import io.plumbline.graph.Convolution;
import io.plumbline.graph.Dense;
import io.plumbline.graph.Dropout;
import io.plumbline.graph.Elementwise;
import io.plumbline.graph.MaxPool;
import io.plumbline.graph.Node;
import io.plumbline.graph.Op;
import io.plumbline.graph.OpVisitor;
import io.plumbline.graph.Reshape;
import io.plumbline.graph.Transpose;
import io.plumbline.testing.oracle.Float32Network.Order;
import java.util.ArrayList;
import java.util.Random;

/** What {@link Float32Network} does at a node, forward and in reverse. */
final class Float32Steps implements OpVisitor.Otherwise<Float32Steps.Step> {
  private final Node node;

  Float32Steps(Node node) {
    this.node = node;
  }

  /** One node's arithmetic. */
  interface Step {
    /** What the node gives. */
    float[] forward(float[] x, float[][] values, Order order);

    /** The derivatives by the node's first operand. */
    float[] backward(float[] bar, float[] x, float[] y, Order order, Random lots);

    /** Whether the second operand has the same derivatives as the output. */
    default boolean adds() {
      return false;
    }
  }

  /** A table of products. */
  private record Table(Float32Linear linear) implements Step {
    @Override
    public float[] forward(float[] x, float[][] values, Order order) {
      return linear.apply(x, order);
    }

    @Override
    public float[] backward(float[] bar, float[] x, float[] y, Order order, Random lots) {
      return linear.readers().apply(bar, order);
    }
  }

  /** What only passes on. */
  private record Passing() implements Step {
    @Override
    public float[] forward(float[] x, float[][] values, Order order) {
      return x;
    }

    @Override
    public float[] backward(float[] bar, float[] x, float[] y, Order order, Random lots) {
      return bar;
    }
  }

  /** A sum of two. */
  private record Sum(Node node) implements Step {
    @Override
    public float[] forward(float[] x, float[][] values, Order order) {
      float[] other = values[node.inputs().get(1).id()];
      float[] y = new float[x.length];
      for (int k = 0; k < y.length; k++) {
        y[k] = x[k] + other[k];
      }
      return y;
    }

    @Override
    public float[] backward(float[] bar, float[] x, float[] y, Order order, Random lots) {
      return bar;
    }

    @Override
    public boolean adds() {
      return true;
    }
  }

  /** A function of each element. */
  private record Function(Activation function) implements Step {
    @Override
    public float[] forward(float[] x, float[][] values, Order order) {
      float[] y = new float[x.length];
      for (int k = 0; k < y.length; k++) {
        y[k] = (float) function.value(x[k]);
      }
      return y;
    }

    @Override
    public float[] backward(float[] bar, float[] x, float[] y, Order order, Random lots) {
      float[] back = new float[x.length];
      for (int k = 0; k < back.length; k++) {
        back[k] = bar[k] * slope(function, x[k], y[k]);
      }
      return back;
    }

    private static float slope(Activation f, float x, float y) {
      return switch (f.kind()) {
        case RELU -> x > 0 ? 1 : 0;
        case TANH -> 1 - y * y;
        case SIGMOID -> y * (1 - y);
        default -> (float) f.slope(x);
      };
    }
  }

  /** The largest of each window. */
  private record Largest(MaxPool op, Node node) implements Step {
    @Override
    public float[] forward(float[] x, float[][] values, Order order) {
      float[] y = new float[node.output().shape().size()];
      for (int k = 0; k < y.length; k++) {
        y[k] = x[winner(x, k, null)];
      }
      return y;
    }

    @Override
    public float[] backward(float[] bar, float[] x, float[] y, Order order, Random lots) {
      float[] back = new float[x.length];
      for (int k = 0; k < bar.length; k++) {
        back[winner(x, k, lots)] += bar[k];
      }
      return back;
    }

    private int winner(float[] x, int k, Random lots) {
      int[] window = Float32Tables.window(op, node, k, new ArrayList<>());
      int winner = window[0];
      for (int candidate : window) {
        boolean drawn = lots != null && x[candidate] == x[winner] && lots.nextBoolean();
        winner = x[candidate] > x[winner] || drawn ? candidate : winner;
      }
      return winner;
    }
  }

  @Override
  public Step visit(Dense op) {
    return new Table(Float32Tables.of(node, op));
  }

  @Override
  public Step visit(Convolution op) {
    return new Table(Float32Tables.of(node, op));
  }

  @Override
  public Step visit(Transpose op) {
    return new Table(Float32Tables.of(node, op));
  }

  @Override
  public Step visit(BatchNormalization op) {
    return new Table(Float32Tables.of(node, op));
  }

  @Override
  public Step visit(Reshape op) {
    return new Passing();
  }

  @Override
  public Step visit(Dropout op) {
    return new Passing();
  }

  @Override
  public Step visit(Binary op) {
    return op.kind() == Binary.Kind.ADD ? new Sum(node) : otherwise(op);
  }

  @Override
  public Step visit(Elementwise op) {
    return new Function(op.function());
  }

  @Override
  public Step visit(MaxPool op) {
    return new Largest(op, node);
  }

  @Override
  public Step otherwise(Op op) {
    throw new IllegalStateException(node.name() + " has no arithmetic in float32 here");
  }
}
