package io.plumbline.core.survey;

import io.plumbline.core.Euclidean;
import io.plumbline.core.verdict.Agreement;
import io.plumbline.core.verdict.Decision;
import io.plumbline.core.verdict.Evidence;
import io.plumbline.core.verdict.Grounds;
import io.plumbline.core.verdict.Judge;
import io.plumbline.core.verdict.Judgement;
import io.plumbline.core.verdict.Power;
import io.plumbline.core.verdict.Reason;
import io.plumbline.core.verdict.Together;
import io.plumbline.core.verdict.Veil;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** One gradient against a survey. */
final class SurveyJudge {
  /**
   * A gradient may be off by so many times what jitter shows of the kinks. Jitter lets each tie
   * fall at random, so the sum over many hardly moves, where one tie rule lets all fall to the same
   * side: of w ties the ratio is some square root of w. Of correct gradients the largest seen was
   * 15.
   */
  static final double KINKS = 48;

  /** The same of all coordinates together; the largest seen was 1.3. */
  static final double KINKS_IN_NORM = 6;

  /** A pass must not rest on what jitter shows of the kinks, twice over. */
  private static final double KINKS_PASSED = 2;

  private static final int MOST_CONFIRMED = 32;

  /** Above so many times the noise, and this part of the derivative, a kink is called one. */
  private static final double VISIBLE = 4;

  private static final double VISIBLE_PART = 0.02;
  private static final double VISIBLE_IN_NORM = 2;

  private final Survey survey;
  private final double[] gradient;
  private final double mustSee;
  private final Reason coarse;
  private final Judge judge;
  private final double[] derivative;
  private final double[] bound;
  private final double[] doubt;
  private final double[] kinks;
  private final double[] rounding;

  SurveyJudge(
      Survey survey, double[] gradient, double relativeTolerance, double mustSee, Reason coarse) {
    this.survey = survey;
    this.gradient = gradient;
    this.mustSee = mustSee;
    this.coarse = coarse;
    this.judge = new Judge(relativeTolerance);
    int size = gradient.length;
    this.derivative = new double[size];
    this.bound = new double[size];
    this.doubt = new double[size];
    this.kinks = new double[size];
    Arrays.fill(bound, Double.POSITIVE_INFINITY);
    double[] weighted = new double[size];
    int[] coordinates = survey.coordinates();
    take(coordinates, survey.estimates());
    for (int k = 0; k < coordinates.length; k++) {
      weighted[coordinates[k]] = survey.weights()[k];
    }
    this.rounding =
        UnseenRounding.of(
            weighted,
            Euclidean.norm(derivative) / Math.sqrt(size),
            survey.function(),
            survey.precision());
  }

  private void take(int[] coordinates, Estimates estimates) {
    for (int k = 0; k < coordinates.length; k++) {
      int i = coordinates[k];
      derivative[i] = estimates.derivatives()[k];
      kinks[i] = Math.max(kinks[i], estimates.kinks()[k]);
      bound[i] = estimates.bounds()[k] + kinks[i];
      doubt[i] = (KINKS - 1) * kinks[i];
    }
  }

  SurveyedGradient result() {
    Judgement judgement = confirmed();
    Norms norms = norms();
    Grounds grounds =
        new Grounds(
            judgement.wrong() || norms.wrong(), open(judgement, norms), power(judgement, norms));
    Decision decision =
        vain(norms)
            .filter(reason -> !grounds.wrong())
            .map(Decision::open)
            .orElseGet(() -> Decision.of(grounds, mustSee));
    return new SurveyedGradient(
        gradient,
        decision,
        judgement,
        grounds.power(),
        derivative,
        bound,
        kinks,
        onKinks(),
        rounding,
        survey.x(),
        survey.noise().absolute(),
        survey.step());
  }

  /** Where a kink is seen. */
  private boolean[] onKinks() {
    boolean[] on = new boolean[kinks.length];
    double hidden = survey.estimates().hidden();
    for (int i = 0; i < on.length; i++) {
      on[i] = kinks[i] > VISIBLE * hidden && kinks[i] > VISIBLE_PART * Math.abs(derivative[i]);
    }
    return on;
  }

  private Judgement judge() {
    return judge.judge(gradient, evidence());
  }

  private Evidence evidence() {
    return new Evidence(derivative, bound, rounding, doubt, List.of(), Together.UNKNOWN);
  }

