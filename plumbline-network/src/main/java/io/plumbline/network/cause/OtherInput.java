package io.plumbline.network.cause;

import io.plumbline.core.cause.Cause;
import io.plumbline.core.cause.CauseFinder;
import io.plumbline.core.cause.Finding;
import io.plumbline.core.cause.Shortlist;
import io.plumbline.core.cause.Suspicion;
import io.plumbline.network.eval.TieRule;
import io.plumbline.network.loss.Target;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Supplier;

/** The gradient at another sample of the batch. */
final class OtherInput implements CauseFinder {
  private static final double PRICE = 3;

  private final Batch batch;
  private final int index;
  private final Supplier<Head> head;

  OtherInput(Batch batch, int index, Supplier<Head> head) {
    this.batch = batch;
    this.index = index;
    this.head = head;
  }

  @Override
  public String id() {
    return "input";
  }

  @Override
  public double leastCost(Suspicion suspicion) {
    return Shortlist.NUMBER + PRICE;
  }

  @Override
  public Optional<Finding> find(Suspicion suspicion) {
    Shortlist shortlist = new Shortlist(suspicion);
    int[] others = batch.others(index);
    Target own = batch.example(index).target();
    double price = PRICE + Math.log(Math.max(1, others.length));
    for (TieRule rule : head.get().rules()) {
      for (int other : others) {
        Target target = batch.example(other).target();
        shortlist.offerTimesFactor(
            batch.gradient(other, rule),
            price,
            (confidence, factor) -> cause(confidence, factor, other, target.label()));
        if (!Arrays.equals(target.weights(), own.weights())) {
          shortlist.offerTimesFactor(
              batch.gradient(other, own, rule),
              price + 1,
              (confidence, factor) -> cause(confidence, factor, other, own.label()));
        }
      }
    }
    return shortlist.best();
  }

  private static Cause cause(double confidence, double factor, int other, int label) {
    String sentence =
        "This is the gradient at another sample of the batch, number "
            + other
            + ", for label "
            + label
            + ": inputs and gradients were shuffled apart, or an old gradient was read"
            + Words.times(factor);
    return Cause.of(
        "input", confidence, sentence, "sample", other, "label", label, "factor", factor);
  }
}
