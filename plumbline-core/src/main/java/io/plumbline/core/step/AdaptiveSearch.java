package io.plumbline.core.step;

import java.util.Map;
import java.util.TreeMap;

/**
 * The adaptive interval of Shi, Xie, Xuan and Nocedal 2022, for any stencil S: the test ratio is
 *
 * <pre>r(h) = |S(ah) - S(h)| / (largest value that errors of e can give to the numerator)</pre>
 *
 * and a step is accepted when 1.5 &lt;= r &lt;= 6; below, h is quadrupled, above, quartered, and
 * once the answer is bracketed, bisected. For the central difference and a = 3 this is the paper's
 * |f(x+3h) - 3f(x+h) + 3f(x-h) - f(x-3h)| / 8e, for the forward difference and a = 4 its |f(x+4h) -
 * 4f(x+h) + 3f(x)| / 8e.
 */
final class AdaptiveSearch implements StepSearch {
  static final double LOWEST_RATIO = 1.5;
  static final double HIGHEST_RATIO = 6;
  private static final int ROUNDS = 30;

  private final StepProblem problem;
  private final double[] offsets;
  private final double[] weights;
  private double step;
  private double below;
  private double above = Double.POSITIVE_INFINITY;
  private StepChoice.Condition condition;
  private int rounds;
  private int evaluations;

  AdaptiveSearch(StepProblem problem) {
    this.problem = problem;
    Map<Integer, Double> test = testWeights(problem.stencil());
    this.offsets = test.keySet().stream().mapToDouble(Integer::doubleValue).toArray();
    this.weights = test.values().stream().mapToDouble(Double::doubleValue).toArray();
    double scale = Math.max(Math.abs(problem.value()), problem.noise());
    double relativeNoise = Math.min(problem.noise() / scale, 1);
    double length = Math.max(1, problem.magnitude());
    int order = problem.stencil().order();
    this.step = problem.limit(length * Math.pow(relativeNoise, 1.0 / (order + 1)));
  }

  private static Map<Integer, Double> testWeights(Stencil stencil) {
    int widening = stencil == Stencil.CENTRAL_2 ? 3 : stencil.order() == 1 ? 4 : 2;
    Map<Integer, Double> test = new TreeMap<>();
    for (int i = 0; i < stencil.points(); i++) {
      test.merge(stencil.offset(i), -stencil.coefficient(i), Double::sum);
      test.merge(widening * stencil.offset(i), stencil.coefficient(i) / widening, Double::sum);
    }
    return test;
  }

  @Override
  public double[] probes() {
    if (condition != null) {
      return new double[0];
    }
    double[] probes = new double[offsets.length];
    for (int i = 0; i < probes.length; i++) {
      probes[i] = offsets[i] * step;
    }
    return probes;
  }

  @Override
  public void observe(double[] values) {
    rounds++;
    evaluations += values.length;
    double ratio = ratio(values);
    if (ratio >= LOWEST_RATIO && ratio <= HIGHEST_RATIO) {
      condition = StepChoice.Condition.BALANCED;
    } else if (ratio < LOWEST_RATIO) {
      below = step;
      moveTo(above < Double.POSITIVE_INFINITY ? middle() : 4 * step);
    } else {
      above = step;
      moveTo(below > 0 ? middle() : step / 4);
    }
  }

  private double middle() {
    return below + (above - below) / 2;
  }

  private double ratio(double[] values) {
    double sum = 0;
    double largest = 0;
    for (int i = 0; i < values.length; i++) {
      sum += weights[i] * values[i];
      largest += Math.abs(weights[i]);
    }
    // Where the function has no value the step is too long.
    return Double.isFinite(sum)
        ? Math.abs(sum) / (largest * problem.noise())
        : Double.POSITIVE_INFINITY;
  }

  private void moveTo(double next) {
    double limited = problem.limit(next);
    if (limited == step) {
      condition = next > step ? StepChoice.Condition.NOISE_LIMITED : StepChoice.Condition.EXHAUSTED;
    } else if (rounds >= ROUNDS) {
      condition = StepChoice.Condition.EXHAUSTED;
    } else {
      step = limited;
    }
  }

  @Override
  public StepChoice choice() {
    return new StepChoice(step, condition, evaluations);
  }
}
