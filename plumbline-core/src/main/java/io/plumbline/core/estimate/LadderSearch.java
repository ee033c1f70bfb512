package io.plumbline.core.estimate;

import io.plumbline.core.function.Precision;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;

/** Evaluates the ladders of all moves, in rounds, so that each round is one set of batches. */
final class LadderSearch {
  /** Few repetitions bound nothing: chance is taken to be so much larger than they show. */
  private static final double CHANCE_INFLATION = 8;

  /** Fewer different values could be short by accident. */
  private static final int VALUES_THAT_TELL = 8;

  /** Programs print so many digits, if they do not print them all. */
  private static final int MOST_DIGITS = 12;

  private static final int FEWEST_DIGITS = 3;
  private static final long SEED = 20261128;

  private final RoundedPoint point;
  private final ProbeEvaluator evaluator;
  private final double centre;
  private final double given;
  private final List<LadderLine> lines = new ArrayList<>();
  private double[] diagonal = {};
  private double unit;
  private double chance;

  /**
   * A search.
   *
   * @param centre f(x)
   * @param given a bound on the error of a value that the caller knows of; 0 if none
   */
  LadderSearch(RoundedPoint point, ProbeEvaluator evaluator, double centre, double given) {
    this.point = point;
    this.evaluator = evaluator;
    this.centre = centre;
    this.given = given;
  }

  /** All estimates, in the order of the moves. */
  List<Estimate> estimates() {
    int moves = point.moves().length;
    RoundedPoint all = moves > 1 ? withDiagonal() : point;
    for (int m = 0; m < all.moves().length; m++) {
      lines.add(new LadderLine(all, m));
    }
    evaluator.along(all);
    climb();
    double noise = Math.max(given, CHANCE_INFLATION * chance);
    List<Estimate> estimates = lines.stream().map(line -> line.estimate(unit, noise)).toList();
    List<Estimate> own = estimates.subList(0, moves);
    if (lines.stream().allMatch(LadderLine::isFlat)) {
      return own.stream().map(each -> each.without(Boundedness.NOISE_UNKNOWN)).toList();
    }
    return moves > 1 && !addsUp(own, estimates.get(moves))
        ? own.stream().map(each -> each.without(Boundedness.INCONSISTENT)).toList()
        : own;
  }

  private void climb() {
    Precision precision = point.function().precision();
    round(FiniteDifferences.LADDER, lines, line -> Ladder.steps(precision, line.scale()));
    repeat();
    unit = effectiveUnit();
    List<LadderLine> unclear = lines.stream().filter(line -> line.needsDeeper(unit)).toList();
    round("shorter steps", unclear, line -> Ladder.deeper(precision, line.scale()));
    lines.forEach(line -> line.lookForJump(unit));
    while (halve()) {
      // Every round halves an interval or ends a search.
    }
    repeat();
  }

  /** What the values show of their own errors; after {@link #estimates}. */
  ValueNoise noise() {
    double level = 0;
    double quantum = 0;
    for (LadderLine line : lines) {
      level = Math.max(level, line.level());
      quantum = Math.max(quantum, line.quantum());
    }
    return new ValueNoise(level, quantum, chance, unit);
  }

  /**
   * The moves, and one more that makes them all at once, each at its own scale and to a random
   * side: what a function with a gradient does along it follows from the others.
   */
  private RoundedPoint withDiagonal() {
    SplittableRandom random = new SplittableRandom(SEED);
    Move[] moves = Arrays.copyOf(point.moves(), point.moves().length + 1);
    List<Integer> indices = new ArrayList<>();
    List<Double> rates = new ArrayList<>();
    BitSet taken = new BitSet();
    diagonal = new double[point.moves().length];
    for (int m = 0; m < diagonal.length; m++) {
      double rate =
          point.scale(m) * (0.5 + random.nextDouble() / 2) * (random.nextBoolean() ? 1 : -1);
      Move move = point.moves()[m];
      boolean free = Arrays.stream(move.indices()).noneMatch(taken::get);
      diagonal[m] = free ? rate : 0;
      for (int index : free ? move.indices() : new int[0]) {
        taken.set(index);
        indices.add(index);
        rates.add(rate);
      }
    }
    moves[diagonal.length] =
        new Move(
            indices.stream().mapToInt(Integer::intValue).toArray(),
            rates.stream().mapToDouble(Double::doubleValue).toArray());
    return point.with(moves);
  }

