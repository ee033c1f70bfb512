package io.plumbline.diagnose.mistakes;

import io.plumbline.core.cause.Cause;
import io.plumbline.core.cause.CauseFinder;
import io.plumbline.core.cause.Finding;
import io.plumbline.core.cause.Misfit;
import io.plumbline.core.cause.Shortlist;
import io.plumbline.core.cause.Suspicion;
import io.plumbline.graph.TieRule;
import io.plumbline.graph.loss.Target;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The gradient at another sample of the batch, or of the data set around it. */
final class OtherInput implements CauseFinder {
  private static final double PRICE = 3;

  /** How much less likely a sample is that was not handed in. */
  private static final double OUTSIDE = 2;

  /** Those are many, and not asked where another cause explains the gradient at this cost. */
  private static final double MANY = 40;

  private final Batch batch;
  private final int index;
  private final Supplier<Head> head;
  private final boolean outside;

  OtherInput(Batch batch, int index, Supplier<Head> head, boolean outside) {
    this.batch = batch;
    this.index = index;
    this.head = head;
    this.outside = outside;
  }

  @Override
  public String id() {
    return "input";
  }

  @Override
  public double leastCost(Suspicion suspicion) {
    return outside ? MANY : PRICE;
  }

  @Override
  public Optional<Finding> find(Suspicion suspicion) {
    Shortlist shortlist = new Shortlist(suspicion);
    if (outside) {
      offer(shortlist, batch.outside(index), PRICE + OUTSIDE);
    } else {
      offer(shortlist, batch.others(index), PRICE);
    }
    return shortlist.best();
  }

  private void offer(Shortlist shortlist, List<Batch.Other> others, double start) {
    Target own = batch.example(index).target();
    double price = start + Math.log(Math.max(1, others.size()));
    for (TieRule rule : head.get().rules()) {
      for (Batch.Other other : others) {
        shortlist.offerTimesFactor(
            batch.gradient(other.example(), rule),
            rounding(other, other.target(), rule),
            price,
            (confidence, factor) -> cause(confidence, factor, other, other.target().label()));
        if (!Arrays.equals(other.target().weights(), own.weights())) {
          shortlist.offerTimesFactor(
              batch.gradient(other.example(), own, rule),
              rounding(other, own, rule),
              price + 1,
              (confidence, factor) -> cause(confidence, factor, other, own.label()));
        }
      }
    }
  }

  private Shortlist.Rounding rounding(Batch.Other other, Target target, TieRule rule) {
    return (scaled, factor) ->
        Misfit.relativeTo(scaled, batch.share(other.example(), target, rule));
  }

  private static Cause cause(double confidence, double factor, Batch.Other other, int label) {
    String sentence =
        "This is the gradient at another sample, "
            + other.name()
            + ", for label "
            + label
            + ": inputs and gradients were shuffled apart, or an old gradient was read"
            + Words.times(factor);
    return Cause.of(
        "input",
        confidence,
        sentence,
        "sample",
        other.place() < 0 ? null : other.place(),
        "name",
        other.name(),
        "label",
        label,
        "factor",
        factor);
  }
}
