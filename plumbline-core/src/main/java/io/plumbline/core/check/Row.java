package io.plumbline.core.check;

import io.plumbline.core.Euclidean;
import io.plumbline.core.cause.Mistake;
import io.plumbline.core.estimate.Boundedness;
import io.plumbline.core.estimate.Estimate;
import io.plumbline.core.estimate.FiniteDifferences;
import io.plumbline.core.estimate.GradientEstimate;
import io.plumbline.core.estimate.ValueNoise;
import io.plumbline.core.function.Precision;
import io.plumbline.core.verdict.Agreement;
import io.plumbline.core.verdict.Decision;
import io.plumbline.core.verdict.Evidence;
import io.plumbline.core.verdict.Grounds;
import io.plumbline.core.verdict.Judge;
import io.plumbline.core.verdict.Judgement;
import io.plumbline.core.verdict.Power;
import io.plumbline.core.verdict.Reason;
import io.plumbline.core.verdict.Veil;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The derivatives of one output by all inputs, as claimed and as estimated. */
final class Row {
  /**
   * A claim may be off by this power of its arithmetic's roundoff, relative: 2.6e-10 in float64,
   * 5e-5 in float32. The shortest step of the ladder is the same power of it.
   */
  private static final double ROUNDED_POWER = 0.6;

  /** In formats of few bits it may be no more off than this part of what must be seen. */
  private static final double OF_MUST_SEE = 0.25;

  /** An entry that is zero, or next to it, is known where its bound is this part of the others. */
  private static final double NEXT_TO_NOTHING = 1e-4;

  /** So many steps are looked at, each four times the one before, up to a quarter of x. */
  private static final int SWEEP = 20;

  private final Session session;
  private final Chart chart;
  private final double[] claim;
  private final GradientEstimate estimate;
  private final OneSided oneSided;
  private final Estimate[] estimates;
  private final double[] derivative;
  private final double[] bound;
  private final double[] reference;
  private final Judge judge;
  private final Judgement judgement;
  private final Agreement[] agreements;
  private final @Nullable Reason[] reasons;
  private final boolean constant;

  private Row(Session session, Chart chart, double[] claim) {
    this.session = session;
    this.chart = chart;
    this.claim = claim;
    this.estimate = FiniteDifferences.gradient(chart.function(), chart.x(), session.options());
    int size = claim.length;
    this.oneSided = new OneSided(session, chart, estimate.valueAtX());
    this.estimates = oneSided.replaced(estimate.estimates());
    this.derivative = new double[size];
    this.bound = new double[size];
    for (int k = 0; k < size; k++) {
      Estimate each = estimates[k];
      derivative[k] = each.isBounded() ? each.value() / unit(k) : 0;
      bound[k] = each.bound() / Math.abs(unit(k));
    }
    this.judge = new Judge(session.settings().relativeTolerance.orElseGet(this::tolerance));
    this.judgement = judge.judge(claim, evidence(all()));
    this.agreements = judgement.agreements().clone();
    this.reasons = new Reason[size];
    this.reference = new double[size];
    Arrays.fill(reference, size());
    this.constant =
        estimate.estimates().stream()
            .allMatch(each -> each.boundedness() == Boundedness.NOISE_UNKNOWN);
    decideEach();
    leaveTiesOpen();
  }

  /** Holds a claim against one output, by all entries. */
  static Row of(Session session, Outputs outputs, int output, double[] claim) {
    return of(session, outputs, output, IntStream.range(0, claim.length).toArray(), claim);
  }

  /**
   * Holds a claim against one output, by some entries.
   *
   * @param claim one number for each of those
   */
  static Row of(Session session, Outputs outputs, int output, int[] entries, double[] claim) {
    return of(session, session.chart(outputs, output, entries), claim);
  }

  /**
   * Holds a claim against one output, by some coordinates.
   *
   * @param claim one number for each of those, in the user's units
   */
  static Row of(Session session, Chart chart, double[] claim) {
    return new Row(session, chart, claim);
  }

