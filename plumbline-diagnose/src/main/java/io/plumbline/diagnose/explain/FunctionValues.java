package io.plumbline.diagnose.explain;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.check.CheckResult;
import io.plumbline.core.check.Entry;
import io.plumbline.core.check.GradientCheck;
import io.plumbline.core.estimate.Boundedness;
import io.plumbline.core.function.Precision;
import io.plumbline.core.function.ScalarFunction;
import io.plumbline.core.noise.NoiseBound;
import io.plumbline.diagnose.explain.ArrayVerdict.Measured;
import io.plumbline.evaluate.result.Surroundings;
import io.plumbline.graph.loss.Loss;
import io.plumbline.graph.loss.Objective;
import io.plumbline.graph.loss.OutputKind;
import io.plumbline.graph.loss.Target;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Any function of one number, of which differences are explained: its values, and what the check of
 * a function says of a gradient. Slopes are central quotients over the longest step at which what
 * they are off by is less than noise: the shorter a step, the larger is noise.
 */
public final class FunctionValues implements ModelValues {
  /** What a function's one value is called where scores are. */
  public static final Loss LOSS = new Loss.Logit(0);

  /** Its target, which has nothing to say. */
  public static final Target TARGET = Target.of(1);

  private static final Objective VALUE = Objective.of(LOSS, TARGET, OutputKind.LOGITS, 1);

  /** Each step that is tried is so many times the next. */
  private static final int SHORTER = 4;

  /** So often: from the longest step of the ladder to below the shortest. */
  private static final int TRIES = 18;

  /** Less than noise by so much, for the derivative that it is held against is off too. */
  private static final double SURE = 0.5;

  /** A step where nothing shows which one suits, relative to the element. */
  private static final double USUAL = 0x1p-20;

  private static final int BATCH = 512;

  private final ScalarFunction function;
  private final GradientCheck check;

  /**
   * The values of a function.
   *
   * @param function its values; not a number where it has none
   * @param check of the same function at the point of which arrays are explained, without a
   *     gradient
   */
  public FunctionValues(ScalarFunction function, GradientCheck check) {
    this.function = function;
    this.check = check;
  }

  /**
   * Central difference quotients, (f(x + h) - f(x - h)) / 2h.
   *
   * @param x the point
   * @param h the step
   * @return one for each entry; not a number where the function has no value
   */
  public double[] quotients(double[] x, double h) {
    return surroundings(x, Cut.single(x.length).groups(), h, true).quotients(VALUE);
  }

  @Override
  public OutputKind kind() {
    return OutputKind.LOGITS;
  }

  @Override
  public int outputs() {
    return 1;
  }

  @Override
  public boolean showsScores() {
    return false;
  }

  /** The function's own, or what the quotients are stored in where that is coarser. */
  @Override
  public Precision arithmetic(GivenArray quotients) {
    Precision own = function.precision();
    Precision stored = quotients.precision();
    return stored.unitRoundoff() > own.unitRoundoff() ? stored : own;
  }

  @Override
  public double[] scores(double[] x, boolean beforeSoftmax) {
    return new double[] {function.evaluate(x.clone())};
  }

  @Override
  public Surroundings surroundings(double[] x, int[][] groups, double step, boolean beforeSoftmax) {
    double[] steps = new double[groups.length];
    Arrays.fill(steps, step);
    double[] at = scores(x, beforeSoftmax);
    double[][] sides = moved(x, groups, steps);
    double[][] plus = new double[groups.length][];
    double[][] minus = new double[groups.length][];
    for (int k = 0; k < groups.length; k++) {
      plus[k] = new double[] {sides[0][k] - at[0]};
      minus[k] = new double[] {sides[1][k] - at[0]};
    }
    return new Surroundings(at, step, plus, minus);
  }

