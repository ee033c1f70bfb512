package io.plumbline.evaluate.kernel;

import io.plumbline.graph.TieRule;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One operation over rows of channels: {@code values[id][row][channel]}. A kernel is immutable;
 * what belongs to a point lives in the arrays it is handed, and in the pin it makes of them.
 *
 * <p>A <em>pin</em> fixes, at one point and by one tie rule, which element wins each maximum and
 * which side of its kink each unit is on. Pinned, the operation is smooth: that is the piece whose
 * derivative reverse mode computes.
 *
 * @param <P> what a pin of it holds; {@code Void} where there is nothing to choose
 */
public abstract class Kernel<P> {
  /** The values of an operation whose derivative is a constant. */
  static final int[] NONE = {};

  /** An element takes about so many multiply-adds where it is read, changed and written. */
  private static final double ELEMENT = 4;

  final String name;
  public final int[] in;
  public final int out;
  public final int rows;
  public final int channels;

  Kernel(String name, int[] in, int out, int rows, int channels) {
    this.name = name;
    this.in = in;
    this.out = out;
    this.rows = rows;
    this.channels = channels;
  }

  /** The layer that it computes. */
  public String name() {
    return name;
  }

  /** Fills {@code values[out]} from {@code values[in]}. */
  public abstract void forward(double[][][] values);

  /**
   * Fills {@code errors[out]}: how far each element may be off when the operation is carried out
   * with unit roundoff {@code u} on operands that are off by {@code errors[in]}, to first order.
   *
   * @param norm whether errors are bounds ({@code ABSOLUTE}) or variances ({@code SQUARED})
   */
  public abstract void forwardError(
      double[][][] values, double[][][] errors, double u, Entries norm);

  /** The pieces that hold at this point by this rule; null where there is nothing to choose. */
  @SuppressWarnings("NullAway") // Null is what a Void holds.
  P pin(double[][][] values, TieRule rule) {
    return null;
  }

  /**
   * The values that are read after {@link #forward}: by {@link #backward}, {@link #push} and what
   * else starts from a pin. All others may be let go of.
   */
  public int[] held() {
    int[] held = Arrays.copyOf(in, in.length + 1);
    held[in.length] = out;
    return held;
  }

  /**
   * Adds to {@code bars[in]} the pinned Jacobian's transpose times {@code bars[out]}.
   *
   * @param norm how the Jacobian's entries are taken
   */
  abstract void backward(double[][][] values, P pin, double[][][] bars, Entries norm);

  /**
   * Adds to {@code barErrors[in]} what the operands' own errors make of the slopes that {@link
   * #backward} multiplies by; nothing where the slopes are constants.
   *
   * @param norm whether errors are bounds or variances
   */
  public void slopeError(
      double[][][] values,
      double[][][] errors,
      double[][][] bars,
      double[][][] barErrors,
      double u,
      Entries norm) {}

  /** How many products make up one element of what {@link #backward} adds, at most. */
  public abstract double backwardTerms();

  /**
   * Fills {@code values[out]} from {@code values[in]} on the piece of a pin, continued beyond its
   * kinks.
   *
   * @param base the values at the point that the pin is of
   * @return the pin that holds these slopes
   */
  P forwardPinned(double[][][] values, double[][][] base, P pin) {
    forward(values);
    return pin;
  }

  /** Does something for each row of the result, whatever the order. */
  void eachRow(IntConsumer row) {
    Parallel.ranges(
        rows,
        ELEMENT * rows * channels,
        (from, to) -> {
          for (int q = from; q < to; q++) {
            row.accept(q);
          }
        });
  }

  /** How many products {@link #forward} adds up to an element; 1 where it adds none. */
  public double forwardSums() {
    return 1;
  }

  /** The same of {@link #backward}; 0 where what it adds is exact. */
  public double backwardSums() {
    return 1;
  }

  /** About how many multiply-adds {@link #forward} takes. */
  public double work() {
    return (double) rows * channels * forwardSums();
  }

  /** Whether it multiplies matrices: what some arithmetics do with fewer bits than all else. */
  public boolean multiplies() {
    return false;
  }

  /** Adds to {@code values[out]} the errors that many of its elements have in common. */
  public void addCommonRounding(double[][][] values, double u, RandomErrors draw) {}

  /** Adds to {@code bars[in]} what those errors make of {@link #backward}. */
  public void addCommonRoundingBackward(double[][][] bars, double u, RandomErrors draw) {}

  /** Whether the pinned operation is affine in its operands. */
  public abstract boolean affine(int[] changingInputs);

  /**
   * Fills {@code changes.of(out)} from the changes of the operands: the pinned operation at the
   * changed operands minus its value here. Reports to {@code changes} where a kink is crossed.
   */
  abstract void push(BasePoint point, P pin, Changes changes);

  /**
   * As {@link #push}, of the operation as it is instead of one piece of it: winners and sides may
   * change on the way.
   */
  @SuppressWarnings("NullAway") // What pins something pushes otherwise.
  public void pushReal(BasePoint point, Changes changes) {
    push(point, null, changes);
  }

  /** The slopes of a pin that is nothing but slopes; null of any other. */
  double @Nullable [][] slopes(P pin) {
    return null;
  }

  /** The winners of a pin that is nothing but winners; null of any other. */
  MaximumKernel.@Nullable Pin winners(P pin) {
    return null;
  }

  /** The kinks of this operation's units; {@link Kinks#none} where it is smooth. */
  public Kinks<P> kinks() {
    return Kinks.none();
  }

  /** How far each unit is from its nearest kink, rounding deducted; null where there is none. */
  double @Nullable [][] margins(double[][][] values, double[][][] errors) {
    return null;
  }

  /** How far below the largest each element of each window is; null where nothing competes. */
  double @Nullable [][][] gaps(double[][][] values, double[][][] errors) {
    return null;
  }

  /** How many roundings a change goes through in {@link #push}, at most. */
  public double pushRoundings() {
    return 4;
  }

  /** The parameters that {@link #perturb} knows, trainable ones first. */
  public List<Slot> slots() {
    return List.of();
  }

  /**
   * Fills {@code changes.of(out)} for a change of one parameter's element by {@code step}.
   *
   * @param slot which parameter, of {@link #slots}
   * @param index which element, in the parameter's own order
   */
  void perturb(BasePoint point, P pin, int slot, int index, double step, Changes changes) {
    throw new IllegalStateException(name + " has no parameters");
  }

  /**
   * The gradient by a parameter, from the derivatives by this operation's output.
   *
   * @param bar the derivatives by the output
   * @param absolute whether the absolute values of the operand are meant
   */
  double[] parameterGradient(
      int slot, double[][][] values, P pin, double[][] bar, boolean absolute) {
    throw new IllegalStateException(name + " has no parameters");
  }

  /**
   * How far {@link #parameterGradient} may be off where the operand is off by its errors.
   *
   * @param bar the absolute values of the derivatives by the output
   */
  public double[] parameterError(
      int slot, double[][][] values, double[][][] errors, double[][] bar) {
    throw new IllegalStateException(name + " has no parameters");
  }

  /** A parameter a kernel holds: its values' array is its identity. */
  public record Slot(String name, double[] values) {}
}
