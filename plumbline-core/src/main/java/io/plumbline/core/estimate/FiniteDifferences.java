package io.plumbline.core.estimate;

import io.plumbline.core.function.ScalarFunction;
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
  /** The stage that takes most of the time, as progress tells it. */
  public static final String LADDER = "ladder";

  private FiniteDifferences() {}

  /**
   * The derivative by each coordinate, or by those selected in the options.
   *
   * @param function what to differentiate
   * @param x where, flat in row-major order
   * @param options how
   * @return the estimates, in the order of the coordinates
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
   * @return the estimates, in the order of the groups
   * @throws io.plumbline.core.InvalidInputException as for {@link #gradient}
   * @throws java.util.concurrent.CancellationException if cancelled or interrupted
   */
  public static GradientEstimate along(
      ScalarFunction function, double[] x, List<int[]> groups, DifferenceOptions options) {
    RoundedPoint point = RoundedPoint.of(function, x, groups.toArray(int[][]::new));
    ProbeEvaluator evaluator = new ProbeEvaluator(point, options);
    double centre = evaluator.valueAtX();
    List<Estimate> quotients = quotients(point, evaluator, options, centre);
    List<Estimate> estimates = quotients;
    ValueNoise noise = ValueNoise.NONE;
    if (options.isBounded()) {
      LadderSearch search = new LadderSearch(point, evaluator, centre, options.noise());
      estimates = allowForUnevenMoves(point, search.estimates());
      noise = search.noise();
      if (!quotients.isEmpty()) {
        estimates = bounded(quotients, estimates);
      }
    }
    return new GradientEstimate(
        function.shape(),
        noise,
        centre,
        groups.stream().map(int[]::clone).toList(),
        List.copyOf(estimates),
        evaluator.evaluations());
  }

  /** The quotients over the given step; none if no step is given. */
  private static List<Estimate> quotients(
      RoundedPoint point, ProbeEvaluator evaluator, DifferenceOptions options, double centre) {
    Quotient quotient = options.quotient();
    if (quotient == null) {
      return List.of();
    }
    double[] each = quotient.offsets();
    int size = each.length;
    int[] moves = new int[Math.multiplyExact(point.moves().length, size)];
    double[] offsets = new double[moves.length];
    for (int i = 0; i < moves.length; i++) {
      moves[i] = i / size;
      offsets[i] = each[i % size];
    }
    for (int m = 0; m < point.moves().length; m++) {
      point.requireStep(m, quotient.h(), quotient.farthest());
    }
    double[] values = evaluator.evaluate("differences", moves, offsets);
    List<Estimate> estimates = new ArrayList<>();
    for (int m = 0; m < point.moves().length; m++) {
      double[] own = Arrays.copyOfRange(values, m * size, (m + 1) * size);
      estimates.add(quotient.of(point, m, own, centre));
    }
    return estimates;
  }

  /** Quotients, each with the bound that the ladder's interval gives it. */
  private static List<Estimate> bounded(List<Estimate> quotients, List<Estimate> ladders) {
    List<Estimate> bounded = new ArrayList<>();
    for (int m = 0; m < quotients.size(); m++) {
      bounded.add(quotients.get(m).boundedBy(ladders.get(m)));
    }
    return bounded;
  }

  private static List<Estimate> allowForUnevenMoves(RoundedPoint point, List<Estimate> estimates) {
    double steepest = 0;
    for (Estimate estimate : estimates) {
      steepest = Math.max(steepest, estimate.isBounded() ? Math.abs(estimate.value()) : 0);
    }
    List<Estimate> widened = new ArrayList<>();
    for (int m = 0; m < point.moves().length; m++) {
      Estimate estimate = estimates.get(m);
      double h = estimate.step();
      double uneven = Math.max(point.unevenness(m, h), point.unevenness(m, -h));
      widened.add(
          uneven > 0 && estimate.isBounded()
              ? estimate.widenedBy(uneven / h * steepest)
              : estimate);
    }
    return widened;
  }
}
