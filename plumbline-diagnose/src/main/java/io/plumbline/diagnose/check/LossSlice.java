package io.plumbline.diagnose.check;

import io.plumbline.evaluate.Evaluator;
import io.plumbline.evaluate.Piece;
import io.plumbline.evaluate.Point;
import io.plumbline.evaluate.result.Kink;
import io.plumbline.evaluate.result.Surroundings;
import io.plumbline.graph.TieRule;
import io.plumbline.graph.loss.Loss;
import io.plumbline.graph.loss.Objective;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/**
 * The loss along one coordinate, to both sides of the input: what a difference quotient sees there.
 *
 * @param index the coordinate's place in C order
 * @param step how far it is moved to either side at most
 * @param moves by how much it is moved, from -step to step in even steps, 0 in the middle
 * @param changes what each of them does to the loss
 * @param near over which distance the two slopes are taken
 * @param before the quotient from x - near to x
 * @param after the quotient from x to x + near
 * @param kinks units that tie at x or switch within the step, by name
 */
public record LossSlice(
    int index,
    double step,
    List<Double> moves,
    List<Double> changes,
    double near,
    double before,
    double after,
    List<String> kinks) {
  /** How many moves to each side. */
  private static final int SIDE = 10;

  /** The step that most numeric checks have, for inputs from 0 to 1. */
  private static final double STEP = 1e-3;

  /** In float64 a part of such a step that few kinks are nearer than, and that rounds little. */
  private static final double NEAR = 0x1p-10;

  /** A coordinate on a constant background may meet hundreds. */
  private static final int MOST_KINKS = 16;

  /** In multiply-adds: a few seconds on one core. */
  private static final double MOST_WORK = 4e9;

  /** As many pushes go into one coordinate's difference, whose work is known. */
  private static final double PUSHES = 4;

  /** Copies the lists. */
  public LossSlice {
    moves = List.copyOf(moves);
    changes = List.copyOf(changes);
    kinks = List.copyOf(kinks);
  }

  /**
   * The central difference quotient over the whole step.
   *
   * @return (f(x + step) - f(x - step)) / 2 step, kinks and curvature between them included
   */
  public double chord() {
    return (changes.get(changes.size() - 1) - changes.get(0)) / (2 * step);
  }

  /** What the scores do where some coordinates are moved to both sides. */
  @FunctionalInterface
  public interface Around {
    /**
     * Moves them.
     *
     * @param coordinates one in each group
     * @param step by how much to either side
     * @return the scores' changes
     */
    Surroundings at(int[][] coordinates, double step);
  }

  /**
   * Along coordinates of a model that is read, in float64.
   *
   * @param evaluator the model
   * @param loss which scalar
   * @param sample where
   * @param step how far to move them to either side at most
   * @param indices which coordinates, in C order, the most wanted first
   * @return one for each; of a network so large that it would take long, of the first ones or none
   */
  public static List<LossSlice> of(
      Evaluator evaluator, Loss loss, Sample sample, double step, int... indices) {
    Objective objective =
        Objective.of(
            loss.of(sample.target()), sample.target(), evaluator.kind(), evaluator.outputs());
    Point point = evaluator.at(sample.x(), objective);
    Piece piece = point.piece(TieRule.FIRST);
    double each = piece.differenceWork() / sample.x().length * (2 * SIDE + PUSHES) / PUSHES;
    int most = (int) Math.min(indices.length, MOST_WORK / each);
    int[][] groups = groups(Arrays.copyOf(indices, most));
    List<List<String>> kinks = piece.kinks(groups, step).stream().map(LossSlice::names).toList();
    double near = NEAR * Math.min(step, step(sample.x()));
    return of(point::surroundings, objective, groups, step, near, kinks);
  }

  /**
   * Along coordinates of a model that gives values, in its own arithmetic: the slopes are taken
   * over the whole step, for its values round.
   *
   * @param around how they are had
   * @param objective the loss of the scores
   * @param step how far to move them to either side
   * @param indices which coordinates, in C order
   * @return one for each, without the names of units
   */
  public static List<LossSlice> ofValues(
      Around around, Objective objective, double step, int... indices) {
    List<List<String>> none = Collections.nCopies(indices.length, List.of());
    return of(around, objective, groups(indices), step, step, none);
  }

  /** Those on which no step does away with the kink come first. */
  private static List<String> names(List<Kink> units) {
    return units.stream()
        .sorted(Comparator.comparing(unit -> !unit.tied()))
        .limit(MOST_KINKS)
        .map(Kink::toString)
        .toList();
  }

  private static int[][] groups(int[] indices) {
    return Arrays.stream(indices).mapToObj(k -> new int[] {k}).toArray(int[][]::new);
  }

  /**
   * How far to move entries where nobody says it.
   *
   * @param x the input
   * @return relative to its largest value, which is 1 of a picture; the same for all coordinates
   */
  public static double step(double[] x) {
    double scale = Arrays.stream(x).map(Math::abs).max().orElse(0);
    return STEP * (scale > 0 ? scale : 1);
  }

  private static List<LossSlice> of(
      Around around,
      Objective objective,
      int[][] groups,
      double step,
      double near,
      List<List<String>> kinks) {
    double[] moves = new double[2 * SIDE + 1];
    double[][] changes = new double[groups.length][moves.length];
    for (int k = 1; k <= SIDE; k++) {
      moves[SIDE + k] = step * k / SIDE;
      moves[SIDE - k] = -moves[SIDE + k];
      Surroundings there = around.at(groups, moves[SIDE + k]);
      for (int group = 0; group < groups.length; group++) {
        changes[group][SIDE + k] = objective.realDifference(there.scores(), there.plus()[group]);
        changes[group][SIDE - k] = objective.realDifference(there.scores(), there.minus()[group]);
      }
    }
    Surroundings close = around.at(groups, near);
    List<LossSlice> slices = new ArrayList<>();
    for (int group = 0; group < groups.length; group++) {
      slices.add(
          new LossSlice(
              groups[group][0],
              step,
              list(moves),
              list(changes[group]),
              near,
              -objective.realDifference(close.scores(), close.minus()[group]) / near,
              objective.realDifference(close.scores(), close.plus()[group]) / near,
              kinks.get(group)));
    }
    return slices;
  }

  private static List<Double> list(double[] values) {
    return Arrays.stream(values).boxed().toList();
  }
}
