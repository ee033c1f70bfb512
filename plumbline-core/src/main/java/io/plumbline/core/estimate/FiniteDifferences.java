package io.plumbline.core.estimate;

import io.plumbline.core.function.ScalarFunction;
import io.plumbline.core.noise.NoiseBound;
import io.plumbline.core.step.StepChoice;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Gradients by finite differences. Every derivative comes with a bound on its error, or with the
 * reason why there is none ({@link Estimate}).
 *
 * <p>The derivative is that at the point of the function's arithmetic nearest to x. x is never
 * written to. Results do not depend on the number of threads nor on the size of the batches, bit
 * for bit.
 */
public final class FiniteDifferences {
  private FiniteDifferences() {}

  /**
   * The derivative by each coordinate, or by those selected in the options.
   *
   * @param function what to differentiate
   * @param x where, flat in row-major order
   * @param options how
   * @throws io.plumbline.core.InvalidInputException if x has the wrong length or is not finite, if
   *     a selected coordinate does not exist, or if a step is so small that x + h equals x in the
   *     function's arithmetic
   * @throws java.util.concurrent.CancellationException if cancelled or interrupted
   */
  public static GradientEstimate gradient(
      ScalarFunction function, double[] x, DifferenceOptions options) {
    int[] selected = options.coordinates();
    IntStream coordinates =
        selected == null ? IntStream.range(0, x.length) : Arrays.stream(selected);
    return along(function, x, coordinates.mapToObj(i -> new int[] {i}).toList(), options);
  }

  /**
   * The derivative by each group of coordinates that are all moved by the same amount: the sum of
   * their partial derivatives. Coordinates selected in the options play no part. Where rounding
   * moves the coordinates of a group by unequal amounts, the bound allows for partial derivatives
   * up to the largest magnitude found along any group of the call.
   *
   * @param function what to differentiate
   * @param x where, flat in row-major order
   * @param groups flat positions, those of one group distinct
   * @param options how
   * @throws io.plumbline.core.InvalidInputException as for {@link #gradient}
   * @throws java.util.concurrent.CancellationException if cancelled or interrupted
   */
  public static GradientEstimate along(
      ScalarFunction function, double[] x, List<int[]> groups, DifferenceOptions options) {
    Point point = Point.of(function, x, groups.toArray(int[][]::new));
    ProbeEvaluator evaluator = new ProbeEvaluator(point, options);
    double valueAtX = evaluator.valueAtX();
    NoiseBound noise = options.noise().at(function, point.x().clone());
    Grid grid = new Grid(options.stencil(), options.levels());
    double assumedNoise = assumedNoise(function, noise, valueAtX);
    StepChoice[] steps =
        new StepSelection(point, evaluator, options, valueAtX, assumedNoise)
            .choose(grid.farthest());
    double[][] values = values(evaluator, grid, steps);
    List<Estimate> estimates = new ArrayList<>();
    for (int g = 0; g < steps.length; g++) {
      Line line = line(point, g, grid, steps[g].step(), values[g], valueAtX, noise);
      int evaluations = steps[g].evaluations() + grid.size();
      Estimate estimate = LineEstimator.estimate(line, options.isExtrapolated(), evaluations);
      estimates.add(noise.isKnown() ? estimate : withoutNoise(estimate));
    }
    allowForUnevenMoves(point, steps, estimates);
    return new GradientEstimate(
        function.shape(),
        options.stencil(),
        noise,
        valueAtX,
        groups.stream().map(int[]::clone).toList(),
        List.copyOf(estimates),
        evaluator.evaluations());
  }

  /** What a step rule takes the noise to be: positive, and roundoff where nothing is known. */
  private static double assumedNoise(ScalarFunction function, NoiseBound noise, double value) {
    double roundoff = 4 * function.precision().unitRoundoff() * Math.abs(value);
    double known = noise.isKnown() ? noise.at(Math.abs(value)) : roundoff;
    double assumed = known > 0 ? known : roundoff;
    return assumed > 0 && Double.isFinite(assumed) ? assumed : function.precision().unitRoundoff();
  }

  private static double[][] values(ProbeEvaluator evaluator, Grid grid, StepChoice[] steps) {
    int size = grid.size();
    int[] groups = new int[Math.multiplyExact(steps.length, size)];
    double[] offsets = new double[groups.length];
    for (int i = 0; i < groups.length; i++) {
      groups[i] = i / size;
      offsets[i] = grid.multiple(i % size) * steps[groups[i]].step();
    }
    double[] flat = evaluator.evaluate("differences", groups, offsets);
    double[][] values = new double[steps.length][];
    for (int g = 0; g < steps.length; g++) {
      values[g] = Arrays.copyOfRange(flat, g * size, (g + 1) * size);
    }
    return values;
  }

  private static Line line(
      Point point,
      int group,
      Grid grid,
      double step,
      double[] values,
      double valueAtX,
      NoiseBound noise) {
    double[] offsets = new double[values.length];
    double magnitude = Math.abs(valueAtX);
    for (int i = 0; i < values.length; i++) {
      offsets[i] = point.realised(group, grid.multiple(i) * step);
      magnitude = Math.max(magnitude, Math.abs(values[i]));
    }
    return new Line(grid, values, offsets, valueAtX, noise.isKnown() ? noise.at(magnitude) : 0);
  }

  private static Estimate withoutNoise(Estimate estimate) {
    return estimate.isBounded()
        ? Estimate.unbounded(
            estimate.value(), estimate.step(), estimate.evaluations(), Boundedness.NOISE_UNKNOWN)
        : estimate;
  }

  private static void allowForUnevenMoves(
      Point point, StepChoice[] steps, List<Estimate> estimates) {
    double steepest = 0;
    for (Estimate estimate : estimates) {
      steepest =
          Double.isNaN(estimate.value())
              ? steepest
              : Math.max(steepest, Math.abs(estimate.value()));
    }
    for (int g = 0; g < steps.length; g++) {
      Estimate estimate = estimates.get(g);
      double h = estimate.step();
      double uneven = Math.max(point.unevenness(g, h), point.unevenness(g, -h));
      if (uneven > 0 && estimate.isBounded()) {
        estimates.set(g, estimate.widenedBy(uneven / h * steepest));
      }
    }
  }
}
