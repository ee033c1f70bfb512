package io.plumbline.diagnose.explain;

import io.plumbline.diagnose.mistakes.InputChange;
import io.plumbline.diagnose.mistakes.Scalar;
import io.plumbline.evaluate.Evaluator;
import io.plumbline.evaluate.Piece;
import io.plumbline.evaluate.Point;
import io.plumbline.evaluate.result.Surroundings;
import io.plumbline.graph.TieRule;
import io.plumbline.graph.loss.Objective;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/** An input that an array may be of: the sample itself, or one that it was mistaken for. */
final class CandidateInput {
  private final Evaluator evaluator;
  private final InputChange change;
  private final Scalar stated;
  private final Cut single;
  private final Map<Moved, Surroundings> around = new HashMap<>();

  private record Moved(Cut cut, Steps steps, boolean beforeSoftmax) {}

  /**
   * An input.
   *
   * @param stated the stated loss there
   * @param single the cut into single elements
   */
  CandidateInput(Evaluator evaluator, InputChange change, Scalar stated, Cut single) {
    this.evaluator = evaluator;
    this.change = change;
    this.stated = stated;
    this.single = single;
  }

  InputChange change() {
    return change;
  }

  Cut single() {
    return single;
  }

  /** The loss as stated, with the input's own label where it has one. */
  Scalar stated() {
    return stated;
  }

  Point point(Objective objective) {
    return evaluator.at(change.x(), objective);
  }

  /** How far each group of x moves, where the given input moves by a step. */
  double[] moved(Cut cut, Steps steps) {
    return steps.of(change.x(), cut.groups(), Math.abs(change.slope()));
  }

  /** By how much a loss of the network as it is changes when the elements of a cut are moved. */
  LossChanges changes(Objective objective, Cut cut, Steps steps) {
    double[] moved = moved(cut, steps);
    Surroundings surroundings =
        around.computeIfAbsent(
            new Moved(cut, steps, objective.beforeSoftmax()),
            each -> surroundings(point(objective)::surroundings, cut.groups(), moved));
    return LossChanges.of(surroundings, objective, moved);
  }

  /** A step for each group: those with the same one are moved in one go. */
  private static Surroundings surroundings(
      BiFunction<int[][], Double, Surroundings> of, int[][] groups, double[] steps) {
    Map<Double, List<Integer>> bySteps = new LinkedHashMap<>();
    for (int k = 0; k < steps.length; k++) {
      bySteps.computeIfAbsent(steps[k], each -> new ArrayList<>()).add(k);
    }
    double[][] plus = new double[groups.length][];
    double[][] minus = new double[groups.length][];
    double[][] scores = new double[1][];
    bySteps.forEach(
        (step, members) -> {
          int[][] together = members.stream().map(k -> groups[k]).toArray(int[][]::new);
          Surroundings some = of.apply(together, step);
          scores[0] = some.scores();
          for (int k = 0; k < together.length; k++) {
            plus[members.get(k)] = some.plus()[k];
            minus[members.get(k)] = some.minus()[k];
          }
        });
    return new Surroundings(scores[0], steps[0], plus, minus);
  }

  /** A cut's quotients in the given array's order, times the chain rule's factor. */
  double[] array(double[] quotients, Cut cut, boolean mean) {
    return change.array(cut.expand(quotients, mean));
  }

  /** What goes on around some single elements of the given array only, in their order. */
  Surroundings around(int[] elements, double step) {
    int[][] groups = new int[elements.length][];
    Arrays.setAll(groups, k -> new int[] {change.from(elements[k])});
    double[] moved = new double[groups.length];
    Arrays.fill(moved, step * Math.abs(change.slope()));
    return surroundings(point(stated.objective())::surroundings, groups, moved);
  }

  /** The quotients of single elements on one piece, in the given array's order. */
  double[] pinned(Piece piece, Objective objective, Steps steps) {
    double[] moved = moved(single, steps);
    Surroundings around = surroundings(piece::surroundings, single.groups(), moved);
    LossChanges changes = LossChanges.of(around, objective, moved);
    return change.array(DifferenceScheme.CENTRAL.quotients(changes, () -> changes));
  }

  /** The piece, by a consistent tie rule, whose gradient is nearest to an array. */
  Piece nearestPiece(Objective objective, double[] array) {
    return nearest(point(objective), array, change::array);
  }

  static Piece nearest(Point point, double[] array, UnaryOperator<double[]> order) {
    Piece nearest = point.piece(TieRule.FIRST);
    double least = Vectors.distance(array, order.apply(nearest.gradient()));
    for (TieRule rule : List.of(TieRule.SPLIT, TieRule.LAST)) {
      Piece piece = point.piece(rule);
      double misfit = Vectors.distance(array, order.apply(piece.gradient()));
      if (misfit < least) {
        least = misfit;
        nearest = piece;
      }
    }
    return nearest;
  }
}