  /** The values to both sides of x along each group. */
  private double[][] moved(double[] x, int[][] groups, double[] steps) {
    Precision precision = function.precision();
    double[][] sides = new double[2][groups.length];
    for (int from = 0; from < groups.length; from += BATCH) {
      int count = Math.min(BATCH, groups.length - from);
      double[] points = new double[2 * count * x.length];
      for (int k = 0; k < 2 * count; k++) {
        double[] point = x.clone();
        for (int element : groups[from + k / 2]) {
          point[element] += k % 2 == 0 ? steps[from + k / 2] : -steps[from + k / 2];
        }
        System.arraycopy(precision.rounded(point), 0, points, k * x.length, x.length);
      }
      double[] values = new double[2 * count];
      function.evaluate(points, 2 * count, values);
      for (int k = 0; k < 2 * count; k++) {
        sides[k % 2][from + k / 2] = values[k];
      }
    }
    return sides;
  }

  @Override
  public ArrayVerdict judge(Disagreement given, GivenArray array) {
    CheckResult result = check.gradient(array.values()).check();
    if (result.value().length == 0) {
      throw new InvalidInputException(
          "value (none) must be finite at x, else nothing has a gradient: "
              + result.detail().orElse("the function gave none"));
    }
    int size = array.values().length;
    Map<String, Entry> entries = new HashMap<>();
    result.entries().forEach(each -> entries.put(each.place(), each));
    double[] derivative = array.values().clone();
    double[] bounds = new double[size];
    double[] longest = new double[size];
    Arrays.fill(bounds, Double.POSITIVE_INFINITY);
    for (int k = 0; k < size; k++) {
      Entry entry = entries.get(result.at().element(k));
      if (entry != null && entry.obtained().equals(Boundedness.BOUNDED.name())) {
        derivative[k] = entry.estimate();
        bounds[k] = entry.bound();
        longest[k] = entry.step();
      }
    }
    double noise = result.noise().level();
    double[] steps = steps(given.x(), derivative, bounds, longest, noise);
    return new ArrayVerdict(
        result.decision(),
        result.causes(),
        derivative,
        bounds,
        Optional.empty(),
        Optional.of(new Measured(noise, steps)));
  }

  /**
   * For each entry the longest step whose quotient is off by less than noise. They are powers of
   * two, which leave x + t and x - t exactly t away from x.
   */
  private double[] steps(
      double[] x, double[] derivative, double[] bounds, double[] longest, double noise) {
    double[] steps = new double[x.length];
    double[] tried = new double[x.length];
    int[] open =
        IntStream.range(0, x.length)
            .filter(k -> Double.isFinite(bounds[k]) && longest[k] > 0)
            .toArray();
    for (int k : open) {
      tried[k] = power(longest[k]);
    }
    for (int round = 0; round < TRIES && open.length > 0; round++) {
      int[][] groups = IntStream.of(open).mapToObj(k -> new int[] {k}).toArray(int[][]::new);
      double[] by = IntStream.of(open).mapToDouble(k -> tried[k]).toArray();
      double[][] sides = moved(x, groups, by);
      for (int i = 0; i < open.length; i++) {
        int k = open[i];
        double quotient = (sides[0][i] - sides[1][i]) / (2 * by[i]);
        double off = Math.abs(quotient - derivative[k]);
        if (off <= SURE * ValueLandscape.noise(noise / NoiseBound.DEVIATIONS, by[i])) {
          steps[k] = by[i];
        }
        tried[k] /= SHORTER;
      }
      open = IntStream.of(open).filter(k -> steps[k] == 0).toArray();
    }
    double usual =
        median(
            IntStream.range(0, x.length)
                .filter(k -> steps[k] > 0)
                .mapToDouble(k -> steps[k] / size(x[k]))
                .toArray());
    Arrays.setAll(steps, k -> steps[k] > 0 ? steps[k] : power(usual * size(x[k])));
    return steps;
  }

  private static double size(double x) {
    return x == 0 ? 1 : Math.abs(x);
  }

  private static double median(double[] values) {
    double[] sorted = Arrays.stream(values).sorted().toArray();
    return sorted.length == 0 ? USUAL : sorted[sorted.length / 2];
  }

  private static double power(double size) {
    return Math.scalb(1.0, Math.getExponent(size));
  }
}
