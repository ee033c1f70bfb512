package io.plumbline.evaluate;

import io.plumbline.core.function.Precision;
import io.plumbline.graph.TieRule;
import io.plumbline.graph.loss.Objective;
import java.util.Set;

/**
 * A network at one input, with the scalar to differentiate on top: everything evaluated once that
 * differencing and reverse mode share. Immutable to its users, and safe for many threads.
 */
public final class Point {
  /** The unit roundoff of float64. */
  static final double FLOAT64 = 0x1p-53;

  final Program program;
  final Objective objective;
  final double[][][] values;
  final double[] scores;
  private final double[] x;
  private double[][][] errors;
  private double[][][] margins;
  private double[][][][] gaps;
  private Set<TieKind> exactTies;
  private final double[] zeros;
  private TieRule firstRule;
  private Piece firstPiece;

  Point(Program program, Objective objective, double[] x) {
    this.program = program;
    this.objective = objective;
    this.x = x.clone();
    this.values = program.forward(this.x);
    this.scores = Program.flatten(values[program.output]);
    int most = 0;
    for (int id = 0; id < program.valueCount(); id++) {
      most = Math.max(most, program.channels(id));
    }
    zeros = new double[most];
  }

  /**
   * The input.
   *
   * @return a copy, in C order
   */
  public double[] x() {
    return x.clone();
  }

  double x(int index) {
    return x[index];
  }

  int size() {
    return x.length;
  }

  /**
   * The scores that the loss is computed from: the model's output, or its logits.
   *
   * @return a copy
   */
  public double[] scores() {
    return scores.clone();
  }

  /**
   * The loss.
   *
   * @return its value here
   */
  public double loss() {
    return objective.value(scores);
  }

  /**
   * How far rounding is likely to move the loss in some arithmetic: the roundings of every
   * operation, taken for independent, and those of the loss itself.
   *
   * @param precision of the loss's computation
   * @return a standard deviation, to first order in the unit roundoff
   */
  public double lossDeviation(Precision precision) {
    double u = precision.unitRoundoff();
    double[] variances =
        Program.flatten(program.forwardErrors(values, u, Norm.SQUARED)[program.output]);
    double[] bar = new double[scores.length];
    objective.gradient(scores, bar);
    // A loss near 0 is the logarithm of a probability near 1, which rounds by u.
    double own = u * (1 + Math.abs(loss()));
    double variance = own * own;
    for (int k = 0; k < bar.length; k++) {
      variance += bar[k] * bar[k] * variances[k];
    }
    return Math.sqrt(variance);
  }

  /**
   * The piece that a tie rule picks.
   *
   * @param rule what to do at kinks that lie exactly here
   * @return the piece, to be differentiated
   */
  public synchronized Piece piece(TieRule rule) {
    if (firstPiece == null) {
      firstRule = rule;
      firstPiece = new Piece(this, pins(rule));
    }
    // One is kept: whoever asks again asks for the first, and each holds all derivatives.
    return rule.equals(firstRule) ? firstPiece : new Piece(this, pins(rule));
  }

  /** The piece that a tie rule picks, kernel by kernel. */
  Pinned<?>[] pins(TieRule rule) {
    return Pinned.all(program.kernels, values, rule);
  }

  /**
   * The gradient of the loss by the input, by reverse mode in float64.
   *
   * @param rule what to do at kinks that lie exactly here
   * @return one derivative for each element of the input, in C order
   */
  public double[] gradient(TieRule rule) {
    return piece(rule).gradient();
  }

  /**
   * The derivative by every element of the input, by central differences with a certificate.
   *
   * @param rule which piece is differenced where a kink lies exactly here
   * @return estimates with their bounds
   */
  public Differences differences(TieRule rule) {
    return piece(rule).differences();
  }

  /**
   * The scores on both sides along each coordinate, winners and sides free: what a difference
   * quotient with this step sees.
   *
   * @param groups elements of the input that are moved together, in C order
   * @param step by how much to either side
   * @return the scores' changes
   */
  public Surroundings surroundings(int[][] groups, double step) {
    return Surroundings.of(this, null, groups, step);
  }

  /**
   * The kinds of exact tie that lie here where the loss depends on how they are decided.
   *
   * @return none, where the network is differentiable as far as float64 can tell
   */
  public synchronized Set<TieKind> exactTies() {
    if (exactTies == null) {
      exactTies = ExactTies.of(this);
    }
    return exactTies;
  }

  /** How far each value may be off in float64. */
  synchronized double[][][] errors() {
    if (errors == null) {
      errors = program.forwardErrors(values, FLOAT64, Norm.ABSOLUTE);
    }
    return errors;
  }

  /** The margins of an activation's units; {@link #prepareKinks} has been called. */
  double[][] margins(Kernel<?> kernel) {
    return margins[kernel.out];
  }

  /** The gaps of a maximum's windows; {@link #prepareKinks} has been called. */
  double[][][] gaps(MaximumKernel kernel) {
    return gaps[kernel.out];
  }

  /** Computes, once, how far every unit is from its kink. */
  synchronized void prepareKinks() {
    if (margins != null) {
      return;
    }
    double[][][] off = errors();
    gaps = new double[program.valueCount()][][][];
    double[][][] found = new double[program.valueCount()][][];
    for (Kernel<?> kernel : program.kernels) {
      found[kernel.out] = kernel.margins(values, off);
      if (kernel instanceof MaximumKernel maximum) {
        gaps[kernel.out] = maximum.gaps(values, off);
      }
    }
    margins = found;
  }

  /** A row that does not move, as long as the longest. Never written to. */
  double[] zeros() {
    return zeros;
  }
}
