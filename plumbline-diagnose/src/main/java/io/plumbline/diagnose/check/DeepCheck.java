package io.plumbline.diagnose.check;

import io.plumbline.core.verdict.Agreement;
import io.plumbline.core.verdict.Evidence;
import io.plumbline.core.verdict.Judge;
import io.plumbline.core.verdict.Judgement;
import io.plumbline.core.verdict.Power;
import io.plumbline.core.verdict.Tier;
import io.plumbline.core.verdict.Verdict;
import io.plumbline.evaluate.Piece;
import io.plumbline.evaluate.Point;
import io.plumbline.evaluate.result.Allowance;
import io.plumbline.evaluate.result.Arithmetic;
import io.plumbline.evaluate.result.Differences;
import io.plumbline.evaluate.result.FreeNoise;
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

  /** Passes that measure rounding; half as many double the largest errors of a deviation. */
  private static final int DRAWS = 16;

  /** Random directions that prove the derivative. */
  private static final int DIRECTIONS = 8;

  /** Bounds to first order are made for every coordinate up to this many multiply-adds. */
  private static final double MOST_WORK = 2e9;

  /** Free draws that a whole gradient is held against: so many of their deviations off is wrong. */
  private static final double STRAYS = 8;

  private final Point point;
  private final Judge judge;
  private final CheckOptions options;
  private final double[] gradient;

  DeepCheck(Point point, Judge judge, CheckOptions options, double[] gradient) {
    this.point = point;
    this.judge = judge;
    this.options = options;
    this.gradient = gradient;
  }

  /**
   * What was found.
   *
   * @param references the derivatives by each tie rule, the best rule's first
   * @param verdict apart from what makes a sample unfit for any
   * @param reason why nothing is said, apart from what {@code power} says
   */
  record Found(
      Piece piece,
      TieRule rule,
      List<NearTie> flips,
      Differences differences,
      Judgement judgement,
      Power power,
      double[] noise,
      List<double[]> references,
      Basis basis,
      Verdict verdict,
      Optional<Reason> reason) {}

  Found check() {
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
    return check(piece, rule, references);
  }

  private double distance(double[] derivative) {
    return norm(minus(gradient, derivative));
  }

  private Found check(Piece piece, TieRule rule, List<double[]> references) {
    Arithmetic arithmetic = options.arithmetic();
    GradientNoise noise = piece.noise(arithmetic, DRAWS, options.seed());
    Bounds bounds = new Bounds(noise, noise.derivative());
    Flips.Fitted fitted = new Flips.Fitted(piece, List.of(), minus(gradient, noise.derivative()));
    List<NearTie> ties = noise.nearTies();
    if (!bounds.agrees(fitted.left()) && !ties.isEmpty()) {
      fitted = new Flips(gradient, bounds.usual, ties).fit(piece);
      double[] left = minus(gradient, fitted.piece().gradient());
      if (!new Bounds(noise, fitted.piece().gradient()).agrees(left)) {
        // Flips that do not explain the gradient are none.
        fitted = new Flips.Fitted(piece, List.of(), fitted.left());
      }
    }
    double[] derivative = fitted.piece().gradient();
    references.set(0, derivative);
    WholeGradient whole = fitted.piece().whole(DIRECTIONS, options.seed(), singles(derivative));
    bounds = new Bounds(noise, derivative).with(whole.error());
    double[] difference = minus(gradient, derivative);
    Tier tier = Tier.MEASURED;
    Verdict verdict = bounds.verdict(difference);
    boolean undecided = false;
    if (verdict == Verdict.FAIL && !ties.isEmpty()) {
      boolean wrong =
          ties.size() <= Flips.MOST
              ? bounds.verdict(fitted.left()) == Verdict.FAIL
              : strays(fitted.piece(), rule, derivative);
      verdict = wrong ? Verdict.FAIL : Verdict.INCONCLUSIVE;
      undecided = !wrong;
    }
    Evidence evidence = bounds.evidence(noise);
    if (arithmetic == Arithmetic.FLOAT32 || arithmetic == Arithmetic.FLOAT64) {
      if (fitted.piece().firstOrderWork() <= MOST_WORK && !undecided) {
        Evidence certain = bounds.certain(fitted.piece().firstOrder());
        if (Power.of(judge, certain).sufficient()) {
          evidence = certain;
          tier = Tier.FIRST_ORDER;
          verdict = agrees(certain) ? Verdict.PASS : Verdict.FAIL;
        }
      }
    }
    return new Found(
        fitted.piece(),
        rule,
        fitted.flips(),
        differences(derivative, whole, ties, fitted.piece()),
        judge.judge(gradient, evidence),
        power(evidence, bounds, tier),
        noise.deviations(),
        references,
        basis(tier, noise, ties.size(), whole),
        verdict,
        reason(verdict, undecided, bounds));
  }

  private static Optional<Reason> reason(Verdict verdict, boolean undecided, Bounds bounds) {
    if (verdict != Verdict.INCONCLUSIVE) {
      return Optional.empty();
    }
    return Optional.of(
        undecided ? Reason.NEAR_TIES : bounds.known() ? Reason.BETWEEN : Reason.NOT_BOUNDED);
  }

  private boolean agrees(Evidence evidence) {
    return judge.judge(gradient, evidence).count(Agreement.DISAGREES) == 0;
  }

  /** Whether the gradient is further off than one whose units change sides as rounding has it. */
  private boolean strays(Piece piece, TieRule rule, double[] derivative) {
    FreeNoise free = piece.freeNoise(rule, options.arithmetic(), DRAWS, options.seed());
    double size = norm(derivative);
    double off = norm(minus(gradient, derivative));
    double share = product(gradient, derivative) / (size * size);
    double tolerance = judge.relativeTolerance();
    boolean far = off > most(free.norms()) + tolerance * size;
    double apart = Math.abs(share - FreeNoise.mean(free.shares()));
    return far || apart > STRAYS * FreeNoise.deviation(free.shares()) + tolerance;
  }

  private static double most(double[] values) {
    return FreeNoise.mean(values) + STRAYS * FreeNoise.deviation(values);
  }

  private int[] singles(double[] derivative) {
    int worst = 0;
    double[] difference = minus(gradient, derivative);
    for (int k = 0; k < difference.length; k++) {
      worst = Math.abs(difference[k]) > Math.abs(difference[worst]) ? k : worst;
    }
    return options.coordinates().of(difference.length, worst, options.seed());
  }

  /**
   * The derivative in the form of differences: by reverse mode, each bounded by the whole's error.
   */
  private Differences differences(
      double[] derivative, WholeGradient whole, List<NearTie> ties, Piece piece) {
    int size = derivative.length;
    double[] bounds = new double[size];
    Arrays.fill(bounds, whole.error());
    double[] steps = new double[size];
    Arrays.fill(steps, WholeGradient.STEP);
    Allowance none = new Allowance(new double[size], List.of());
    double[] exact = reach(piece, ties.stream().filter(tie -> tie.distance() == 0).toList(), none);
    double[] near = reach(piece, ties, none);
    Differences.Standing[] standings = new Differences.Standing[size];
    for (int k = 0; k < size; k++) {
      standings[k] =
          exact[k] > 0
              ? Differences.Standing.TIED
              : near[k] > 0 ? Differences.Standing.NEAR : Differences.Standing.SMOOTH;
    }
    return new Differences(derivative, bounds, steps, standings);
  }

  private static double[] reach(Piece piece, List<NearTie> ties, Allowance none) {
    return ties.isEmpty() ? none.local() : piece.reach(ties, none);
  }

  private Power power(Evidence evidence, Bounds bounds, Tier tier) {
    Power each = Power.of(judge, evidence);
    if (tier != Tier.MEASURED) {
      return each;
    }
    // Whatever its form, a mistake that exceeds what passes in norm and all that rounding adds.
    double norm = Math.min(each.norm(), bounds.seen());
    return new Power(Math.min(each.scale(), norm), each.coordinate(), norm);
  }

  private Basis basis(Tier tier, GradientNoise noise, int ties, WholeGradient whole) {
    double chance = Math.min(1, gradient.length * StudentTail.beyond(noise.draws(), LARGEST));
    Basis.Sampled sampled =
        new Basis.Sampled(
            noise.arithmetic(),
            noise.draws(),
            noise.seed(),
            noise.norm() / norm(noise.derivative()),
            chance,
            ties,
            whole,
            whole.error() / norm(noise.derivative()));
    return new Basis(tier, Optional.of(sampled));
  }

  /** What a gradient may be off by. */
  private final class Bounds {
    private final double[] deviations;
    private final double[] derivative;
    private final double[] usual;
    private final double noise;
    private final double size;
    private double error;

    Bounds(GradientNoise measured, double[] derivative) {
      this.deviations = measured.deviations();
      this.derivative = derivative;
      this.noise = measured.norm();
      this.size = norm(derivative);
      this.usual = new double[derivative.length];
      fill();
    }

    private void fill() {
      Arrays.setAll(usual, k -> allowed(k, USUAL));
    }

    /** The same where the derivative itself may be off by so much. */
    Bounds with(double derivativeError) {
      error = derivativeError;
      fill();
      return this;
    }

    private double allowed(int k, double times) {
      double tolerance = judge.relativeTolerance() * Math.abs(derivative[k]);
      return times * deviations[k] + tolerance + error;
    }

    private double allowedNorm(double times) {
      return times * noise + judge.relativeTolerance() * size + error;
    }

    boolean agrees(double[] difference) {
      return verdict(difference) == Verdict.PASS;
    }

    Verdict verdict(double[] difference) {
      double off = norm(difference);
      boolean usually = off <= allowedNorm(USUAL_NORM);
      boolean ever = off <= allowedNorm(LARGEST_NORM);
      for (int k = 0; k < difference.length; k++) {
        double each = Math.abs(difference[k]);
        usually &= each <= usual[k];
        ever &= each <= allowed(k, LARGEST);
      }
      if (!known()) {
        return finite(gradient) ? Verdict.INCONCLUSIVE : Verdict.FAIL;
      }
      return usually ? Verdict.PASS : ever ? Verdict.INCONCLUSIVE : Verdict.FAIL;
    }

    boolean known() {
      return Double.isFinite(noise) && Double.isFinite(error);
    }

    /** How large, relative to the derivative, a mistake is that cannot pass. */
    double seen() {
      return size > 0
          ? (allowedNorm(USUAL_NORM) + LARGEST_NORM * noise) / size
          : Double.POSITIVE_INFINITY;
    }

    Evidence evidence(GradientNoise measured) {
      return new Evidence(
          derivative,
          errors(),
          scaled(measured.deviations(), USUAL),
          scaled(measured.deviations(), LARGEST - USUAL),
          List.of());
    }

    Evidence certain(double[] rounding) {
      return new Evidence(derivative, errors(), rounding, List.of());
    }

    private double[] errors() {
      double[] errors = new double[derivative.length];
      Arrays.fill(errors, error);
      return errors;
    }
  }

  private static boolean finite(double[] values) {
    return Arrays.stream(values).allMatch(Double::isFinite);
  }

  private static double[] scaled(double[] values, double factor) {
    return Arrays.stream(values).map(each -> factor * each).toArray();
  }

  private static double[] minus(double[] one, double[] other) {
    return IntStream.range(0, one.length).mapToDouble(k -> one[k] - other[k]).toArray();
  }

  private static double product(double[] one, double[] other) {
    return IntStream.range(0, one.length).mapToDouble(k -> one[k] * other[k]).sum();
  }

  private static double norm(double[] values) {
    return Math.sqrt(product(values, values));
  }
}
