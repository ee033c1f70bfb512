package io.plumbline.diagnose.check;

import io.plumbline.core.Euclidean;
import io.plumbline.core.verdict.Agreement;
import io.plumbline.core.verdict.Evidence;
import io.plumbline.core.verdict.Grounds;
import io.plumbline.core.verdict.Judge;
import io.plumbline.core.verdict.Judgement;
import io.plumbline.core.verdict.Power;
import io.plumbline.core.verdict.Reason;
import io.plumbline.evaluate.Piece;
import io.plumbline.evaluate.Point;
import io.plumbline.evaluate.result.Differences;
import io.plumbline.evaluate.result.DifferencesEndedException;
import java.util.Optional;

/** Holds a gradient against certified difference quotients, bounds proven throughout. */
final class ProvenCheck {
  /** Bounds below this part of the derivative's norm let a mistake of 1 % be seen. */
  private static final double TIGHT = 0.009;

  /** Coordinates are differenced one by one up to so many multiply-adds in all. */
  private static final double MOST_WORK = 2e10;

  /** A coordinate's change touches at least one in so many of a network's multiply-adds. */
  private static final double LEAST_TOUCHED = 1e4;

  private final Point point;
  private final Judge judge;
  private final CheckOptions options;
  private final Reason common;
  private final Trail trail;

  /**
   * A check.
   *
   * @param common why mistakes may hide in the errors of the loss's own derivative
   */
  ProvenCheck(Point point, Judge judge, CheckOptions options, Reason common, Trail trail) {
    this.trail = trail;
    this.point = point;
    this.judge = judge;
    this.options = options;
    this.common = common;
  }

  /** Whether proven bounds are tight, and differencing every coordinate takes not too long. */
  boolean applies() {
    Piece piece = point.piece(TieRules.at(point, options.tieRule()).get(0));
    if (!options.coordinates().all() && piece.firstOrderWork() > LEAST_TOUCHED * MOST_WORK) {
      return false;
    }
    double[] derivative = piece.gradient();
    trail.derived(derivative);
    double size = Euclidean.norm(derivative);
    double[] noise = piece.differenceRounding();
    if (!(Euclidean.norm(noise) <= TIGHT * size)) {
      return false;
    }
    double[] rounding = piece.allowance(options.precision()).local();
    for (int k = 0; k < noise.length; k++) {
      noise[k] += rounding[k];
    }
    return Euclidean.norm(noise) <= TIGHT * size
        && (options.coordinates().all()
            || piece.firstOrderWork() <= MOST_WORK
            || piece.differenceWork() <= MOST_WORK);
  }

  Examined examine(double[] gradient) {
    PieceSearch.Found found =
        new PieceSearch(point, judge, options.precision(), gradient).search(options.tieRule());
    Differences differences = differences(found);
    Evidence evidence =
        PieceSearch.evidence(differences.values(), differences.bounds(), found.allowance());
    Judgement judgement = judge.judge(gradient, evidence);
    Power power = Power.of(judge, evidence, judgement, Reason.PRECISION_TOO_COARSE, common);
    boolean wrong = judgement.wrong();
    Optional<Reason> open = Optional.empty();
    if (wrong && !found.refuted()) {
      open = Optional.of(Reason.NEAR_TIES);
    } else if (judgement.count(Agreement.DOUBTFUL) > 0) {
      // What only a formula that loses digits explains is neither right nor wrong.
      open = Optional.of(Reason.SATURATED);
    }
    return new Examined(
        found.piece(),
        found.rule(),
        found.flips(),
        differences,
        judgement,
        new Grounds(wrong && found.refuted(), open, power),
        options.mustSee().orElse(Power.REQUIRED),
        found.references(),
        found.allowance().total(),
        Basis.PROVEN);
  }

  private Differences differences(PieceSearch.Found found) {
    try {
      return found.piece().differences();
    } catch (DifferencesEndedException e) {
      Differences soFar = e.soFar();
      trail.differenced(
          judge, soFar, PieceSearch.evidence(soFar.values(), soFar.bounds(), found.allowance()));
      throw e;
    }
  }
}
