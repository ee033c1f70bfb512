package io.plumbline.blackbox;

import io.plumbline.core.cause.Cause;
import io.plumbline.core.cause.Causes;
import io.plumbline.core.cause.Suspicion;
import io.plumbline.core.function.Shape;
import io.plumbline.core.tile.ImageLayout;
import io.plumbline.core.verdict.Agreement;
import io.plumbline.core.verdict.Evidence;
import io.plumbline.core.verdict.Judge;
import io.plumbline.core.verdict.Judgement;
import io.plumbline.core.verdict.Power;
import io.plumbline.core.verdict.Verdict;
import io.plumbline.diagnose.check.CheckOptions;
import io.plumbline.diagnose.check.Reason;
import io.plumbline.diagnose.check.SampleResult;
import io.plumbline.diagnose.check.WorstCoordinate;
import io.plumbline.evaluate.result.Differences;
import io.plumbline.graph.InputLayout;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** One gradient against a survey. */
final class Finding {
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
  private static final double SURE = 0.99;

  /** Beside kinks that cannot be told apart many a cause explains half of the data. */
  private static final double CONFIDENT = 0.9;

  /** Above so many times the noise, and this part of the derivative, a kink is called one. */
  private static final double VISIBLE = 4;

  private static final double VISIBLE_PART = 0.02;
  private static final double VISIBLE_IN_NORM = 2;

  private final Survey survey;
  private final CheckOptions options;
  private final BlackBox box;
  private final double[] gradient;
  private final Judge judge;
  private final double[] derivative;
  private final double[] bound;
  private final double[] doubt;
  private final double[] kinks;
  private double[] rounding;

  Finding(Survey survey, CheckOptions options, BlackBox box, double[] gradient) {
    this.survey = survey;
    this.options = options;
    this.box = box;
    this.gradient = gradient;
    this.judge = new Judge(options.relativeTolerance());
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
            weighted, norm(derivative) / Math.sqrt(size), survey.surface(), options.precision());
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

  SampleResult result(int index, long start) {
    Judgement judgement = confirmed();
    Norms norms = norms();
    boolean wrong = judgement.count(Agreement.DISAGREES) > 0 || norms.wrong();
    Power power = power(judgement, norms);
    Optional<Reason> reason = wrong ? Optional.empty() : reason(judgement, norms, power);
    Verdict verdict =
        wrong ? Verdict.FAIL : reason.isPresent() ? Verdict.INCONCLUSIVE : Verdict.PASS;
    Differences differences = differences();
    double[] off = new double[gradient.length];
    for (int i = 0; i < off.length; i++) {
      off[i] = gradient[i] - derivative[i];
    }
    return new SampleResult(
        index,
        verdict,
        reason,
        survey.surface().loss(),
        Optional.empty(),
        List.of(),
        gradient,
        Optional.of(differences),
        Optional.of(judgement),
        Optional.of(power),
        largest(off),
        norm(off) / norm(derivative),
        Optional.empty(),
        Optional.of(new SampleResult.Measurement(survey.noise().absolute(), survey.step())),
        WorstCoordinate.of(
            gradient,
            differences,
            judgement,
            i -> List.of(String.format("slopes differ by %.2g", 2 * kinks[i]))),
        verdict == Verdict.FAIL ? causes() : List.of(),
        (System.nanoTime() - start) / 1e6);
  }