  /** Whether the derivatives sum to the one along all moves, as far as all of them are known. */
  private boolean addsUp(List<Estimate> own, Estimate along) {
    double sum = -along.value();
    double unsure = along.bound();
    for (int m = 0; m < own.size(); m++) {
      if (diagonal[m] != 0) {
        sum += diagonal[m] * own.get(m).value();
        unsure +=
            Math.abs(diagonal[m]) * (own.get(m).bound() + 0x1p-52 * Math.abs(own.get(m).value()));
      }
    }
    return !(Math.abs(sum) > unsure);
  }

  private void repeat() {
    chance = Math.max(chance, Math.abs(evaluator.valueAtX() - centre));
  }

  private void round(String stage, List<LadderLine> open, Function<LadderLine, double[]> stepsOf) {
    double[][] offsets = new double[open.size()][];
    int total = 0;
    for (int i = 0; i < offsets.length; i++) {
      offsets[i] = open.get(i).offsets(stepsOf.apply(open.get(i)));
      total += offsets[i].length;
    }
    double[] flat = new double[total];
    int[] moves = new int[total];
    int position = 0;
    for (int i = 0; i < offsets.length; i++) {
      System.arraycopy(offsets[i], 0, flat, position, offsets[i].length);
      Arrays.fill(moves, position, position + offsets[i].length, open.get(i).move());
      position += offsets[i].length;
    }
    double[] values = evaluator.evaluate(stage, moves, flat);
    position = 0;
    for (int i = 0; i < offsets.length; i++) {
      int end = position + offsets[i].length;
      open.get(i).take(offsets[i], Arrays.copyOfRange(values, position, end), centre);
      position = end;
    }
  }

  private boolean halve() {
    List<LadderLine> open = lines.stream().filter(LadderLine::looksForJump).toList();
    if (open.isEmpty()) {
      return false;
    }
    int[] moves = open.stream().mapToInt(LadderLine::move).toArray();
    double[] offsets = open.stream().mapToDouble(LadderLine::probe).toArray();
    double[] values = evaluator.evaluate("jumps", moves, offsets);
    for (int i = 0; i < values.length; i++) {
      LadderLine line = open.get(i);
      line.observe(values[i]);
      if (!line.looksForJump()) {
        line.lookFurther(unit);
      }
    }
    return true;
  }

  /** The roundoff of the narrowest format that holds every value seen: casts show, undeclared. */
  private double effectiveUnit() {
    double narrowest = point.function().precision().unitRoundoff();
    for (Precision precision : Precision.values()) {
      if (precision.unitRoundoff() > narrowest && holdsAll(precision::round)) {
        narrowest = precision.unitRoundoff();
      }
    }
    for (int digits = MOST_DIGITS; digits >= FEWEST_DIGITS; digits--) {
      MathContext printed = new MathContext(digits);
      if (!holdsAll(value -> new BigDecimal(value).round(printed).doubleValue())) {
        break;
      }
      narrowest = Math.max(narrowest, 5 * Math.pow(10, -digits));
    }
    return narrowest;
  }

  private boolean holdsAll(DoubleUnaryOperator rounding) {
    long distinct = 0;
    for (LadderLine line : lines) {
      double before = centre;
      for (double[] values : new double[][] {line.rungs().above, line.rungs().below}) {
        for (double value : values) {
          if (Double.isFinite(value) && rounding.applyAsDouble(value) != value) {
            return false;
          }
          distinct += value != before ? 1 : 0;
          before = value;
        }
      }
    }
    return distinct >= VALUES_THAT_TELL;
  }
}
