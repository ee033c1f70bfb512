package io.plumbline.network.explain;

import io.plumbline.network.eval.Evaluator;
import io.plumbline.network.eval.Piece;
import io.plumbline.network.eval.Point;
import io.plumbline.network.eval.Surroundings;
import io.plumbline.network.eval.TieRule;
import io.plumbline.network.loss.Objective;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** An input that an array may be of: the sample itself, or one that it was mistaken for. */
final class Source {
  private final Evaluator evaluator;
  private final InputVariant variant;
  private final Point point;
  private final double step;
  private final Cut single;
  private final Map<Cut, Surroundings> around = new HashMap<>();

  /**
   * An input.
   *
   * @param objective the stated loss there
   * @param single the cut into single elements
   */
  Source(Evaluator evaluator, InputVariant variant, Objective objective, double step, Cut single) {
    this.evaluator = evaluator;
    this.variant = variant;
    this.point = evaluator.at(variant.x(), objective);
    this.step = step;
    this.single = single;
  }

  InputVariant variant() {
    return variant;
  }

  Point point() {
    return point;
  }

  Cut single() {
    return single;
  }

  /** The quotients of the network as it is, in the given array's order. */
  double[] quotients(Objective objective, Side side, Cut cut, boolean mean) {
    Surroundings surroundings =
        around.computeIfAbsent(cut, each -> point.surroundings(each.groups(), step));
    return variant.array(cut.expand(side.quotients(surroundings, objective), mean));
  }

  /** The central quotients of single elements only, in their order. */
  double[] quotients(Objective objective, int[] elements) {
    int[][] groups = new int[elements.length][];
    for (int k = 0; k < groups.length; k++) {
      groups[k] = new int[] {variant.from(elements[k])};
    }
    return Vectors.times(variant.slope(), point.surroundings(groups, step).quotients(objective));
  }

  /** The quotients of single elements on one piece, in the given array's order. */
  double[] pinned(Piece piece, Objective objective) {
    return variant.array(piece.surroundings(single.groups(), step).quotients(objective));
  }

  /** The piece, by a consistent tie rule, whose gradient is nearest to an array. */
  Piece nearestPiece(Objective objective, double[] array) {
    return nearest(evaluator.at(variant.x(), objective), array, variant::array);
  }

  static Piece nearest(Point point, double[] array, UnaryOperator<double[]> order) {
    Piece nearest = null;
    double least = Double.POSITIVE_INFINITY;
    for (TieRule rule : List.of(TieRule.FIRST, TieRule.SPLIT, TieRule.LAST)) {
      Piece piece = point.piece(rule);
      double misfit = Vectors.distance(array, order.apply(piece.gradient()));
      if (nearest == null || misfit < least) {
        least = misfit;
        nearest = piece;
      }
    }
    return nearest;
  }
}