  private Judgement judge() {
    return judge.judge(gradient, new Evidence(derivative, bound, rounding, doubt, List.of()));
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
        norm(estimates.derivatives()),
        Distance.of(own, estimates.samples()),
        norm(estimates.kinks()),
        estimates.hidden() * Math.sqrt(own.length),
        norm(estimates.corrections()),
        norm(allowed),
        options.relativeTolerance());
  }

  /** What would not be accepted, of a gradient that is off in one way only. */
  private Power power(Judgement judgement, Norms norms) {
    Estimates estimates = survey.estimates();
    double resolved = Distance.of(estimates.derivatives(), estimates.samples()).most();
    double norm = (resolved + KINKS_PASSED * norms.kinks() + norms.rounding()) / norms.size();
    double coordinate = 0;
    double scale = Double.isFinite(norm) ? norm : Double.POSITIVE_INFINITY;
    for (int i = 0; i < gradient.length; i++) {
      double tight = tight(judgement, i);
      if (bound[i] + rounding[i] < Math.abs(derivative[i])) {
        coordinate = Math.max(coordinate, tight);
        scale = Math.min(scale, tight / Math.abs(derivative[i]));
      }
    }
    return new Power(scale, coordinate, Double.isFinite(norm) ? norm : Double.POSITIVE_INFINITY);
  }

  /** What is allowed without any doubt. */
  private double tight(Judgement judgement, int i) {
    return Double.isFinite(bound[i]) && Double.isFinite(doubt[i])
        ? judgement.allowed()[i] - doubt[i]
        : Double.POSITIVE_INFINITY;
  }

  /** Why a gradient that is not wrong is not right either; empty where it is. */
  private Optional<Reason> reason(Judgement judgement, Norms norms, Power power) {
    if (!(norms.size() > 0) || !survey.noise().isKnown()) {
      return Optional.of(norms.size() > 0 ? Reason.NOISE : Reason.NOTHING_DIFFERENTIABLE);
    }
    if (survey.coordinates().length < gradient.length) {
      return Optional.of(Reason.TOO_MANY_COORDINATES);
    }
    if (KINKS_PASSED * norms.kinks() > Power.REQUIRED * norms.size()) {
      boolean seen = norms.kinks() > VISIBLE_IN_NORM * norms.hidden();
      return Optional.of(seen ? Reason.KINKS : Reason.NOISE);
    }
    if (norms.rounding() > Power.REQUIRED / 2 * norms.size()) {
      boolean sure = Math.exp(-survey.surface().loss()) > SURE;
      return Optional.of(sure ? Reason.SATURATED : Reason.PRECISION_TOO_COARSE);
    }
    for (int i = 0; i < gradient.length; i++) {
      if (!(Math.abs(judgement.differences()[i]) <= tight(judgement, i))) {
        return Optional.of(Reason.DIFFERENCE_UNPROVED);
      }
    }
    boolean near = norms.most() <= Power.REQUIRED;
    return power.sufficient() && near
        ? Optional.empty()
        : Optional.of(power.sufficient() ? Reason.DIFFERENCE_UNPROVED : Reason.NOISE);
  }

  private Differences differences() {
    Differences.Standing[] standings = new Differences.Standing[gradient.length];
    double[] steps = new double[gradient.length];
    double hidden = survey.estimates().hidden();
    for (int i = 0; i < standings.length; i++) {
      boolean kink =
          kinks[i] > VISIBLE * hidden && kinks[i] > VISIBLE_PART * Math.abs(derivative[i]);
      standings[i] = kink ? Differences.Standing.TIED : Differences.Standing.SMOOTH;
    }
    Arrays.fill(steps, survey.step());
    return new Differences(derivative, bound, steps, standings);
  }

  /** Causes that the arrays alone show without a doubt. */
  private List<Cause> causes() {
    double[] allowed = new double[gradient.length];
    double size = norm(derivative);
    for (int i = 0; i < allowed.length; i++) {
      allowed[i] = Math.min(bound[i], size) + rounding[i];
    }
    Suspicion suspicion =
        new Suspicion(
            gradient,
            Shape.of(box.shape()),
            InputLayout.of(box.shape()).equals(Optional.of(ImageLayout.CHW)),
            List.of(derivative),
            allowed);
    return Causes.of(Causes.ofArrays()).explain(suspicion).stream()
        .filter(cause -> cause.confidence() >= CONFIDENT)
        .toList();
  }

  private static double largest(double[] values) {
    double largest = 0;
    for (double value : values) {
      largest = Math.abs(value) <= largest ? largest : Math.abs(value);
    }
    return largest;
  }

  private static double norm(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value * value;
    }
    return Math.sqrt(sum);
  }
}
