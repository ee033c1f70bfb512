package io.plumbline.diagnose.explain;

import io.plumbline.core.function.Precision;
import io.plumbline.diagnose.mistakes.InputChange;
import io.plumbline.evaluate.Evaluator;
import io.plumbline.evaluate.Piece;
import io.plumbline.evaluate.Point;
import io.plumbline.evaluate.result.Surroundings;
import io.plumbline.graph.TieRule;
import io.plumbline.graph.loss.Objective;
import io.plumbline.graph.loss.OutputKind;
import java.util.List;

/**
 * A model that is read: everything is computed in float64.
 *
 * @param evaluator the model
 * @param derivative of the loss as stated, certified
 */
record ReadLandscape(Evaluator evaluator, double[] derivative) implements Landscape {
  @Override
  public OutputKind kind() {
    return evaluator.kind();
  }

  @Override
  public int outputs() {
    return evaluator.outputs();
  }

  @Override
  public boolean showsScores() {
    return true;
  }

  @Override
  public Precision arithmetic(GivenArray quotients) {
    return quotients.arithmetic();
  }

  @Override
  public double measuredDeviation() {
    return 0;
  }

  @Override
  public Spot at(double[] x, Objective objective) {
    return new ReadSpot(evaluator.at(x, objective), objective);
  }

  private record ReadSpot(Point point, Objective objective) implements Spot {
    @Override
    public double loss() {
      return point.loss();
    }

    @Override
    public double[] scores() {
      return point.scores();
    }

    @Override
    public double deviation(Precision arithmetic) {
      return point.lossDeviation(arithmetic);
    }

    @Override
    public Surroundings surroundings(int[][] groups, double step) {
      return point.surroundings(groups, step);
    }

    /** The piece, by a consistent tie rule, whose gradient is nearest to an array. */
    @Override
    public Side side(double[] like, InputChange change) {
      Piece nearest = point.piece(TieRule.FIRST);
      double least = Vectors.distance(like, change.array(nearest.gradient()));
      for (TieRule rule : List.of(TieRule.SPLIT, TieRule.LAST)) {
        Piece piece = point.piece(rule);
        double misfit = Vectors.distance(like, change.array(piece.gradient()));
        if (misfit < least) {
          least = misfit;
          nearest = piece;
        }
      }
      return new PieceSide(this, nearest);
    }
  }

  /** A linear piece of the network, or a smooth one. */
  private record PieceSide(ReadSpot spot, Piece piece) implements Side {
    @Override
    public double[] gradient() {
      return piece.gradient();
    }

    @Override
    public double[] rounding(Precision arithmetic) {
      return piece.allowance(arithmetic).total();
    }

    @Override
    public double[] withoutKinks(double[] moved, double[] quotients) {
      LossChanges changes =
          LossChanges.of(
              CandidateInput.surroundings(
                  piece::surroundings, Cut.single(moved.length).groups(), moved),
              spot.objective,
              moved);
      return DifferenceScheme.CENTRAL.quotients(changes, () -> changes);
    }

    @Override
    public double[] withoutNoise(double[] moved, double[] quotients) {
      return quotients;
    }

    @Override
    public Ties ties(Disagreement given, CandidateInput source, double step, double[] effects) {
      return TieFinder.of(
          source, spot.point, piece, spot.objective, step, effects, given.picture().isPresent());
    }
  }
}