  private double unit(int k) {
    return chart.units()[k];
  }

  /** The root mean square of all slopes, of those too that nothing bounds. */
  private double size() {
    double[] slopes = derivative.clone();
    for (int k = 0; k < slopes.length; k++) {
      double value = estimates[k].value() / unit(k);
      slopes[k] = Double.isFinite(value) ? value : 0;
    }
    return Euclidean.norm(slopes) / Math.sqrt(slopes.length);
  }

  private int[] all() {
    return IntStream.range(0, claim.length).toArray();
  }

  /** Whether an entry on a kink is neither of the slopes to its sides nor between them. */
  private boolean isOutsideKink(int k) {
    return estimates[k].boundedness() == Boundedness.KINK_SUSPECTED
        && oneSided.isOutside(k, claim[k] * unit(k), judge.relativeTolerance());
  }

  /** Whether it has all entries. */
  boolean isWhole() {
    return chart.isWhole();
  }

  private double tolerance() {
    double unit = roundoff();
    if (holdsClaim(Precision.FLOAT32) && !holdsClaim(Precision.BFLOAT16)) {
      unit = Math.max(unit, Precision.FLOAT32.unitRoundoff());
    }
    return tolerance(unit, session.settings());
  }

  /** Of the arithmetic, or of the values where they show a coarser one. */
  private double roundoff() {
    return Math.max(session.precision().unitRoundoff(), estimate.noise().unit());
  }

  private boolean holdsClaim(Precision precision) {
    return Arrays.stream(claim).allMatch(each -> precision.round(each) == each);
  }

  /** How far a claim may be off by the roundoff of its arithmetic. */
  static double tolerance(double unit, Settings settings) {
    double most = OF_MUST_SEE * Math.min(Power.REQUIRED, settings.mustSee);
    return Math.min(Math.pow(unit, ROUNDED_POWER), most);
  }

  private Evidence evidence(int[] entries) {
    return new Evidence(
        pick(derivative, entries), pick(bound, entries), new double[entries.length], List.of());
  }

  private static double[] pick(double[] values, int[] entries) {
    return Arrays.stream(entries).mapToDouble(k -> values[k]).toArray();
  }

  private void decideEach() {
    Chart far = chart.far();
    Probes probes = new Probes(far.function(), far.x(), estimate.valueAtX(), roundoff());
    boolean nothing = constant && Arrays.stream(claim).allMatch(each -> each == 0);
    boolean everywhere = nothing && probes.isConstant(session.settings().seed);
    for (int k = 0; k < agreements.length; k++) {
      if (agreements[k] == Agreement.DISAGREES) {
        continue;
      }
      if (everywhere) {
        agreements[k] = Agreement.AGREES;
      } else if (isOutsideKink(k)) {
        agreements[k] = Agreement.DISAGREES;
      } else if (!estimates[k].isBounded()) {
        agreements[k] = Agreement.UNDECIDED;
        reasons[k] = reason(estimates[k]);
      } else {
        boolean visible = isVisible(k, probes);
        agreements[k] = visible ? Agreement.AGREES : Agreement.UNDECIDED;
        reasons[k] = visible ? null : Reason.NOISY_VALUES;
      }
    }
  }

  /** Takes back what a choice among ties at x may explain, until an entry is left that is wrong. */
  private void leaveTiesOpen() {
    int[] wrong =
        IntStream.range(0, chart.size())
            .filter(k -> agreements[k] == Agreement.DISAGREES && Double.isFinite(claim[k]))
            .boxed()
            .sorted(Comparator.comparing(k -> -excess(k)))
            .mapToInt(Integer::intValue)
            .toArray();
    if (wrong.length < count(Agreement.DISAGREES) || wrong.length == 0) {
      return;
    }
    Chart far = chart.far();
    FunctionTies ties =
        new FunctionTies(session, far, List.of(estimates), roundoff(), estimate.valueAtX());
    for (int k : wrong) {
      if (!ties.mayExplain(k, claim[k] * far.units()[k], judge.relativeTolerance())) {
        return;
      }
      agreements[k] = Agreement.UNDECIDED;
      reasons[k] = Reason.NOT_SMOOTH;
    }
  }

