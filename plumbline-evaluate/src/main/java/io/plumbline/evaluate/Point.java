package io.plumbline.evaluate;

import io.plumbline.core.function.Precision;
import io.plumbline.evaluate.compile.Program;
import io.plumbline.evaluate.differences.SidePushes;
import io.plumbline.evaluate.kernel.Rows;
import io.plumbline.evaluate.point.Evaluated;
import io.plumbline.evaluate.point.Watch;
import io.plumbline.evaluate.result.Differences;
import io.plumbline.evaluate.result.Stage;
import io.plumbline.evaluate.result.Surroundings;
import io.plumbline.evaluate.result.TieKind;
import io.plumbline.evaluate.ties.ExactTies;
import io.plumbline.graph.TieRule;
import io.plumbline.graph.loss.Objective;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A network at one input, with the scalar to differentiate on top: everything evaluated once that
 * differencing and reverse mode share. Immutable to its users, and safe for many threads.
 */
public final class Point {
  private final Evaluated evaluated;
  private @Nullable ExactTies exactTies;
  private @Nullable TieRule firstRule;
  private @Nullable Piece firstPiece;

  Point(Program program, Objective objective, double[] x, Watch watch) {
    evaluated = new Evaluated(program, objective, x, watch);
  }

  /** What is behind it. */
  Evaluated evaluated() {
    return evaluated;
  }

  /**
   * The input.
   *
   * @return a copy, in C order
   */
  public double[] x() {
    return evaluated.x();
  }

  /**
   * The scores that the loss is computed from: the model's output, or its logits.
   *
   * @return a copy
   */
  public double[] scores() {
    return evaluated.scores.clone();
  }

  /**
   * What long work here is at.
   *
   * @return the stage that was begun last; empty before the first
   */
  public Optional<Stage> stage() {
    return evaluated.watch.stage();
  }

  /**
   * The loss.
   *
   * @return its value here
   */
  public double loss() {
    return evaluated.objective.value(evaluated.scores);
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
    double[] variances = Rows.flatten(evaluated.variances(u)[evaluated.program.output]);
    double[] bar = new double[evaluated.scores.length];
    evaluated.objective.gradient(evaluated.scores, bar);
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
      firstPiece = new Piece(evaluated, evaluated.pins(rule));
    }
    // One is kept: whoever asks again asks for the first, and each holds all derivatives.
    return rule.equals(firstRule) ? firstPiece : new Piece(evaluated, evaluated.pins(rule));
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
    return SidePushes.of(evaluated, null, groups, step);
  }

  /**
   * The kinds of exact tie that lie here where the loss depends on how they are decided.
   *
   * @return none, where the network is differentiable as far as float64 can tell
   */
  public Set<TieKind> exactTies() {
    return ties().kinds();
  }

  /**
   * The units that lie exactly on a kink, or share their maximum, where the loss depends on how
   * that is decided.
   *
   * @return how many by layer, in the layers' order
   */
  public Map<String, Integer> tiedUnits() {
    return ties().units();
  }

  /**
   * The pooling layers that have windows with several equal maxima.
   *
   * @return by name, in the layers' order, how many places a window has
   */
  public Map<String, Integer> tiedWindows() {
    return ties().windows();
  }

  private synchronized ExactTies ties() {
    if (exactTies == null) {
      exactTies = ExactTies.of(evaluated);
    }
    return exactTies;
  }
}