  /** Those that disagree most are measured once more, by other jitters; what stays is wrong. */
  private Judgement confirmed() {
    Judgement first = judge();
    int[] suspects =
        IntStream.range(0, gradient.length)
            .filter(i -> first.agreements()[i] == Agreement.DISAGREES)
            .filter(i -> Double.isFinite(gradient[i]))
            .boxed()
            .sorted(
                Comparator.comparingDouble(
                    i -> -Math.abs(first.differences()[i]) / first.allowed()[i]))
            .limit(MOST_CONFIRMED)
            .mapToInt(Integer::intValue)
            .toArray();
    if (suspects.length == 0) {
      return first;
    }
    take(suspects, survey.again(suspects));
    Judgement second = judge();
    long left =
        Arrays.stream(suspects).filter(i -> second.agreements()[i] == Agreement.DISAGREES).count();
    if (2 * left >= suspects.length) {
      return second;
    }
    // What was seen first is not to be relied on: only what was seen twice counts.
    for (int i = 0; i < gradient.length; i++) {
      int place = i;
      boolean twice = Arrays.stream(suspects).anyMatch(each -> each == place);
      if (!twice && Double.isFinite(gradient[i])) {
        doubt[i] = Double.POSITIVE_INFINITY;
      }
    }
    return judge();
  }

  /**
   * What is known of all coordinates together, relative to nothing.
   *
   * @param size of the derivative
   * @param distance of the gradient from it
   * @param kinks what jitter shows of kinks
   * @param hidden what noise would hide of them
   * @param truncation what the quotients are off
   * @param rounding what the gradient's own arithmetic allows
   */
  private record Norms(
      double size,
      Distance distance,
      double kinks,
      double hidden,
      double truncation,
      double rounding,
      double relativeTolerance) {
    /** Whether the gradient is further off than anything explains. */
    boolean wrong() {
      double explained =
          KINKS_IN_NORM * kinks + 2 * truncation + rounding + relativeTolerance * size;
      return distance.least() > explained;
    }

    /** How far the gradient is off at most, if it takes its kinks as the jitters do. */
    double most() {
      return (distance.most() + KINKS_PASSED * kinks + rounding) / size;
    }
  }

  private Norms norms() {
    Estimates estimates = survey.estimates();
    int[] coordinates = survey.coordinates();
    double[] own = new double[coordinates.length];
    double[] allowed = new double[coordinates.length];
    for (int k = 0; k < own.length; k++) {
      own[k] = gradient[coordinates[k]];
      allowed[k] = rounding[coordinates[k]];
    }
    return new Norms(
        Euclidean.norm(estimates.derivatives()),
        Distance.of(own, estimates.samples()),
        Euclidean.norm(estimates.kinks()),
        estimates.hidden() * Math.sqrt(own.length),
        Euclidean.norm(estimates.corrections()),
        Euclidean.norm(allowed),
        judge.relativeTolerance());
  }

  /**
   * What would not be accepted. Kinks hide what the jitters show of them, twice over; noise what
   * the estimates leave open of their own mean; rounding what the gradient's arithmetic may do.
   */
  private Power power(Judgement judgement, Norms norms) {
    Estimates estimates = survey.estimates();
    double resolved = Distance.of(estimates.derivatives(), estimates.samples()).most();
    boolean seen = norms.kinks() > VISIBLE_IN_NORM * norms.hidden();
    List<Veil> veils =
        List.of(
            new Veil(
                seen ? Reason.KINKS : Reason.NOISE, KINKS_PASSED * norms.kinks() / norms.size()),
            new Veil(coarse, norms.rounding() / norms.size()),
            new Veil(Reason.NOISE, resolved / norms.size()));
    double norm = veils.stream().mapToDouble(Veil::share).sum();
    double coordinate = 0;
    double scale = Double.isFinite(norm) ? norm : Double.POSITIVE_INFINITY;
    for (int i = 0; i < gradient.length; i++) {
      double tight = tight(judgement, i);
      if (bound[i] + rounding[i] < Math.abs(derivative[i])) {
        coordinate = Math.max(coordinate, tight);
        scale = Math.min(scale, tight / Math.abs(derivative[i]));
      }
    }
    return new Power(veils, norm, norm, coordinate, scale);
  }

  /** What is allowed without any doubt. */
  private double tight(Judgement judgement, int i) {
    return Double.isFinite(bound[i]) && Double.isFinite(doubt[i])
        ? judgement.allowed()[i] - doubt[i]
        : Double.POSITIVE_INFINITY;
  }

  /** Why nothing can be said of a gradient that is not wrong. */
  private Optional<Reason> vain(Norms norms) {
    if (!(norms.size() > 0)) {
      return Optional.of(Reason.NOTHING_DIFFERENTIABLE);
    } else if (!survey.noise().isKnown()) {
      return Optional.of(Reason.NOISE);
    }
    return Optional.empty();
  }

  /** Why a gradient that is not wrong is not right either; empty where it is. */
  private Optional<Reason> open(Judgement judgement, Norms norms) {
    if (survey.coordinates().length < gradient.length) {
      return Optional.of(Reason.TOO_MANY_COORDINATES);
    }
    boolean near = norms.most() <= mustSee;
    return judgement.agrees() && near ? Optional.empty() : Optional.of(Reason.DIFFERENCE_UNPROVED);
  }
}
