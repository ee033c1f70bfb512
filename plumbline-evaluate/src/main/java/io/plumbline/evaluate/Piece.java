package io.plumbline.evaluate;

import io.plumbline.core.function.Precision;
import io.plumbline.evaluate.differences.Differencing;
import io.plumbline.evaluate.differences.Push;
import io.plumbline.evaluate.differences.SidePushes;
import io.plumbline.evaluate.differences.WholeDifferencing;
import io.plumbline.evaluate.kernel.Changes;
import io.plumbline.evaluate.kernel.Entries;
import io.plumbline.evaluate.kernel.Kernel;
import io.plumbline.evaluate.kernel.Parallel;
import io.plumbline.evaluate.kernel.Pinned;
import io.plumbline.evaluate.kernel.Rows;
import io.plumbline.evaluate.noise.FirstOrder;
import io.plumbline.evaluate.noise.FreePasses;
import io.plumbline.evaluate.noise.NoisyPasses;
import io.plumbline.evaluate.point.Evaluated;
import io.plumbline.evaluate.point.Reverse;
import io.plumbline.evaluate.result.Allowance;
import io.plumbline.evaluate.result.Arithmetic;
import io.plumbline.evaluate.result.Differences;
import io.plumbline.evaluate.result.FreeNoise;
import io.plumbline.evaluate.result.GradientNoise;
import io.plumbline.evaluate.result.Kink;
import io.plumbline.evaluate.result.NearTie;
import io.plumbline.evaluate.result.ParameterDifferences;
import io.plumbline.evaluate.result.ParameterGradient;
import io.plumbline.evaluate.result.Surroundings;
import io.plumbline.evaluate.result.WholeGradient;
import io.plumbline.evaluate.rounding.Allowances;
import io.plumbline.evaluate.ties.NearTies;
import io.plumbline.evaluate.ties.Suspects;
import io.plumbline.evaluate.ties.WindowTies;
import io.plumbline.graph.TieRule;
import java.lang.ref.SoftReference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One smooth piece of the network around a point: every maximum has its winner and every unit its
 * side. A tie rule picks one at exact ties; {@link #flip} picks another at a near-tie.
 */
public final class Piece {
  private static final double PROBE = 0x1p-21;

  /** Quotients that differ by less than this part of the largest differ by rounding. */
  private static final double FELT = 1e-9;

  /** So many evaluations go into a difference quotient, or into a bound along a direction. */
  private static final int EVALUATIONS = 4;

  /** What pushing a group costs, in multiply-adds, at least about. */
  private static final double WORK = 1e4;

  private final Evaluated point;
  private final Pinned<?>[] pins;
  private double @Nullable [] gradient;

  /** Of a large network both take much memory, and may be made again. */
  private SoftReference<Reverse> reverse = new SoftReference<>(null);

  private SoftReference<Differencing> differencing = new SoftReference<>(null);

  private @Nullable Allowance allowance;
  private @Nullable Precision allowed;

  Piece(Evaluated point, Pinned<?>[] pins) {
    this.point = point;
    this.pins = pins;
  }

  /**
   * The gradient by the input, by reverse mode in float64.
   *
   * @return one derivative for each element, in C order
   */
  public synchronized double[] gradient() {
    if (gradient == null) {
      // Of a large network the other derivatives may never be asked for.
      gradient =
          point.program.isLarge() ? Reverse.gradient(point, pins) : reverse().inputGradient();
    }
    return gradient.clone();
  }

  /**
   * The gradient by every parameter, by reverse mode in float64.
   *
   * @return one array for each parameter, in its own order
   */
  public List<ParameterGradient> parameterGradients() {
    return reverse().parameterGradients();
  }

  /**
   * The derivative by every element of the input, by central differences with a certificate.
   *
   * @return estimates with their bounds
   */
  public Differences differences() {
    int[][] groups = new int[point.size()][];
    Arrays.setAll(groups, k -> new int[] {k});
    return differences(groups);
  }

  /**
   * The derivative along tiles: all elements of a group are moved together by the same step, so
   * that the derivative is the sum of theirs.
   *
   * @param groups elements of the input, in C order
   * @return one estimate for each group
   */
  public Differences differences(int[][] groups) {
    return differencing().byInput(groups);
  }

  /**
   * The derivative by every element of every parameter, by central differences with a certificate.
   *
   * @return one set of estimates for each parameter, in its own order
   */
  public List<ParameterDifferences> parameterDifferences() {
    Evaluated whole = point.whole();
    Differencing all = whole == point ? differencing() : new Differencing(whole, pins);
    return all.byParameters();
  }

  /**
   * What arithmetic of a precision may do to this piece's gradient.
   *
   * @param precision of the gradient's computation
   * @return the allowances, and the directions in which errors are common to all coordinates
   */
  public synchronized Allowance allowance(Precision precision) {
    if (allowed != precision) {
      allowance = Allowances.of(point, pins, precision);
      allowed = precision;
    }
    return Objects.requireNonNull(allowance);
  }

  /**
   * What an arithmetic's rounding does to this piece's gradient, measured by repeated passes with
   * random errors.
   *
   * @param arithmetic of the gradient's computation
   * @param draws how many pairs of passes, at least 2
   * @param seed of the errors
   * @return the noise
   */
  public GradientNoise noise(Arithmetic arithmetic, int draws, long seed) {
    return NoisyPasses.of(point, pins, gradient(), arithmetic, draws, seed);
  }

  /**
   * The same with nothing pinned: units change their sides as rounding has it.
   *
   * @param rule what to do at kinks that a pass meets exactly
   * @param arithmetic of the gradient's computation
   * @param draws how many pairs of passes, at least 2
   * @param seed of the errors
   * @return the noise of the whole gradient
   */
  public FreeNoise freeNoise(TieRule rule, Arithmetic arithmetic, int draws, long seed) {
    return FreePasses.of(point, pins, rule, gradient(), arithmetic, draws, seed);
  }

  /**
   * How far each difference quotient of {@link #differences} is off by rounding at worst, without
   * making any.
   *
   * @return one bound for each element of the input
   */
  public double[] differenceRounding() {
    return differencing().inputErrors();
  }

  /**
   * About how much work {@link #differences} is: what the changes of some coordinates touch, times
   * their number.
   *
   * @return a number of multiply-adds
   */
  public double differenceWork() {
    Push push = new Push(point, pins);
    point.prepareKinks();
    Changes changes = point.program.borrowChanges();
    int[] some = {0, point.size() / 2, point.size() - 1};
    double work = 0;
    for (int element : some) {
      push.pinnedChange(new int[] {element}, PROBE, changes);
      for (Kernel<?> kernel : point.program.kernels) {
        work += kernel.work() * changes.of(kernel.out).count / Math.max(1, kernel.rows);
      }
    }
    point.program.giveBack(changes);
    return EVALUATIONS * work / some.length * point.size();
  }

  /**
   * About how much work {@link #firstOrder()} is.
   *
   * @return a number of multiply-adds
   */
  public double firstOrderWork() {
    return EVALUATIONS * passWork() * point.size();
  }

  /**
   * About how much work one pass over the whole network is.
   *
   * @return a number of multiply-adds
   */
  public double passWork() {
    return point.program.kernels.stream().mapToDouble(Kernel::work).sum();
  }

  private synchronized Differencing differencing() {
    Differencing known = differencing.get();
    if (known == null) {
      known = new Differencing(point, pins);
      differencing = new SoftReference<>(known);
    }
    return known;
  }

  /**
   * Proves the derivative as a whole, and some coordinates one by one.
   *
   * @param directions how many random directions, an even number
   * @param seed of the directions
   * @param singles which elements of the input are differenced by themselves besides
   * @return what was shown
   */
  public WholeGradient whole(int directions, long seed, int... singles) {
    return WholeDifferencing.of(point, pins, gradient(), directions, seed, singles);
  }

  /**
   * How far a gradient computed in float32 may be off at each coordinate, to first order in the
   * unit roundoff and whatever the order of summation: four passes for each.
   *
   * @return one bound for each element of the input
   */
  public double[] firstOrder() {
    int size = point.size();
    return new FirstOrder(point, pins, reverse().bars())
        .along(
            size,
            k -> {
              double[] v = new double[size];
              v[k] = 1;
              return v;
            });
  }

  /**
   * The same along some directions, of the scalar product with the gradient.
   *
   * @param directions each as long as the input, none of them zero
   * @return one bound for each
   */
  public double[] firstOrder(List<double[]> directions) {
    return new FirstOrder(point, pins, reverse().bars()).along(directions.size(), directions::get);
  }

  /**
   * The units that this precision may see on the other side: those within its rounding of a kink,
   * and exact ties of values that come out of sums which round.
   *
   * @param precision of the gradient's computation
   * @return near-ties, nearest relative to their allowance first
   */
  public List<NearTie> nearTies(Precision precision) {
    return NearTies.of(point, pins, precision);
  }

  /**
   * The exact ties of pooling windows, whether their values round or not.
   *
   * @return each other place of a window that holds its maximum
   */
  public List<NearTie> windowTies() {
    return WindowTies.of(point, pins);
  }

  /**
   * Those near-ties whose flipping would do most to turn this piece's gradient into another.
   *
   * @param ties of {@link #nearTies}
   * @param residual the other gradient minus this one
   * @param most how many are wanted
   * @return the likeliest first
   */
  public List<NearTie> suspects(List<NearTie> ties, double[] residual, int most) {
    return Suspects.of(point, pins, reverse().bars(), ties, residual, most);
  }

  /**
   * The change of the gradient when one near-tie goes the other way.
   *
   * @param tie one of {@link #nearTies}
   * @return one difference for each element of the input
   */
  public double[] effect(NearTie tie) {
    double[][][] bars = reverse().bars();
    double[][][] moved = new double[point.program.valueCount()][][];
    Kernel<?> at = point.program.kernels.get(tie.kernel());
    double bar = bars[at.out][tie.row()][tie.channel()];
    point.program.begin(at, moved);
    pins[tie.kernel()].flipEffect(tie, bar, moved);
    moved[at.out] = null;
    for (int k = tie.kernel() - 1; k >= 0; k--) {
      Kernel<?> kernel = point.program.kernels.get(k);
      if (moved[kernel.out] != null) {
        point.watch.check();
        point.program.begin(kernel, moved);
        pins[k].backward(point.values, moved, Entries.SIGNED);
        moved[kernel.out] = kernel.out == point.program.input ? moved[kernel.out] : null;
      }
    }
    double[][] effect = moved[point.program.input];
    return effect == null ? new double[point.size()] : Rows.flatten(effect);
  }

  /**
   * The changes of the gradient when each of some near-ties goes the other way by itself.
   *
   * @param ties of {@link #nearTies}
   * @return as {@link #effect}, one for each
   */
  public List<double[]> effects(List<NearTie> ties) {
    double[][] effects = new double[ties.size()][];
    reverse();
    Parallel.ranges(
        effects.length,
        passWork() * effects.length,
        (from, to) -> {
          for (int t = from; t < to; t++) {
            effects[t] = effect(ties.get(t));
          }
        });
    return List.of(effects);
  }

  /**
   * The product of each near-tie's effect with a direction; one push makes all of them.
   *
   * @param ties of {@link #nearTies}
   * @param direction as long as the input
   * @return one product for each
   */
  public double[] effectProducts(List<NearTie> ties, double[] direction) {
    return Suspects.products(point, pins, reverse().bars(), ties, direction);
  }

  /**
   * About the square of each near-tie's effect, from its products with random directions.
   *
   * @param ties of {@link #nearTies}
   * @param directions how many; a square is off by some 140 % / sqrt(directions)
   * @param seed of the directions
   * @return one square of a norm for each
   */
  public double[] effectSquares(List<NearTie> ties, int directions, long seed) {
    double[] squares = new double[ties.size()];
    double[][] products = new double[directions][];
    reverse();
    Parallel.ranges(
        directions,
        passWork() * directions,
        (from, to) -> {
          for (int k = from; k < to; k++) {
            products[k] = effectProducts(ties, WholeGradient.direction(point.size(), seed, k));
          }
        });
    for (double[] each : products) {
      Arrays.setAll(squares, t -> squares[t] + each[t] * each[t] / directions);
    }
    return squares;
  }

  /**
   * The gradients that near-ties may make of this piece's.
   *
   * @param ties of {@link #nearTies}
   * @param allowance of this piece, whose common errors the near-ties pass on as well
   * @return what is known of them
   */
  public TieChoices choices(List<NearTie> ties, Allowance allowance) {
    return new TieChoices(point, pins, reverse().bars(), ties, allowance);
  }

  /**
   * The neighbouring piece on which some near-ties go the other way.
   *
   * @param ties of {@link #nearTies}
   * @return the piece
   */
  public Piece flip(List<NearTie> ties) {
    Pinned<?>[] flipped = pins.clone();
    for (NearTie tie : ties) {
      flipped[tie.kernel()] = flipped[tie.kernel()].flip(tie);
    }
    return new Piece(point, flipped);
  }

  /**
   * The gradient by each score: the rows of the Jacobian that the loss's own gradient combines.
   *
   * @param score which
   * @return one derivative for each element of the input
   */
  public double[] scoreGradient(int score) {
    return Reverse.ofScore(point, pins, score);
  }

  /**
   * The scores on both sides along each coordinate on this piece, continued beyond its kinks.
   *
   * @param groups elements of the input that are moved together, in C order
   * @param step by how much to either side
   * @return the scores' changes
   */
  public Surroundings surroundings(int[][] groups, double step) {
    return SidePushes.of(point, pins, groups, step);
  }

  /**
   * Kinks that each coordinate moves: the units that tie or switch within the step.
   *
   * @param groups elements of the input that are moved together
   * @param step by how much to either side
   * @return for each group its units
   */
  public List<List<Kink>> kinks(int[][] groups, double step) {
    Push push = new Push(point, pins);
    List<List<Kink>> all = new ArrayList<>();
    for (int k = 0; k < groups.length; k++) {
      all.add(new ArrayList<>());
    }
    Parallel.ranges(
        groups.length,
        WORK * groups.length,
        (from, to) -> {
          Changes changes = point.program.borrowChanges();
          for (int k = from; k < to; k++) {
            push.listKinks(groups[k], step, changes, all.get(k));
          }
          point.program.giveBack(changes);
        });
    return all;
  }

  /**
   * Whether a kink within the step makes itself felt: whether the quotient of the network as it is
   * differs from this piece's. A tie among units that the loss does not depend on is not felt.
   *
   * @param groups elements of the input that are moved together
   * @param step by how much to either side
   * @return for each group whether the two quotients differ by more than rounding
   */
  public boolean[] feelsKink(int[][] groups, double step) {
    double[] real = SidePushes.of(point, null, groups, step).quotients(point.objective);
    double[] pinned = surroundings(groups, step).quotients(point.objective);
    double size = 0;
    for (double each : pinned) {
      size = Math.max(size, Math.abs(each));
    }
    boolean[] felt = new boolean[groups.length];
    for (int k = 0; k < felt.length; k++) {
      felt[k] = Math.abs(real[k] - pinned[k]) > FELT * size;
    }
    return felt;
  }

  /** Which sides and winners a kernel has here. */
  Pinned<?> pin(int kernel) {
    return pins[kernel];
  }

  /** The reverse pass, made once where memory is not short. */
  private synchronized Reverse reverse() {
    Reverse known = reverse.get();
    if (known == null) {
      known = new Reverse(point, pins);
      reverse = new SoftReference<>(known);
    }
    return known;
  }
}
