package io.plumbline.evaluate.compile;

import io.plumbline.core.function.Shape;
import io.plumbline.evaluate.kernel.BinaryKernel;
import io.plumbline.evaluate.kernel.ConvolutionKernel;
import io.plumbline.evaluate.kernel.CopyKernel;
import io.plumbline.evaluate.kernel.CumulativeSumKernel;
import io.plumbline.evaluate.kernel.ElementwiseKernel;
import io.plumbline.evaluate.kernel.GroupedConvolutionKernel;
import io.plumbline.evaluate.kernel.Kernel;
import io.plumbline.evaluate.kernel.LargeDenseKernel;
import io.plumbline.evaluate.kernel.MatrixProductKernel;
import io.plumbline.evaluate.kernel.MaximumKernel;
import io.plumbline.evaluate.kernel.MovingKernel;
import io.plumbline.evaluate.kernel.SoftmaxKernel;
import io.plumbline.evaluate.kernel.TapWeights;
import io.plumbline.evaluate.kernel.Windows;
import io.plumbline.evaluate.result.TieKind;
import io.plumbline.graph.AveragePool;
import io.plumbline.graph.BatchNormalization;
import io.plumbline.graph.Binary;
import io.plumbline.graph.Concat;
import io.plumbline.graph.Convolution;
import io.plumbline.graph.CumulativeSum;
import io.plumbline.graph.Dense;
import io.plumbline.graph.Dropout;
import io.plumbline.graph.Elementwise;
import io.plumbline.graph.Graph;
import io.plumbline.graph.LayerNormalization;
import io.plumbline.graph.LogSoftmax;
import io.plumbline.graph.MatrixProduct;
import io.plumbline.graph.MaxPool;
import io.plumbline.graph.Movement;
import io.plumbline.graph.Node;
import io.plumbline.graph.OpVisitor;
import io.plumbline.graph.Parameter;
import io.plumbline.graph.ParametricRelu;
import io.plumbline.graph.Reduce;
import io.plumbline.graph.Softmax;
import io.plumbline.graph.Value;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The kernel of one node of a canonical graph. */
public final class KernelChoice implements OpVisitor.OfMovements<Kernel<?>> {
  private final Graph graph;
  private final Node node;
  private final List<Value> operands;
  private final Compiler.@Nullable Flattened flattened;
  private final String name;
  private final int[] in;
  private final int out;
  private final Shape x;
  private final Shape y;
  private final int rows;
  private final int channels;

  /**
   * Prepares the choice.
   *
   * @param operands the values the kernel reads, behind aliases: of as many rows and channels as
   *     what the node reads, but perhaps of another shape
   * @param flattened the true source of a dense layer behind a flatten; else null
   */
  KernelChoice(
      Graph graph, Node node, List<Value> operands, Compiler.@Nullable Flattened flattened) {
    this.graph = graph;
    this.node = node;
    this.operands = operands;
    this.flattened = flattened;
    this.name = node.name();
    this.in = operands.stream().mapToInt(Value::id).toArray();
    this.out = node.output().id();
    this.x = operands.get(0).shape();
    this.y = node.output().shape();
    this.rows = Compiler.rows(y);
    this.channels = Compiler.channels(y);
  }

  @Override
  public Kernel<?> visit(Convolution op) {
    Windows windows = Windows.sliding(op.window(), node.input().shape(), y);
    TapWeights weights = TapWeights.ofConvolution(op.weight(), op.groups());
    Kernel.Slot bias = slot(op.bias());
    int rowsIn = Compiler.rows(x);
    return op.groups() == 1
        ? new ConvolutionKernel(name, in, out, rowsIn, windows, weights, bias)
        : new GroupedConvolutionKernel(name, in, out, rowsIn, windows, weights, bias, op.groups());
  }

  @Override
  public Kernel<?> visit(Dense op) {
    Kernel.Slot bias = slot(op.bias());
    int features = op.weight().tensor().shape().extent(0);
    if (flattened == null) {
      int[] place = new int[features];
      Arrays.setAll(place, k -> k);
      TapWeights weights = TapWeights.ofDense(op.weight(), place, 1, features);
      if (weights.values().length >= LargeDenseKernel.LEAST) {
        return new LargeDenseKernel(name, in, out, rows, weights, bias);
      }
      return new ConvolutionKernel(name, in, out, rows, Windows.identity(rows), weights, bias);
    }
    int rowsIn = Compiler.rows(x);
    TapWeights weights =
        TapWeights.ofDense(op.weight(), flattened.place(), rowsIn, Compiler.channels(x));
    return new ConvolutionKernel(name, in, out, rowsIn, Windows.all(rowsIn), weights, bias);
  }

