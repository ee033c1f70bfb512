package io.plumbline.diagnose.check;

import io.plumbline.core.Euclidean;
import io.plumbline.core.function.Precision;
import io.plumbline.core.verdict.Evidence;
import io.plumbline.core.verdict.Freedom;
import io.plumbline.core.verdict.Grounds;
import io.plumbline.core.verdict.Judge;
import io.plumbline.core.verdict.Judgement;
import io.plumbline.core.verdict.Power;
import io.plumbline.core.verdict.Reason;
import io.plumbline.core.verdict.Tier;
import io.plumbline.core.verdict.Together;
import io.plumbline.core.verdict.Veil;
import io.plumbline.evaluate.Piece;
import io.plumbline.evaluate.Point;
import io.plumbline.evaluate.result.Arithmetic;
import io.plumbline.evaluate.result.GradientNoise;
import io.plumbline.evaluate.result.NearTie;
import io.plumbline.evaluate.result.WholeGradient;
import io.plumbline.graph.TieRule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Checks a gradient where proven bounds say nothing, because they grow by orders of magnitude with
 * each block of a network, or where differencing every coordinate takes too long. The derivative is
 * that of reverse mode, proved as a whole; what rounding does to the gradient is bounded to first
 * order where that takes few passes and is tight enough, else measured.
 *
 * <p>With d the derivative, s_k the measured deviation at a coordinate and |s| that of the norm, a
 * gradient g agrees where |g - d| is within {@value #USUAL} s_k everywhere and {@value #USUAL_NORM}
 * |s| in norm; it is wrong beyond {@value #LARGEST} s_k or {@value #LARGEST_NORM} |s|, whatever
 * near-ties decide; between the two nothing is said. Frameworks were seen to err by up to 4 s_k and
 * 0.7 |s|; arithmetic that truncates, or that multiplies in a transformed domain, by up to 23 s_k
 * and 4.4 |s|. What the relative tolerance allows comes on top.
 */
final class DeepCheck {
  static final double USUAL = 8;
  static final double USUAL_NORM = 2;
  static final double LARGEST = 24;
  static final double LARGEST_NORM = 6;

  /** The same where sums are far finer than results: 0.5 |s| were seen. */
  private static final double USUAL_NORM_COARSE = 1.5;

  private static final double LARGEST_NORM_COARSE = 3;

  /** Passes that measure rounding; half as many double the largest errors of a deviation. */
  private static final int DRAWS = 16;

  /** Random directions that prove the derivative. */
  private static final int DIRECTIONS = 8;

  /** Bounds to first order are made for every coordinate up to this many multiply-adds. */
  private static final double MOST_WORK = 2e9;

  /** What effects of near-ties that do not quite add up may leave of them. */
  private static final double INTERPLAY = 0.1;

  private static final double FLOAT32 = Precision.FLOAT32.unitRoundoff();

  private final Point point;
  private final Judge judge;
  private final CheckOptions options;
  private final Reason common;
  private final double[] gradient;
  private final Trail trail;

  /**
   * A check.
   *
   * @param common why a mistake may hide where rounding is too coarse
   */
  DeepCheck(
      Point point,
      Judge judge,
      CheckOptions options,
      Reason common,
      double[] gradient,
      Trail trail) {
    this.trail = trail;
    this.point = point;
    this.judge = judge;
    this.options = options;
    this.common = common;
    this.gradient = gradient;
  }

  Examined check() {
    List<TieRule> rules = TieRules.at(point, options.tieRule());
    TieRule rule = rules.get(0);
    Piece piece = point.piece(rule);
    List<double[]> references = new ArrayList<>(List.of(piece.gradient()));
    double nearest = distance(references.get(0));
    for (TieRule other : rules.subList(1, rules.size())) {
      Piece candidate = point.piece(other);
      double[] derivative = candidate.gradient();
      boolean nearer = distance(derivative) < nearest;
      references.add(nearer ? 0 : references.size(), derivative);
      if (nearer) {
        rule = other;
        piece = candidate;
        nearest = distance(derivative);
      }
    }
    trail.derived(references.get(0));
    Examined found = check(piece, rule, references);
    boolean anyRule = options.tieRule().isEmpty() && !point.tiedWindows().isEmpty();
    return found.grounds().wrong() && anyRule ? ordered(found, rule, references) : found;
  }

  /** With one order of each pool's places, where that makes a wrong gradient a right one. */
  private Examined ordered(Examined found, TieRule from, List<double[]> references) {
    WindowOrders orders = new WindowOrders(point, gradient, from);
    TieRule rule = orders.nearest();
    Piece piece = point.piece(rule);
    Examined there = check(piece, rule, new ArrayList<>(references));
    if (there.grounds().wrong()) {
      return found;
    }
    return orders.enough(piece, there.judgement().allowed()) ? there : found.open(Reason.NEAR_TIES);
  }

  private double distance(double[] derivative) {
    return Euclidean.norm(minus(gradient, derivative));
  }

  private Examined check(Piece piece, TieRule rule, List<double[]> references) {
    Arithmetic arithmetic = options.arithmetic();
    GradientNoise noise = piece.noise(arithmetic, DRAWS, options.seed());
    trail.measured(relative(noise.norm(), noise));
    Reason hiding = hiding(noise);
    List<NearTie> ties = noise.nearTies();
    Flips.Fitted fitted = new Flips.Fitted(piece, List.of());
    Flips.Fitted nearest = fitted;
    Bounds first = new Bounds(noise, noise.derivative(), 0);
    boolean explained = first.agrees();
    // With a third as many units as there are coordinates, almost anything could be fitted.
    boolean few = ties.size() <= Math.max(Flips.MOST, gradient.length / 3);
    if (!explained && few && !ties.isEmpty()) {
      nearest = new Flips(gradient, first.usual(), ties).fit(piece);
      // Flips that do not explain the gradient are none.
      explained = new Bounds(noise, nearest.piece().gradient(), 0).agrees();
      fitted = explained ? nearest : fitted;
    }
    boolean finite = Arrays.stream(gradient).allMatch(Double::isFinite);
    if (!explained && ties.size() > Flips.MOST && finite && first.known()) {
      return asWhole(piece, nearest.piece(), rule, references, noise, ties, hiding);
    }
    double[] derivative = fitted.piece().gradient();
    references.set(0, derivative);
    WholeGradient whole = fitted.piece().whole(DIRECTIONS, options.seed(), singles(derivative));
    Bounds bounds = new Bounds(noise, derivative, whole.error());
    Evidence evidence = bounds.evidence(List.of());
    Judgement judgement = judge.judge(gradient, evidence);
    Tier tier = Tier.MEASURED;
    boolean wrong = judgement.wrong();
    if (wrong && !ties.isEmpty() && finite) {
      wrong =
          bounds.refutes(piece, ties)
              && (nearest.piece() == piece
                  || new Bounds(noise, nearest.piece().gradient(), whole.error())
                      .refutes(nearest.piece(), ties));
    }
    boolean undecided = judgement.wrong() && !wrong;
    if ((arithmetic == Arithmetic.FLOAT32 || arithmetic == Arithmetic.FLOAT64)
        && fitted.piece().firstOrderWork() <= MOST_WORK
        && !undecided) {
      Evidence certain =
          new Evidence(derivative, bounds.errors(), fitted.piece().firstOrder(), List.of());
      Judgement surely = judge.judge(gradient, certain);
      if (power(certain, surely, hiding).hidden() <= mustSee(hiding, 0)) {
        evidence = certain;
        judgement = surely;
        tier = Tier.FIRST_ORDER;
        wrong = surely.wrong();
      }
    }
    Power power = power(evidence, judgement, hiding);
    return new Examined(
        fitted.piece(),
        rule,
        fitted.flips(),
        ByReverse.differences(fitted.piece(), whole, ties),
        judgement,
        new Grounds(
            wrong,
            open(judgement, undecided),
            tier == Tier.MEASURED ? bounds.power(power, hiding, judgement) : power),
        mustSee(hiding, relative(noise.norm(), noise)),
        references,
        noise.deviations(),
        basis(tier, noise, noise.norm(), ties.size(), whole));
  }

  private Power power(Evidence evidence, Judgement judgement, Reason hiding) {
    return Power.of(judge, evidence, judgement, hiding, hiding);
  }

  /**
   * What a pass must see: where it is the arithmetic that hides mistakes, and not the sample, those
   * that exceed its rounding will do.
   *
   * @param noise of the gradient, relative to the derivative's norm
   */
  private double mustSee(Reason hiding, double noise) {
    boolean coarse = options.arithmetic().roundsMore() && hiding == Reason.PRECISION_TOO_COARSE;
    return options.mustSee().orElse(coarse ? Power.required(noise) : Power.REQUIRED);
  }

  /** Why a mistake may hide: where rounding in float32 exceeds the derivative, that is none. */
  private Reason hiding(GradientNoise noise) {
    double coarser = noise.arithmetic().coarsest().unitRoundoff() / FLOAT32;
    double size = Euclidean.norm(noise.derivative());
    boolean vanishes = common != Reason.SATURATED && noise.norm() > coarser * size;
    return vanishes ? Reason.VANISHING : common;
  }

  private static Optional<Reason> open(Judgement judgement, boolean undecided) {
    if (undecided) {
      return Optional.of(Reason.NEAR_TIES);
    }
    return judgement.agrees() ? Optional.empty() : Optional.of(Reason.BETWEEN);
  }

  /**
   * Where so many units may be on either side that only the whole gradient says something. It
   * agrees with the derivative at the sample or with none, for a wrong gradient would choose the
   * piece that is fitted to it; but what is too far from either is wrong.
   *
   * @param nearest the piece that was fitted
   */
  private Examined asWhole(
      Piece piece,
      Piece nearest,
      TieRule rule,
      List<double[]> references,
      GradientNoise noise,
      List<NearTie> ties,
      Reason hiding) {
    double[] derivative = piece.gradient();
    WholeGradient whole = piece.whole(DIRECTIONS, options.seed(), singles(derivative));
    AsWhole bounds = asWhole(piece, rule, ties, whole.error());
    Judgement judgement = judge.judge(gradient, bounds.evidence());
    boolean wrong = bounds.refutes(gradient, judgement);
    if (!wrong && nearest != piece) {
      AsWhole there = asWhole(nearest, rule, ties, whole.error());
      wrong = there.refutes(gradient, judge.judge(gradient, there.evidence()));
    }
    Optional<Reason> open =
        bounds.accepts(gradient, judgement) ? Optional.empty() : Optional.of(Reason.NEAR_TIES);
    // Of an arithmetic that is fine enough, it is the units and not their rounding that hide much.
    boolean fine = !options.arithmetic().roundsMore();
    Reason hidden = fine && hiding == Reason.PRECISION_TOO_COARSE ? Reason.NEAR_TIES : hiding;
    return new Examined(
        piece,
        rule,
        List.of(),
        ByReverse.differences(piece, whole, ties),
        judgement,
        new Grounds(wrong, open, bounds.power(hidden, judgement)),
        mustSee(hiding, relative(bounds.norm(), noise)),
        references,
        noise.deviations(),
        basis(Tier.MEASURED, noise, bounds.norm(), ties.size(), whole));
  }

  private AsWhole asWhole(Piece piece, TieRule rule, List<NearTie> ties, double error) {
    return new AsWhole(
        piece,
        ties,
        piece.freeNoise(rule, options.arithmetic(), DRAWS, options.seed()),
        options.arithmetic().coarse() ? USUAL_NORM_COARSE : Double.POSITIVE_INFINITY,
        error,
        judge.relativeTolerance());
  }

  /** A norm beside the derivative's. */
  private static double relative(double norm, GradientNoise noise) {
    return norm / Euclidean.norm(noise.derivative());
  }

  private int[] singles(double[] derivative) {
    int worst = 0;
    double[] difference = minus(gradient, derivative);
    for (int k = 0; k < difference.length; k++) {
      worst = Math.abs(difference[k]) > Math.abs(difference[worst]) ? k : worst;
    }
    return options.coordinates().of(difference.length, worst, options.seed());
  }

  private Basis basis(Tier tier, GradientNoise noise, double norm, int ties, WholeGradient whole) {
    double chance = Math.min(1, gradient.length * StudentTail.beyond(noise.draws(), LARGEST));
    Basis.Sampled sampled =
        new Basis.Sampled(
            noise.arithmetic(),
            noise.draws(),
            noise.seed(),
            relative(norm, noise),
            chance,
            ties,
            whole,
            relative(whole.error(), noise));
    return new Basis(tier, Optional.of(sampled));
  }

  /** What a gradient may be off by, given its noise. */
  private final class Bounds {
    private final double[] deviations;
    private final double[] derivative;
    private final double noise;
    private final double error;
    private final double usualNorm;
    private final double largestNorm;

    /**
     * Bounds.
     *
     * @param error how far the derivative itself may be off
     */
    Bounds(GradientNoise measured, double[] derivative, double error) {
      this.deviations = measured.deviations();
      this.noise = measured.norm();
      boolean coarse = measured.arithmetic().coarse();
      this.usualNorm = coarse ? USUAL_NORM_COARSE : USUAL_NORM;
      this.largestNorm = coarse ? LARGEST_NORM_COARSE : LARGEST_NORM;
      this.derivative = derivative;
      this.error = error;
    }

    Evidence evidence(List<Freedom> freedoms) {
      double[] doubt = scaled(deviations, LARGEST - USUAL);
      double[] interplay = new double[doubt.length];
      for (Freedom freedom : freedoms) {
        for (int k = 0; k < doubt.length; k++) {
          interplay[k] += INTERPLAY * Math.abs(freedom.direction()[k]);
        }
      }
      for (int k = 0; k < doubt.length; k++) {
        doubt[k] += interplay[k];
      }
      return new Evidence(
          derivative,
          errors(),
          scaled(deviations, USUAL),
          doubt,
          freedoms,
          new Together(
              usualNorm * noise + error,
              (largestNorm - usualNorm) * noise + Euclidean.norm(interplay)));
    }

    boolean agrees() {
      return known() && judge.judge(gradient, evidence(List.of())).agrees();
    }

    /** Whether no shares of the near-ties explain the gradient, with room for their interplay. */
    boolean refutes(Piece piece, List<NearTie> ties) {
      return known() && judge.glance(gradient, evidence(Flips.freedoms(piece, ties))).wrong();
    }

    /** How far each coordinate is off by rounding alone, at most. */
    double[] usual() {
      double[] usual = scaled(deviations, USUAL);
      for (int k = 0; k < usual.length; k++) {
        usual[k] += judge.relativeTolerance() * Math.abs(derivative[k]) + error;
      }
      return usual;
    }

    boolean known() {
      return Double.isFinite(noise) && Double.isFinite(error);
    }

    /**
     * The power, where the norm of all that is off shows more than its coordinates do. Of two
     * gradients that agree neither is further off than is usual, so that the mistake that leads
     * from one to the other is at most twice as large; from this gradient on, as large as what is
     * usual and what it is off by.
     */
    Power power(Power each, Reason hiding, Judgement judgement) {
      double size = Euclidean.norm(derivative);
      double beside = judge.relativeTolerance() + error / size;
      double usual = usualNorm * noise / size + beside;
      if (known() && !(2 * usual < each.hidden())) {
        return each;
      }
      double norm =
          judgement.agrees() ? usual + Euclidean.norm(judgement.differences()) / size : 2 * usual;
      double failing = 2 * ((usualNorm + largestNorm) * noise / size + beside);
      return new Power(
          List.of(new Veil(known() ? hiding : Reason.NOT_BOUNDED, 2 * usual)),
          Math.min(each.norm(), norm),
          Math.min(each.others(), norm),
          each.coordinate(),
          Math.min(each.scale(), failing));
    }

    double[] errors() {
      double[] errors = new double[derivative.length];
      Arrays.fill(errors, error);
      return errors;
    }
  }

  private static double[] scaled(double[] values, double factor) {
    return Arrays.stream(values).map(each -> factor * each).toArray();
  }

  private static double[] minus(double[] one, double[] other) {
    return IntStream.range(0, one.length).mapToDouble(k -> one[k] - other[k]).toArray();
  }
}
