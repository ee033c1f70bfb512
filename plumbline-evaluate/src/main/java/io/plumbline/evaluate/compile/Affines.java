package io.plumbline.evaluate.compile;

import io.plumbline.core.function.Shape;
import io.plumbline.evaluate.kernel.AffineKernel;
import io.plumbline.evaluate.kernel.Kernel;
import io.plumbline.evaluate.kernel.ParametricReluKernel;
import io.plumbline.graph.BatchNormalization;
import io.plumbline.graph.Binary;
import io.plumbline.graph.Graph;
import io.plumbline.graph.Node;
import io.plumbline.graph.Parameter;
import io.plumbline.graph.ParametricRelu;
import io.plumbline.graph.Tensor;
import io.plumbline.graph.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.DoubleUnaryOperator;

/** Builds the kernels that multiply and add constants element by element. */
public final class Affines {
  private Affines() {}

  /** Whether a node is arithmetic with a constant, which becomes scale and shift. */
  static boolean fits(Graph graph, Node node) {
    if (!(node.op() instanceof Binary binary)) {
      return false;
    }
    boolean left = graph.constant(node.inputs().get(0)) != null;
    Parameter right = graph.constant(node.inputs().get(1));
    return switch (binary.kind()) {
      case ADD, SUBTRACT, MULTIPLY -> left == (right == null);
      case DIVIDE -> right != null && !left && !right.trainable();
      default -> false;
    };
  }

  static AffineKernel arithmetic(
      Graph graph, Node node, Binary.Kind kind, int[] in, int rows, int channels) {
    boolean constantLeft = graph.constant(node.inputs().get(0)) != null;
    Value operand = node.inputs().get(constantLeft ? 0 : 1);
    Parameter constant = Objects.requireNonNull(graph.constant(operand));
    int[] elementOf = ofRow(elements(constant.tensor().shape(), node.output().shape()), channels);
    double[][] table = table(constant.tensor().values(), elementOf, channels);
    boolean negateConstant = kind == Binary.Kind.SUBTRACT && !constantLeft;
    double[] factor = new double[constant.tensor().values().length];
    Arrays.fill(factor, negateConstant ? -1 : 1);
    Kernel.Slot slot = new Kernel.Slot(constant.name(), constant.tensor().values());
    double[][] scale = null;
    double[][] shift = null;
    boolean trainable = constant.trainable();
    List<AffineKernel.Slope> slopes = new ArrayList<>();
    if (kind == Binary.Kind.MULTIPLY || kind == Binary.Kind.DIVIDE) {
      scale = kind == Binary.Kind.DIVIDE ? map(table, v -> 1 / v) : table;
      if (trainable && kind == Binary.Kind.MULTIPLY) {
        slopes.add(new AffineKernel.Slope(slot, elementOf, factor, true, null));
      }
    } else {
      shift = negateConstant ? map(table, v -> -v) : table;
      scale = kind == Binary.Kind.SUBTRACT && constantLeft ? minusOne(channels) : null;
      if (trainable) {
        slopes.add(new AffineKernel.Slope(slot, elementOf, factor, false, null));
      }
    }
    return new AffineKernel(
        node.name(), in, node.output().id(), rows, channels, scale, shift, null, slopes);
  }

  private static double[][] minusOne(int channels) {
    double[] row = new double[channels];
    Arrays.fill(row, -1);
    return new double[][] {row};
  }

  static AffineKernel batchNormalization(
      Node node, BatchNormalization b, int[] in, int rows, int channels) {
    int count = b.mean().tensor().values().length;
    double[] deviation = new double[count];
    double[] scale = new double[count];
    double[] shift = new double[count];
    double[] shiftTerms = new double[count];
    for (int k = 0; k < count; k++) {
      deviation[k] = 1 / Math.sqrt(b.variance().tensor().values()[k] + b.epsilon());
      scale[k] = (b.scale() == null ? 1 : b.scale().tensor().values()[k]) * deviation[k];
      double base = b.shift() == null ? 0 : b.shift().tensor().values()[k];
      double centre = b.mean().tensor().values()[k] * scale[k];
      shift[k] = base - centre;
      shiftTerms[k] = Math.abs(base) + Math.abs(centre);
    }
    Shape y = node.output().shape();
    int[] extents = new int[y.rank()];
    Arrays.fill(extents, 1);
    extents[b.axis()] = count;
    int[] elementOf = ofRow(elements(Tensor.shapeOf(extents), y), channels);
    List<AffineKernel.Slope> slopes = new ArrayList<>();
    if (b.scale() != null) {
      Kernel.Slot slot = new Kernel.Slot(b.scale().name(), b.scale().tensor().values());
      double[] mean = b.mean().tensor().values();
      slopes.add(new AffineKernel.Slope(slot, elementOf, deviation, true, mean));
    }
    if (b.shift() != null) {
      Kernel.Slot slot = new Kernel.Slot(b.shift().name(), b.shift().tensor().values());
      double[] ones = new double[count];
      Arrays.fill(ones, 1);
      slopes.add(new AffineKernel.Slope(slot, elementOf, ones, false, null));
    }
    return new AffineKernel(
        node.name(),
        in,
        node.output().id(),
        rows,
        channels,
        table(scale, elementOf, channels),
        table(shift, elementOf, channels),
        table(shiftTerms, elementOf, channels),
        slopes);
  }

  static ParametricReluKernel parametricRelu(
      Node node, ParametricRelu p, int[] in, int rows, int channels) {
    Parameter slope = p.slope();
    int[] elementOf = elements(slope.tensor().shape(), node.output().shape());
    double[][] below = table(slope.tensor().values(), ofRow(elementOf, channels), channels);
    Kernel.Slot slot = new Kernel.Slot(slope.name(), slope.tensor().values());
    return new ParametricReluKernel(
        node.name(), in, node.output().id(), rows, channels, below, slot, elementOf);
  }

  /** For each element of the output, which of the constant's elements broadcasting gives it. */
  private static int[] elements(Shape constant, Shape y) {
    int[] strides = constant.strides();
    int[] elementOf = new int[y.size()];
    for (int e = 0; e < elementOf.length; e++) {
      int[] at = y.coordinates(e);
      int flat = 0;
      for (int axis = 0; axis < constant.rank(); axis++) {
        if (constant.extent(axis) > 1) {
          flat += strides[axis] * at[y.rank() - constant.rank() + axis];
        }
      }
      elementOf[e] = flat;
    }
    return elementOf;
  }

  /** One row's, where all rows have the same. */
  private static int[] ofRow(int[] elementOf, int channels) {
    for (int e = channels; e < elementOf.length; e++) {
      if (elementOf[e] != elementOf[e - channels]) {
        return elementOf;
      }
    }
    return Arrays.copyOf(elementOf, Math.min(elementOf.length, channels));
  }

  /** Rows of the broadcast constant; one row where all are the same. */
  private static double[][] table(double[] values, int[] elementOf, int channels) {
    double[][] table = new double[channels == 0 ? 0 : elementOf.length / channels][channels];
    for (int q = 0; q < table.length; q++) {
      for (int c = 0; c < channels; c++) {
        table[q][c] = values[elementOf[q * channels + c]];
      }
    }
    return table;
  }

  private static double[][] map(double[][] table, DoubleUnaryOperator f) {
    double[][] mapped = new double[table.length][];
    for (int q = 0; q < table.length; q++) {
      mapped[q] = Arrays.stream(table[q]).map(f).toArray();
    }
    return mapped;
  }
}
