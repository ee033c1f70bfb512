package io.plumbline.evaluate.point;

import io.plumbline.core.function.Shape;
import io.plumbline.evaluate.compile.Program;
import io.plumbline.evaluate.kernel.BasePoint;
import io.plumbline.evaluate.kernel.Entries;
import io.plumbline.evaluate.kernel.KinkVisitor;
import io.plumbline.evaluate.kernel.Pinned;
import io.plumbline.evaluate.kernel.Rows;
import io.plumbline.graph.TieRule;
import io.plumbline.graph.loss.Objective;
import java.lang.ref.SoftReference;

/** A program at one input, with the scalar to differentiate on top. */
public final class Evaluated extends BasePoint {
  /** The unit roundoff of float64. */
  public static final double FLOAT64 = 0x1p-53;

  /** The network. */
  public final Program program;

  /** The scalar on top. */
  public final Objective objective;

  /** What the scalar is computed from. */
  public final double[] scores;

  /** Who watches over what takes long here. */
  public final Watch watch;

  private final double[] x;

  /** May be computed again where memory is short. */
  private SoftReference<double[][][]> errors = new SoftReference<>(null);

  private SoftReference<double[][][]> variances = new SoftReference<>(null);
  private double varied = Double.NaN;

  /** Evaluates a program at an input, in C order. */
  public Evaluated(Program program, Objective objective, double[] x, Watch watch) {
    this(program, objective, x, watch, program.heldAt(x));
  }

  private Evaluated(
      Program program, Objective objective, double[] x, Watch watch, double[][][] values) {
    super(values);
    this.watch = watch;
    this.program = program;
    this.objective = objective;
    this.x = x.clone();
    this.scores = Rows.flatten(values[program.output]);
  }

  /** The input, a copy. */
  public double[] x() {
    return x.clone();
  }

  /** One element of the input. */
  public double x(int index) {
    return x[index];
  }

  /**
   * All values. A large network's point holds those that reverse mode and pushes read; the others
   * are computed again.
   */
  public double[][][] all() {
    boolean all = true;
    for (int id = 0; id < values.length; id++) {
      all &= values[id] != null || program.rows(id) < 0;
    }
    return all ? values : program.forward(x);
  }

  /** The same point with all values, where parameters are moved. */
  public Evaluated whole() {
    double[][][] all = all();
    return all == values ? this : new Evaluated(program, objective, x, watch, all);
  }

  /**
   * Shows a visitor the units that have kinks, operation by operation; what the input does not move
   * keeps its side.
   *
   * @param variances of each value, in the visitor's precision
   */
  public void visitKinks(Pinned<?>[] pins, double[][][] variances, KinkVisitor visitor) {
    boolean[] depends = program.dependent();
    for (int k = 0; k < pins.length; k++) {
      if (depends[program.kernels.get(k).out]) {
        visitor.begin(k);
        pins[k].visitKinks(this, variances, visitor);
      }
    }
  }

  /** How many elements the input has. */
  public int size() {
    return x.length;
  }

  @Override
  public Shape shape(int id) {
    return program.shape(id);
  }

  /** The derivative of the scalar by each score. */
  public double[] lossGradient() {
    double[] bar = new double[scores.length];
    objective.gradient(scores, bar);
    return bar;
  }

  /** The piece that a tie rule picks, kernel by kernel. */
  public Pinned<?>[] pins(TieRule rule) {
    return Pinned.all(program.kernels, values, rule);
  }

  /** How far each value may be off in float64. */
  public synchronized double[][][] errors() {
    double[][][] known = errors.get();
    if (known == null) {
      known = program.forwardErrors(all(), FLOAT64, Entries.ABSOLUTE);
      errors = new SoftReference<>(known);
    }
    return known;
  }

  /**
   * The variance of each value in arithmetic of a unit roundoff, its roundings taken for
   * independent.
   */
  public synchronized double[][][] variances(double u) {
    double[][][] known = u == varied ? variances.get() : null;
    if (known == null) {
      known = program.forwardErrors(all(), u, Entries.SQUARED);
      variances = new SoftReference<>(known);
      varied = u;
    }
    return known;
  }

  /** Computes, once, how far every unit is from its kink. */
  public void prepareKinks() {
    boolean any = program.kernels.stream().anyMatch(kernel -> kernel.kinks().any());
    prepareKinks(program.kernels, any ? errors() : new double[0][][]);
  }
}