  /** How many times what is allowed an entry is off; 0 where no number is known that is right. */
  private double excess(int k) {
    double ratio = Math.abs(claim[k] - derivative[k]) / judgement.allowed()[k];
    return Double.isNaN(ratio) ? 0 : ratio;
  }

  /**
   * Whether a mistake in an entry would show: beside the entry itself, or where it is next to
   * nothing beside the others and nothing hints at a derivative that is hidden by their noise.
   */
  private boolean isVisible(int k, Probes probes) {
    if (bound[k] <= session.settings().mustSee * Math.abs(derivative[k])) {
      return true;
    }
    double far = chart.far().units()[k];
    reference[k] = Math.max(reference[k], probes.variation(k) / far);
    return bound[k] <= NEXT_TO_NOTHING * reference[k]
        && !probes.hides(k, bound[k] * far, claim[k] * far);
  }

  static Reason reason(Estimate estimate) {
    return switch (estimate.boundedness()) {
      case KINK_SUSPECTED, NOT_CONVERGING -> Reason.NOT_SMOOTH;
      case INCONSISTENT -> Reason.REMEMBERS;
      case NOT_FINITE -> Reason.NO_VALUE;
      case NOISE_UNKNOWN, NOT_ASKED, BOUNDED -> Reason.CONSTANT_VALUES;
    };
  }

  /** Why it is not decided, if it is not. */
  private Optional<Reason> open() {
    return Arrays.stream(reasons).filter(Objects::nonNull).findFirst();
  }

  Decision decision() {
    return Decision.of(
        new Grounds(count(Agreement.DISAGREES) > 0, open(), power()), session.settings().mustSee);
  }

  private int count(Agreement agreement) {
    return (int) Arrays.stream(agreements).filter(each -> each == agreement).count();
  }

  /** What would have been seen in the entries that are decided. */
  Power power() {
    int[] decided =
        IntStream.range(0, agreements.length)
            .filter(k -> agreements[k] != Agreement.UNDECIDED)
            .toArray();
    Evidence known = evidence(decided);
    double[] allowed = judge.allowed(known);
    double whole = Euclidean.norm(known.derivative());
    if (!constant
        && decided.length > 0
        && whole * session.settings().mustSee >= Euclidean.norm(allowed)) {
      return Power.of(
          judge,
          known,
          judge.judge(pick(claim, decided), known),
          Reason.NOISY_VALUES,
          Reason.NOISY_VALUES);
    }
    // Where the derivative is zero, mistakes are measured by how the values vary around x.
    double varied = Euclidean.norm(pick(reference, decided));
    double share = constant || decided.length == 0 ? 0 : Euclidean.norm(allowed) / varied;
    double most = Arrays.stream(allowed).max().orElse(0);
    return new Power(
        List.of(new Veil(Reason.NOISY_VALUES, share)),
        share,
        share,
        constant ? 0 : most,
        Double.POSITIVE_INFINITY);
  }

  ValueNoise noise() {
    return estimate.noise();
  }

  double[] claim() {
    return claim;
  }

  double[] derivative() {
    return derivative;
  }

  /** How far each entry may be off; infinite where nothing bounds it. */
  double[] allowed() {
    return judgement.allowed();
  }

  /** What the function itself shows of mistakes, where all of its entries are claimed. */
  Mistake quotients() {
    return new HandedInQuotient(chart, estimate.valueAtX());
  }

  /** Whether an entry is wrong of which a number is known that would be right. */
  boolean isExplicable() {
    return IntStream.range(0, chart.size())
        .anyMatch(k -> agreements[k] == Agreement.DISAGREES && estimates[k].isBounded());
  }

