package io.plumbline.jobs.input;

import io.plumbline.core.cause.Factor;
import io.plumbline.core.function.Shape;
import io.plumbline.graph.loss.Positions;
import io.plumbline.graph.loss.Reduction;
import io.plumbline.graph.loss.Target;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The same loss as others define it: by the sum where this is the mean, by half the square, by the
 * mean over the batch. Its gradient is this one times a factor, and each is a factor by itself and
 * with the others.
 */
final class LossConventions {
  private final LossSettings loss;
  private final Shape outputs;
  private final List<Target> targets;
  private final Target target;
  private final boolean together;

  /**
   * The conventions of a loss.
   *
   * @param outputs of one sample
   * @param targets of all samples
   * @param k which of them is meant
   * @param together whether the loss is of all of them
   */
  LossConventions(LossSettings loss, Shape outputs, List<Target> targets, int k, boolean together) {
    this.loss = loss;
    this.outputs = outputs;
    this.targets = targets;
    this.target = targets.get(k);
    this.together = together;
  }

  /** The factors, none twice, those of one convention first. */
  List<Factor> factors() {
    Map<Double, String> found = new LinkedHashMap<>();
    Map<Double, String> before = new LinkedHashMap<>(Map.of(1.0, ""));
    for (Map<Double, String> axis : List.of(reductions(), halves(), batches())) {
      Map<Double, String> more = new LinkedHashMap<>();
      before.forEach(
          (first, words) ->
              axis.forEach(
                  (second, also) ->
                      more.putIfAbsent(
                          first * second, words.isEmpty() ? also : words + ", and " + also)));
      axis.forEach(found::putIfAbsent);
      more.forEach(before::putIfAbsent);
    }
    before.forEach(found::putIfAbsent);
    List<Factor> factors = new ArrayList<>();
    found.forEach(
        (factor, words) -> {
          if (factor != 1) {
            factors.add(new Factor(factor, words, words));
          }
        });
    return factors;
  }

  private Map<Double, String> reductions() {
    Map<Double, String> factors = new LinkedHashMap<>();
    if (loss.meant().isOfLabels()) {
      target
          .positions()
          .ifPresent(positions -> reduced(factors, target.counted(), "positions", mean()));
      int classes = target.positions().map(Positions::classes).orElse(outputs.size());
      reduced(factors, classes, "classes", false);
    } else if (loss.meant().isReduced()) {
      reduced(factors, outputs.size(), "outputs", mean());
      for (int axis = 0; axis < outputs.rank(); axis++) {
        reduced(
            factors, outputs.extent(axis), "outputs along axis " + (axis + 1) + " alone", mean());
      }
    }
    return factors;
  }

  private static void reduced(Map<Double, String> factors, int count, String what, boolean mean) {
    reduced(factors, count, count, what, mean);
  }

  private static void reduced(
      Map<Double, String> factors, int count, double weight, String what, boolean mean) {
    if (count > 1) {
      String words = "the %s over the " + count + " " + what + " in place of their %s";
      factors.putIfAbsent(
          mean ? weight : 1 / weight,
          mean ? String.format(words, "sum", "mean") : String.format(words, "mean", "sum"));
    }
  }

  /** Whether the loss is the mean over what it is of. */
  private boolean mean() {
    return switch (loss.meant()) {
      case SSE, HALF_SSE, KL -> loss.reductionOr(Reduction.SUM) == Reduction.MEAN;
      default -> loss.reductionOr(Reduction.MEAN) == Reduction.MEAN;
    };
  }

  private Map<Double, String> halves() {
    return switch (loss.meant()) {
      case MSE, SSE, CONTRASTIVE -> Map.of(0.5, "half the square");
      case HALF_MSE, HALF_SSE -> Map.of(2.0, "the square in place of half of it");
      default -> Map.of();
    };
  }

  /** The mean over the samples, and that in which each weighs as much as its labels do. */
  private Map<Double, String> batches() {
    Map<Double, String> factors = new LinkedHashMap<>();
    int samples = targets.size();
    double all = targets.stream().mapToDouble(Target::share).sum();
    if (together) {
      reduced(factors, samples, all, "samples", loss.overBatch() == Reduction.MEAN);
    } else if (samples > 1) {
      factors.put(1.0 / samples, "the mean over the " + samples + " samples");
      factors.putIfAbsent(
          target.share() / all,
          "the mean over the " + samples + " samples, each weighing as its labels do");
    }
    return factors;
  }
}
