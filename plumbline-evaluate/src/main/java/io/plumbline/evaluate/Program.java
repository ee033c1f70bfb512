package io.plumbline.evaluate;

import io.plumbline.graph.Graph;
import io.plumbline.graph.Shape;
import io.plumbline.graph.Value;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A graph compiled to kernels, from its input to one of its values. Immutable. */
final class Program {
  final List<Kernel<?>> kernels;
  final int input;
  final int output;
  private final int[] rows;
  private final int[] channels;
  private final Shape[] shapes;
  private final double[][][] constants;
  private final ConcurrentLinkedQueue<Changes> idle = new ConcurrentLinkedQueue<>();
  private List<BlockShape> blocks;

  Program(
      List<Kernel<?>> kernels,
      int input,
      int output,
      int[] rows,
      int[] channels,
      Shape[] shapes,
      double[][][] constants) {
    this.kernels = List.copyOf(kernels);
    this.input = input;
    this.output = output;
    this.rows = rows;
    this.channels = channels;
    this.shapes = shapes;
    this.constants = constants;
  }

  static Program of(Graph graph, Value output) {
    return new Compiler(Canonical.of(graph, output)).compile();
  }

  int valueCount() {
    return rows.length;
  }

  /** The rows of a value; -1 where the program does not hold it. */
  int rows(int id) {
    return rows[id];
  }

  int channels(int id) {
    return channels[id];
  }

  /** The shape of a value, channels last. */
  Shape shape(int id) {
    return shapes[id];
  }

  /** Where blocks fit; found when first asked for. */
  synchronized List<BlockShape> blocks() {
    if (blocks == null) {
      blocks = BlockShape.of(this);
    }
    return blocks;
  }

  /** Working memory, used before or new. */
  Changes borrowChanges() {
    Changes changes = idle.poll();
    return changes == null ? new Changes(this) : changes;
  }

  void giveBack(Changes changes) {
    idle.add(changes);
  }

  /** Room for every value, zero but for the constants. */
  double[][][] allocate() {
    double[][][] values = new double[rows.length][][];
    for (int id = 0; id < rows.length; id++) {
      if (rows[id] >= 0) {
        values[id] = new double[rows[id]][channels[id]];
      }
    }
    return values;
  }

  /** Room for one value, zero. */
  double[][] room(int id) {
    return new double[rows[id]][channels[id]];
  }

  /** Room for every value, the constants in their places. */
  double[][][] blank() {
    double[][][] values = new double[rows.length][][];
    for (int id = 0; id < rows.length; id++) {
      if (constants[id] != null) {
        values[id] = constants[id];
      } else if (rows[id] >= 0) {
        values[id] = new double[rows[id]][channels[id]];
      }
    }
    return values;
  }

  /** For each value, whether the input can change it. */
  boolean[] dependent() {
    boolean[] depends = new boolean[rows.length];
    depends[input] = true;
    for (Kernel<?> kernel : kernels) {
      for (int id : kernel.in) {
        depends[kernel.out] |= depends[id];
      }
    }
    return depends;
  }

  /** For each value, how many operands of kernels it is. */
  int[] readerCounts() {
    int[] counts = new int[rows.length];
    for (Kernel<?> kernel : kernels) {
      for (int id : kernel.in) {
        counts[id]++;
      }
    }
    return counts;
  }

  /** The values at an input, in the input's C order. */
  double[][][] forward(double[] x) {
    double[][][] values = blank();
    fill(values[input], x);
    for (Kernel<?> kernel : kernels) {
      kernel.forward(values);
    }
    return values;
  }

  /** How far each value may be off in arithmetic of unit roundoff {@code u}. */
  double[][][] forwardErrors(double[][][] values, double u, Norm norm) {
    double[][][] errors = allocate();
    for (Kernel<?> kernel : kernels) {
      kernel.forwardError(values, errors, u, norm);
    }
    return errors;
  }

  static void fill(double[][] rows, double[] flat) {
    int at = 0;
    for (double[] row : rows) {
      System.arraycopy(flat, at, row, 0, row.length);
      at += row.length;
    }
  }

  static double[] flatten(double[][] rows) {
    double[] flat = new double[rows.length == 0 ? 0 : rows.length * rows[0].length];
    int at = 0;
    for (double[] row : rows) {
      System.arraycopy(row, 0, flat, at, row.length);
      at += row.length;
    }
    return flat;
  }
}
