package io.plumbline.network.cause;

import io.plumbline.core.cause.Cause;
import io.plumbline.core.cause.CauseFinder;
import io.plumbline.core.cause.Finding;
import io.plumbline.core.cause.Shortlist;
import io.plumbline.core.cause.Suspicion;
import io.plumbline.network.eval.TieRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/** The gradient at this sample with those of others of the batch added. */
final class AddedSamples implements CauseFinder {
  private static final double PRICE = 4;
  private static final int MOST_PICKED = 8;

  private final Batch batch;
  private final int index;
  private final Supplier<Head> head;

  AddedSamples(Batch batch, int index, Supplier<Head> head) {
    this.batch = batch;
    this.index = index;
    this.head = head;
  }

  @Override
  public String id() {
    return "accumulated";
  }

  @Override
  public double leastCost(Suspicion suspicion) {
    return Shortlist.NUMBER + PRICE;
  }

  @Override
  public Optional<Finding> find(Suspicion suspicion) {
    Shortlist shortlist = new Shortlist(suspicion);
    for (TieRule rule : head.get().rules()) {
      all(shortlist, rule);
      one(shortlist, suspicion, rule);
      several(shortlist, suspicion, rule);
    }
    return shortlist.best();
  }

  /** The sum over all before it, and over the whole batch. */
  private void all(Shortlist shortlist, TieRule rule) {
    double[] sum = new double[batch.example(index).x().length];
    for (int k = 0; k < batch.size(); k++) {
      add(sum, batch.gradient(k, rule), 1);
      if (k == index && index > 0 || k == batch.size() - 1 && k > 0) {
        String which = k == index ? "all samples before it" : "all other samples of the batch";
        int count = k + 1;
        shortlist.offerTimesFactor(
            sum.clone(),
            PRICE + 1,
            (confidence, factor) -> cause(confidence, factor, which, null, count));
      }
    }
  }

  /** One other, as it is or times a factor. */
  private void one(Shortlist shortlist, Suspicion suspicion, TieRule rule) {
    double[] own = batch.gradient(index, rule);
    int[] others = batch.others(index);
    double price = PRICE + Math.log(Math.max(1, others.length));
    for (int other : others) {
      double[] added = batch.gradient(other, rule);
      double[] sum = own.clone();
      add(sum, added, 1);
      String which = "sample " + other + " of the batch";
      shortlist.offerTimesFactor(
          sum, price, (confidence, factor) -> cause(confidence, factor, which, List.of(other), 2));
      double part = coefficient(suspicion.gradient(), own, added);
      if (Math.abs(part) > 1e-3 && Math.abs(part) < 1e3) {
        double[] mixed = own.clone();
        add(mixed, added, part);
        String how = String.format(Locale.ROOT, "%.6g times that of ", part);
        shortlist.offer(
            mixed,
            price + Shortlist.NUMBER,
            confidence -> cause(confidence, 1, how + which, List.of(other), 2));
      }
    }
  }

  private static double coefficient(double[] gradient, double[] own, double[] added) {
    double product = 0;
    double square = 0;
    for (int k = 0; k < own.length; k++) {
      product += (gradient[k] - own[k]) * added[k];
      square += added[k] * added[k];
    }
    return square > 0 ? product / square : 0;
  }

  /** Several others, picked one by one: each time the one that leaves least. */
  private void several(Shortlist shortlist, Suspicion suspicion, TieRule rule) {
    double[] sum = batch.gradient(index, rule).clone();
    List<Integer> open = new ArrayList<>();
    for (int other : batch.others(index)) {
      open.add(other);
    }
    List<Integer> picked = new ArrayList<>();
    double left = squaredDistance(suspicion.gradient(), sum, null);
    while (picked.size() < MOST_PICKED && !open.isEmpty()) {
      int best = -1;
      for (int other : open) {
        double off = squaredDistance(suspicion.gradient(), sum, batch.gradient(other, rule));
        if (off < left) {
          left = off;
          best = other;
        }
      }
      if (best < 0) {
        return;
      }
      add(sum, batch.gradient(best, rule), 1);
      picked.add(best);
      open.remove((Integer) best);
      if (picked.size() > 1) {
        List<Integer> samples = List.copyOf(picked);
        shortlist.offer(
            sum.clone(),
            picked.size() * (PRICE + Math.log(batch.size())),
            confidence -> cause(confidence, 1, "samples " + samples, samples, samples.size() + 1));
      }
    }
  }

  private static double squaredDistance(double[] gradient, double[] sum, double[] added) {
    double total = 0;
    for (int k = 0; k < sum.length; k++) {
      double off = gradient[k] - sum[k] - (added == null ? 0 : added[k]);
      total += off * off;
    }
    return total;
  }

  private static void add(double[] sum, double[] other, double factor) {
    for (int k = 0; k < sum.length; k++) {
      sum[k] += factor * other[k];
    }
  }

  private static Cause cause(
      double confidence, double factor, String which, List<Integer> samples, int terms) {
    String sentence =
        "The gradient of "
            + which
            + " is added to the right one: gradients were not cleared between backward passes"
            + " (zero_grad), or a batch's gradients were summed"
            + Words.times(factor);
    return Cause.of(
        "accumulated",
        confidence,
        sentence,
        "kind",
        "samples",
        "samples",
        samples,
        "terms",
        terms,
        "factor",
        factor);
  }
}