  @Override
  public Kernel<?> visit(MaxPool op) {
    Windows windows = Windows.sliding(op.window(), node.input().shape(), y);
    return new MaximumKernel(name, in, out, Compiler.rows(x), windows, channels, TieKind.WINDOW);
  }

  @Override
  public Kernel<?> visit(AveragePool op) {
    return moving(MoveTables.averaged(op, node.input().shape(), y));
  }

  @Override
  public Kernel<?> visit(Reduce op) {
    return switch (op.kind()) {
      case MEAN, SUM -> moving(MoveTables.reduced(op, node.input().shape(), y));
      case MAXIMUM -> {
        int rowsIn = Compiler.rows(x);
        boolean pair = node.type().equals(Lowering.PAIRWISE);
        Windows windows = pair ? Windows.pairs(rows) : Windows.all(rowsIn);
        TieKind ties = pair ? TieKind.PAIR : TieKind.REDUCTION;
        yield new MaximumKernel(name, in, out, rowsIn, windows, channels, ties);
      }
      case MINIMUM -> throw lowered();
    };
  }

  @Override
  public Kernel<?> visit(Elementwise op) {
    return new ElementwiseKernel(name, in, out, rows, channels, op.function());
  }

  @Override
  public Kernel<?> visit(ParametricRelu op) {
    return Affines.parametricRelu(node, op, in, rows, channels);
  }

  @Override
  public Kernel<?> visit(BatchNormalization op) {
    return Affines.batchNormalization(node, op, in, rows, channels);
  }

  @Override
  public Kernel<?> visit(Binary op) {
    return Affines.fits(graph, node)
        ? Affines.arithmetic(graph, node, op.kind(), in, rows, channels)
        : new BinaryKernel(name, in, out, rows, channels, op.kind());
  }

  @Override
  public Kernel<?> visit(CumulativeSum op) {
    return new CumulativeSumKernel(name, in, out, rows, channels, op.exclusive(), op.reverse());
  }

  @Override
  public Kernel<?> visit(Softmax op) {
    return new SoftmaxKernel(name, in, out, rows, channels, false);
  }

  @Override
  public Kernel<?> visit(LogSoftmax op) {
    return new SoftmaxKernel(name, in, out, rows, channels, true);
  }

  @Override
  public Kernel<?> visit(MatrixProduct op) {
    Shape a = node.inputs().get(0).shape();
    Shape b = node.inputs().get(1).shape();
    int height = y.extent(-2);
    int width = y.extent(-1);
    int products = y.size() / Math.max(1, height * width);
    int[] left = MoveTables.matrices(a, y, products);
    int[] right = MoveTables.matrices(b, y, products);
    boolean[] computed = {!isFixed(operands.get(0)), !isFixed(operands.get(1))};
    return new MatrixProductKernel(
        name, in, out, height, a.extent(-1), width, left, right, computed);
  }

  private boolean isFixed(Value value) {
    Parameter constant = graph.constant(value);
    return constant != null && !constant.trainable();
  }

  @Override
  public Kernel<?> moved(Movement op) {
    return moving(MoveTables.moved(op, node.input().shape()));
  }

  @Override
  public Kernel<?> visit(Concat op) {
    return moving(MoveTables.concatenated(op, node));
  }

  @Override
  public Kernel<?> visit(LayerNormalization op) {
    throw lowered();
  }

  @Override
  public Kernel<?> visit(Dropout op) {
    throw new IllegalStateException(name + " is an alias");
  }

  private IllegalStateException lowered() {
    return new IllegalStateException(name + " is spelled out before it gets a kernel");
  }

  private Kernel<?> moving(MovingKernel.Table table) {
    int[][] inShapes = new int[in.length][];
    for (int k = 0; k < in.length; k++) {
      Shape shape = operands.get(k).shape();
      inShapes[k] = new int[] {Compiler.rows(shape), Compiler.channels(shape)};
    }
    Kernel<?> copy = CopyKernel.of(name, in, out, rows, channels, inShapes, table);
    return copy != null ? copy : new MovingKernel(name, in, out, rows, channels, inShapes, table);
  }

  /** A parameter as kernels hold it; null where there is none. */
  static Kernel.@Nullable Slot slot(@Nullable Parameter parameter) {
    return parameter == null
        ? null
        : new Kernel.Slot(parameter.name(), parameter.tensor().values());
  }
}
