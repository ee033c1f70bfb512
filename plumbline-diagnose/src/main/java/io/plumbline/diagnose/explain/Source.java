package io.plumbline.diagnose.explain;

import io.plumbline.evaluate.Evaluator;
import io.plumbline.evaluate.Piece;
import io.plumbline.evaluate.Point;
import io.plumbline.evaluate.Surroundings;
import io.plumbline.graph.TieRule;
import io.plumbline.graph.loss.Objective;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** An input that an array may be of: the sample itself, or one that it was mistaken for. */
final class Source {
  private final Evaluator evaluator;
  private final InputVariant variant;
  private final Point point;
  private final Scalar stated;
  private final Cut single;
  private final Map<Moved, Surroundings> around = new HashMap<>();

  private record Moved(Cut cut, double step) {}

  /**
   * An input.
   *
   * @param stated the stated loss there
   * @param single the cut into single elements
   */
  Source(Evaluator evaluator, InputVariant variant, Scalar stated, Cut single) {
    this.evaluator = evaluator;
    this.variant = variant;
    this.point = evaluator.at(variant.x(), stated.objective());
    this.stated = stated;
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

  /** The loss as stated, with the variant's own label where it has one. */
  Scalar stated() {
    return stated;
  }

  /** By how much a loss of the network as it is changes when the elements of a cut are moved. */
  Changes changes(Objective objective, Cut cut, double step) {
    Surroundings surroundings =
        around.computeIfAbsent(
            new Moved(cut, step), each -> point.surroundings(cut.groups(), step));
    return Changes.of(surroundings, objective);
  }

  /** A cut's quotients in the given array's order. */
  double[] array(double[] quotients, Cut cut, boolean mean) {
    return variant.array(cut.expand(quotients, mean));
  }

  /** What goes on around some single elements of the given array only, in their order. */
  Surroundings around(int[] elements, double step) {
    int[][] groups = new int[elements.length][];
    for (int k = 0; k < groups.length; k++) {
      groups[k] = new int[] {variant.from(elements[k])};
    }
    return point.surroundings(groups, step);
  }

  /** The quotients of single elements on one piece, in the given array's order. */
  double[] pinned(Piece piece, Objective objective, double step) {
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
