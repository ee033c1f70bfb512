package io.plumbline.core.estimate;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One move's ladder while it is being evaluated. */
final class LadderLine {
  /** Noise beyond so many floors is looked into at shorter steps. */
  private static final double CONSPICUOUS = 16;

  /** A larger jump, beside the values, is the function's own and no solver's. */
  private static final double SMALL_JUMP = 0x1p-10;

  /** How many values that are not as forecast are looked into. */
  private static final int MOST_SURPRISES = 3;

  /** So many steps after the first change rounded values are taken to differ at random. */
  private static final int STEPS_TO_SETTLE = 4;

  private final RoundedPoint point;
  private final int move;
  private double[] up = {};
  private double[] down = {};
  private double[] above = {};
  private double[] below = {};

  @SuppressWarnings("NullAway.Init") // The first round of values makes them.
  private Rungs rungs;

  private @Nullable Jump flat;
  private @Nullable Jump stopped;
  private @Nullable Jump open;
  private int next = Extrapolation.FEWEST_STEPS;
  private int surprises;
  private int evaluations;
  private double level;

  LadderLine(RoundedPoint point, int move) {
    this.point = point;
    this.move = move;
  }

  int move() {
    return move;
  }

  double scale() {
    return point.scale(move);
  }

  /** The steps that go anywhere, to both sides, each further than the one before. */
  double[] offsets(double[] steps) {
    double[] offsets = new double[2 * steps.length];
    int count = 0;
    double last = 0;
    for (double step : steps) {
      // The same distance to both sides where the arithmetic allows it.
      double right = point.realised(move, step);
      if (right > last && point.realised(move, -right) < 0) {
        offsets[count++] = right;
        offsets[count++] = -right;
        last = right;
      }
    }
    return Arrays.copyOf(offsets, count);
  }

  /** Takes values at {@link #offsets} that are all shorter, or all longer, than those before. */
  void take(double[] offsets, double[] values, double centre) {
    int count = offsets.length / 2;
    double[] right = new double[count];
    double[] left = new double[count];
    double[] rightValues = new double[count];
    double[] leftValues = new double[count];
    for (int k = 0; k < count; k++) {
      right[k] = point.realised(move, offsets[2 * k]);
      left[k] = -point.realised(move, offsets[2 * k + 1]);
      rightValues[k] = values[2 * k];
      leftValues[k] = values[2 * k + 1];
    }
    up = Ladder.concat(right, up);
    down = Ladder.concat(left, down);
    above = Ladder.concat(rightValues, above);
    below = Ladder.concat(leftValues, below);
    evaluations += values.length;
    rungs = new Rungs(up, down, above, below, centre);
  }

  /** Whether shorter steps could tell noise, or steps that do not agree, from fast changes. */
  boolean needsDeeper(double unit) {
    return rungs.count() >= LadderNoise.SHORTEST
        && !isFlat()
        && (measured() > CONSPICUOUS * floor(LadderNoise.SHORTEST - 1, unit)
            || estimator(unit, 0).isUnclear());
  }

  /** The noise by residuals, from where rounded values begin to change. */
  private double measured() {
    boolean rounded = flat != null && flat.isVisible();
    return LadderNoise.measured(rungs, rounded ? Math.max(0, firstChange() - 1) : 0, scale());
  }

  private int firstChange() {
    return Math.min(firstChange(rungs.above), firstChange(rungs.below));
  }

  /** Whether no finite value differs from f(x). */
  boolean isFlat() {
    for (int k = 0; k < rungs.count(); k++) {
      if (rungs.above[k] != rungs.centre || rungs.below[k] != rungs.centre) {
        return false;
      }
    }
    return true;
  }

  /**
   * Begins the search for a jump: from f(x) itself if the shortest steps leave the value as it is,
   * or else from what the steps before forecast.
   */
  void lookForJump(double unit) {
    if (rungs.count() == 0 || isFlat()) {
      return;
    }
    int right = firstChange(rungs.above);
    int left = firstChange(rungs.below);
    int first = Math.min(right == 0 ? rungs.count() : right, left == 0 ? rungs.count() : left);
    if (first < rungs.count()) {
      Jump.Expectation same = offset -> new Jump.Expected(rungs.centre, 0, 0);
      flat = search(same, first, first == right, floor(first, unit), unit);
      open = flat;
    }
    if (open == null || !open.isOpen()) {
      lookFurther(unit);
    }
  }

  /**
   * Goes on to the next value that is not as the steps before forecast, if no jump is found yet.
   */
  void lookFurther(double unit) {
    boolean found = stopped != null && stopped.isVisible();
    while (!found && surprises < MOST_SURPRISES && next < rungs.count()) {
      Jump surprise = surprise(next++, unit);
      if (surprise != null) {
        surprises++;
        stopped = surprise;
        open = surprise;
        found = true;
      }
    }
  }

