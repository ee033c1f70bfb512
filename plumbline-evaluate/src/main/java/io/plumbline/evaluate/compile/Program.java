package io.plumbline.evaluate.compile;

import io.plumbline.core.function.Shape;
import io.plumbline.evaluate.kernel.Changes;
import io.plumbline.evaluate.kernel.Entries;
import io.plumbline.evaluate.kernel.Kernel;
import io.plumbline.evaluate.kernel.Rows;
import io.plumbline.graph.Graph;
import io.plumbline.graph.Value;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/** A graph compiled to kernels, from its input to one of its values. Immutable. */
public final class Program {
  private static final long LARGE = 1L << 26;

  public final List<Kernel<?>> kernels;
  public final int input;
  public final int output;
  private final int[] rows;
  private final int[] channels;
  private final Shape[] shapes;
  private final double[][][] constants;
  private final ConcurrentLinkedQueue<Changes> idle = new ConcurrentLinkedQueue<>();
  private @Nullable List<BlockShape> blocks;

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

  public static Program of(Graph graph, Value output) {
    return new Compiler(Canonical.of(graph, output)).compile();
  }

  public int valueCount() {
    return rows.length;
  }

  /** The rows of a value; -1 where the program does not hold it. */
  public int rows(int id) {
    return rows[id];
  }

  public int channels(int id) {
    return channels[id];
  }

  /** The shape of a value, channels last. */
  public Shape shape(int id) {
    return shapes[id];
  }

  /** Where blocks fit; found when first asked for. */
  public synchronized List<BlockShape> blocks() {
    if (blocks == null) {
      blocks = BlockShape.of(this);
    }
    return blocks;
  }

  /** Working memory, used before or new. */
  public Changes borrowChanges() {
    Changes changes = idle.poll();
    return changes == null ? newChanges() : changes;
  }

  /** Working memory of one's own. */
  public Changes newChanges() {
    return new Changes(rows, channels);
  }

  public void giveBack(Changes changes) {
    idle.add(changes);
  }

  /** Room for every value, zero but for the constants. */
  public double[][][] allocate() {
    double[][][] values = new double[rows.length][][];
    for (int id = 0; id < rows.length; id++) {
      if (rows[id] >= 0) {
        values[id] = new double[rows[id]][channels[id]];
      }
    }
    return values;
  }

  /** Zeros for every value, to be read only: all rows of a length are one. */
  public double[][][] zeros() {
    Map<Integer, double[]> byLength = new HashMap<>();
    double[][][] zeros = new double[rows.length][][];
    for (int id = 0; id < rows.length; id++) {
      if (rows[id] >= 0) {
        zeros[id] = new double[rows[id]][];
        Arrays.fill(zeros[id], byLength.computeIfAbsent(channels[id], double[]::new));
      }
    }
    return zeros;
  }

  /** Room for one value, zero. */
  public double[][] room(int id) {
    return new double[rows[id]][channels[id]];
  }

  /** Makes room, where there is none yet, for what a kernel reads, gives and hands back. */
  public void begin(Kernel<?> kernel, double[][][] values) {
    if (values[kernel.out] == null) {
      values[kernel.out] = room(kernel.out);
    }
    for (int id : kernel.in) {
      if (values[id] == null) {
        values[id] = room(id);
      }
    }
  }

  /** How much memory all values take. */
  public long bytes() {
    long elements = 0;
    for (int id = 0; id < rows.length; id++) {
      elements += (long) Math.max(0, rows[id]) * channels[id];
    }
    return Double.BYTES * elements;
  }

  /** Whether room for changes of all values is better not kept. */
  public boolean isLarge() {
    return bytes() > LARGE;
  }

  /** Room for every value, the constants in their places. */
  public double[][][] blank() {
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

  /** The same without room for what {@link #lastReaders} lets go of. */
  double[][][] blankHeld() {
    boolean[] held = held();
    double[][][] values = new double[rows.length][][];
    for (int id = 0; id < rows.length; id++) {
      if (constants[id] != null) {
        values[id] = constants[id];
      } else if (rows[id] >= 0 && held[id]) {
        values[id] = room(id);
      }
    }
    return values;
  }

  /** For each value, whether it is read after the forward pass. */
  private boolean[] held() {
    boolean[] held = new boolean[rows.length];
    held[input] = true;
    held[output] = true;
    for (Kernel<?> kernel : kernels) {
      for (int id : kernel.held()) {
        held[id] = true;
      }
    }
    return held;
  }

  /**
   * For each value that is not read after the forward pass, the place of the operation that reads
   * it last, or makes it; -1 of any other.
   */
  int[] lastReaders() {
    boolean[] held = held();
    int[] last = new int[rows.length];
    Arrays.fill(last, -1);
    for (int k = 0; k < kernels.size(); k++) {
      Kernel<?> kernel = kernels.get(k);
      for (int id : kernel.in) {
        last[id] = held[id] || constants[id] != null ? -1 : k;
      }
      last[kernel.out] = held[kernel.out] || constants[kernel.out] != null ? -1 : k;
    }
    return last;
  }

  /**
   * Room for forward passes.
   *
   * @param whole whether all values stay
   */
  public Forward passes(boolean whole) {
    return new Forward(this, whole);
  }

  /** For each value, whether the input can change it. */
  public boolean[] dependent() {
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
  public int[] readerCounts() {
    int[] counts = new int[rows.length];
    for (Kernel<?> kernel : kernels) {
      for (int id : kernel.in) {
        counts[id]++;
      }
    }
    return counts;
  }

  /** All values at an input, in the input's C order. */
  public double[][][] forward(double[] x) {
    return forward(x, passes(true));
  }

  /** Those that are read after the forward pass; of a small network all. */
  public double[][][] heldAt(double[] x) {
    return forward(x, passes(!isLarge()));
  }

  private double[][][] forward(double[] x, Forward pass) {
    Rows.fill(pass.values[input], x);
    for (int k = 0; k < kernels.size(); k++) {
      pass.begin(kernels.get(k));
      kernels.get(k).forward(pass.values);
      pass.end(k);
    }
    return pass.values;
  }

  /** How far each value may be off in arithmetic of unit roundoff {@code u}. */
  public double[][][] forwardErrors(double[][][] values, double u, Entries norm) {
    double[][][] errors = allocate();
    for (Kernel<?> kernel : kernels) {
      kernel.forwardError(values, errors, u, norm);
    }
    return errors;
  }
}
