package io.plumbline.jobs.program;

import io.plumbline.core.Euclidean;
import io.plumbline.core.check.Inputs;
import io.plumbline.core.compare.StepSweep;
import io.plumbline.core.estimate.Estimate;
import io.plumbline.core.estimate.GradientEstimate;
import io.plumbline.core.function.Precision;
import io.plumbline.report.Numbers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * An estimated gradient of a program, and how near others come to it.
 *
 * @param settings what was asked
 * @param at the point
 * @param precision the function's arithmetic
 * @param gradient by the ladder of steps, each entry with its bound
 * @param quotients at the step that was asked for, if one was
 * @param swept how near central differences come at each of several steps; none where an entry is
 *     not bounded, or they are too many
 * @param own the gradient that the program serves, if it does
 */
public record ProgramEstimate(
    ProgramEstimateSettings settings,
    Inputs at,
    Precision precision,
    GradientEstimate gradient,
    Optional<double[]> quotients,
    List<StepSweep.Sample> swept,
    Optional<double[]> own) {
  /**
   * How near a gradient is to the true one, of the entries that are bounded.
   *
   * @param name what it is
   * @param evaluations what it costs; none of the program's own
   * @param error at most, in norm, relative to the gradient's
   * @param cosine of the angle to what was found
   * @param sameSign the part of the entries that are known not to be zero
   */
  record Nearness(String name, long evaluations, double error, double cosine, double sameSign) {}

  /** Copies the list. */
  public ProgramEstimate {
    swept = List.copyOf(swept);
  }

  /** The entries that have a bound. */
  int[] bounded() {
    return IntStream.range(0, gradient.size()).filter(k -> gradient.get(k).isBounded()).toArray();
  }

  /** The step of the sweep that comes nearest; empty where there was none. */
  Optional<StepSweep.Sample> best() {
    return swept.stream()
        .filter(each -> Double.isFinite(each.normwiseError()))
        .min(Comparator.comparingDouble(StepSweep.Sample::normwiseError));
  }

  /** All that there is to compare, the ladder first. */
  List<Nearness> all() {
    long each = 2L * gradient.size();
    List<Nearness> all = new ArrayList<>();
    all.add(nearness("ladder of steps", gradient.evaluations(), gradient.values()));
    settings
        .h()
        .ifPresent(
            h -> all.add(nearness("h = " + Numbers.setting(h), each, quotients.orElseThrow())));
    own.ifPresent(g -> all.add(nearness("the program's gradient", 0, g)));
    return all;
  }

  private Nearness nearness(String name, long evaluations, double[] values) {
    int[] bounded = bounded();
    double[] found = pick(gradient.values(), bounded);
    double[] other = pick(values, bounded);
    int signs = 0;
    int same = 0;
    for (int k = 0; k < bounded.length; k++) {
      Estimate own = gradient.get(bounded[k]);
      if (Math.abs(own.value()) > own.bound()) {
        signs++;
        same += Math.signum(other[k]) == Math.signum(found[k]) ? 1 : 0;
      }
    }
    return new Nearness(
        name,
        evaluations,
        error(values),
        Euclidean.cosine(found, other),
        signs == 0 ? Double.NaN : (double) same / signs);
  }

  /** How far values are from the derivative at most: from what was found, and that from it. */
  private double error(double[] values) {
    int[] bounded = bounded();
    double[] found = pick(gradient.values(), bounded);
    double[] bounds = pick(gradient.bounds(), bounded);
    double[] other = pick(values, bounded);
    double off = Euclidean.distance(found, other) + Euclidean.norm(bounds);
    return off / Euclidean.norm(found);
  }

  private static double[] pick(double[] values, int[] some) {
    return Arrays.stream(some).mapToDouble(k -> values[k]).toArray();
  }
}