  private @Nullable Jump surprise(int k, double unit) {
    double noise = noise(unit, quantum());
    Extrapolation forecast = new Extrapolation(rungs, k, noise);
    for (boolean toTheRight : new boolean[] {true, false}) {
      double value = (toTheRight ? rungs.above : rungs.below)[k];
      Jump.Expected expected = forecast.at(toTheRight ? up[k] : -down[k]);
      if (Math.abs(value - expected.value()) > expected.unsure()) {
        return search(forecast, k, toTheRight, LadderNoise.INFLATION * noise, unit);
      }
    }
    return null;
  }

  private Jump search(
      Jump.Expectation expectation, int first, boolean toTheRight, double negligible, double unit) {
    double sign = toTheRight ? 1 : -1;
    double[] distances = toTheRight ? up : down;
    return new Jump(
        expectation,
        first == 0 ? 0 : sign * distances[first - 1],
        sign * distances[first],
        (toTheRight ? rungs.above : rungs.below)[first],
        magnitude -> Math.max(negligible, LadderNoise.roundoff(unit, magnitude)));
  }

  private int firstChange(double[] values) {
    for (int k = 0; k < rungs.count(); k++) {
      if (values[k] != rungs.centre) {
        return k;
      }
    }
    return rungs.count();
  }

  boolean looksForJump() {
    return open != null && open.isOpen();
  }

  double probe() {
    return Objects.requireNonNull(open).probe();
  }

  void observe(double value) {
    evaluations++;
    Objects.requireNonNull(open).observe(value);
  }

  /** What the values are rounded to at least, where neighbours are equal. */
  double quantum() {
    double quantum = flat == null ? 0 : flat.size();
    for (double[] values : new double[][] {rungs.above, rungs.below}) {
      double smallest = Double.POSITIVE_INFINITY;
      for (int k = 1; k < rungs.count(); k++) {
        double difference = Math.abs(values[k] - values[k - 1]);
        smallest = difference > 0 ? Math.min(smallest, difference) : smallest;
        if (difference == 0 && smallest < Double.POSITIVE_INFINITY) {
          quantum = Math.max(quantum, smallest);
        }
      }
    }
    return quantum;
  }

  /** What a jump that is small beside the values says of them: a solver that stopped made them. */
  private double stopping() {
    return stopped != null
            && stopped.isVisible()
            && stopped.size() < SMALL_JUMP * stopped.magnitude()
        ? LadderNoise.INFLATION * stopped.size()
        : 0;
  }

  private double floor(int step, double unit) {
    double argument = point.function().precision().unitRoundoff() * point.scale(move);
    return LadderNoise.floor(rungs, step, unit, argument);
  }

  private double noise(double unit, double atLeast) {
    return Math.max(
        Math.max(atLeast, floor(Math.min(LadderNoise.SHORTEST, rungs.count()) - 1, unit)),
        Math.max(measured(), LadderNoise.binaryUnit(rungs)));
  }

  private LadderEstimator estimator(double unit, double atLeast) {
    double measured = Math.max(atLeast, Math.max(measured(), LadderNoise.binaryUnit(rungs)));
    double[] noise = new double[rungs.count()];
    for (int k = 0; k < noise.length; k++) {
      noise[k] = Math.max(floor(k, unit), measured);
    }
    return LadderEstimator.of(rungs, noise);
  }

  Estimate estimate(double unit, double chance) {
    if (rungs.count() < 3) {
      return Estimate.unbounded(Double.NaN, Double.NaN, evaluations, Boundedness.NOT_FINITE);
    }
    level = noise(unit, Math.max(chance, Math.max(quantum(), stopping())));
    LadderEstimator estimator = estimator(unit, level);
    int change = firstChange();
    if (change > 0 && estimator.end() > change && estimator.end() < change + STEPS_TO_SETTLE) {
      // Of rounded values the first few that change may agree by the size of their roundings.
      level = Math.max(level, LadderNoise.measured(rungs, change - 1, scale()));
      estimator = estimator(unit, level);
    }
    LadderEstimator.Candidate best = estimator.best();
    if (best == null) {
      return Estimate.unbounded(
          rungs.quotient(0), rungs.steps[0], evaluations, Boundedness.NOT_CONVERGING);
    }
    if (estimator.showsKink()) {
      return Estimate.unbounded(best.value(), best.step(), evaluations, Boundedness.KINK_SUSPECTED);
    }
    return new Estimate(
        best.value(),
        best.bound(),
        best.truncation(),
        best.noise(),
        best.step(),
        evaluations,
        Boundedness.BOUNDED);
  }

  /** The bound on the error of a value that the estimate was built on. */
  double level() {
    return level;
  }

  Rungs rungs() {
    return rungs;
  }
}