  /** The entry that is furthest off beyond what is allowed, of those that a number is known of. */
  int worst() {
    int worst = -1;
    double most = 0;
    for (int k = 0; k < chart.size(); k++) {
      boolean counts = agreements[k] == Agreement.DISAGREES && estimates[k].isBounded();
      double excess = Math.abs(claim[k] - derivative[k]) / judgement.allowed()[k];
      if (counts && (worst < 0 || excess > most)) {
        worst = k;
        most = excess;
      }
    }
    return worst;
  }

  boolean isUndecided(int k) {
    return agreements[k] == Agreement.UNDECIDED || !estimates[k].isBounded();
  }

  boolean isWrong() {
    return count(Agreement.DISAGREES) > 0;
  }

  /** Whether every entry is known to be right. */
  boolean agrees() {
    return count(Agreement.AGREES) == chart.size();
  }

  /** Whether an entry has another derivative in another row of the same entries. */
  boolean differsFrom(Row other) {
    return IntStream.range(0, chart.size())
        .filter(k -> estimates[k].isBounded() && other.estimates[k].isBounded())
        .anyMatch(k -> Math.abs(derivative[k] - other.derivative[k]) > bound[k] + other.bound[k]);
  }

  boolean isWrongIn(Inputs.Block block) {
    int[] entries = chart.places();
    return IntStream.range(0, entries.length)
        .filter(k -> entries[k] >= block.from() && entries[k] < block.to())
        .anyMatch(k -> agreements[k] == Agreement.DISAGREES);
  }

  /** The entries as results hold them. */
  List<Entry> entries(IntFunction<String> place) {
    int[] inOrder =
        IntStream.range(0, claim.length)
            .boxed()
            .sorted(Comparator.comparing(k -> chart.places()[k]))
            .mapToInt(Integer::intValue)
            .toArray();
    return Arrays.stream(inOrder).mapToObj(k -> entry(k, place)).toList();
  }

  private Entry entry(int k, IntFunction<String> place) {
    Estimate own = estimates[k];
    double unit = unit(k);
    double allowed = constant && agreements[k] == Agreement.AGREES ? 0 : judgement.allowed()[k];
    double difference = claim[k] - own.value() / unit;
    boolean isOpen = reasons[k] == Reason.NOT_SMOOTH;
    double hidden = own.isBounded() || allowed == 0 ? allowed + Math.abs(difference) : allowed;
    return new Entry(
        place.apply(chart.places()[k]),
        claim[k],
        own.value() / unit,
        own.bound() / Math.abs(unit),
        own.step() * Math.abs(unit),
        own.evaluations(),
        own.boundedness().name(),
        difference,
        allowed,
        isOpen ? Double.POSITIVE_INFINITY : hidden,
        agreements[k],
        Optional.ofNullable(reasons[k]));
  }

  /** How far beyond what is allowed the worst entry is. */
  double excess() {
    return excess(shown());
  }

  /** The entry to look at: the worst, or the first that is not known to be right. */
  private int shown() {
    int worst = worst();
    return worst >= 0
        ? worst
        : IntStream.range(0, chart.size())
            .filter(k -> agreements[k] != Agreement.AGREES)
            .findFirst()
            .orElse(0);
  }

  /** Central quotients of the entry to look at over many steps. */
  Sweep sweep(IntFunction<String> place) {
    int k = shown();
    double[] x = chart.x();
    double size = x[k] == 0 ? 1 : Math.abs(x[k]);
    double[] steps = new double[SWEEP];
    double[] quotients = new double[SWEEP];
    for (int i = 0; i < SWEEP; i++) {
      double h = Math.scalb(size, 2 * (i - SWEEP));
      double[] right = x.clone();
      double[] left = x.clone();
      right[k] = chart.function().precision().round(x[k] + h);
      left[k] = chart.function().precision().round(x[k] - h);
      double way = right[k] - left[k];
      steps[i] = h * Math.abs(unit(k));
      quotients[i] =
          (chart.function().evaluate(right) - chart.function().evaluate(left)) / way / unit(k);
    }
    return new Sweep(entry(k, place), steps, quotients);
  }
}
