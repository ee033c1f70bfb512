package io.plumbline.diagnose.mistakes;

import io.plumbline.core.cause.Cause;
import io.plumbline.core.cause.Factor;
import io.plumbline.core.cause.Finding;
import io.plumbline.core.cause.Misfit;
import io.plumbline.core.cause.Mistake;
import io.plumbline.core.cause.Price;
import io.plumbline.core.cause.Shortlist;
import io.plumbline.core.cause.Suspicion;
import io.plumbline.graph.TieRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The gradient at this sample with those of others added, of the batch or of the data set around
 * it.
 */
final class AddedSamples implements Mistake {
  private static final int MOST_PICKED = 8;

  /** What an added multiple may leave of the mistake in norm. */
  private static final double LITTLE = 0.2;

  private final Batch batch;
  private final int index;
  private final Supplier<Head> head;
  private final boolean outside;

  AddedSamples(Batch batch, int index, Supplier<Head> head, boolean outside) {
    this.batch = batch;
    this.index = index;
    this.head = head;
    this.outside = outside;
  }

  @Override
  public String id() {
    return "accumulated";
  }

  @Override
  public double leastPrice(Suspicion suspicion) {
    return outside ? ModelCauses.MANY : Price.ADDED.nats();
  }

  @Override
  public Optional<Finding> find(Suspicion suspicion) {
    Shortlist shortlist = new Shortlist(suspicion);
    List<OtherSample> others = outside ? batch.outside(index) : batch.others(index);
    for (TieRule rule : head.get().rules()) {
      one(
          shortlist,
          suspicion,
          rule,
          others,
          Price.ADDED.nats() + (outside ? Price.OUTSIDE.nats() : 0));
      if (!outside) {
        all(shortlist, rule);
        distinct(shortlist, rule, others);
        several(shortlist, suspicion, rule, others);
      }
    }
    return shortlist.best();
  }

  /** The sum over all before it, and over the whole batch. */
  private void all(Shortlist shortlist, TieRule rule) {
    double[] sum = new double[batch.example(index).x().length];
    for (int k = 0; k < batch.size(); k++) {
      add(sum, batch.gradient(batch.example(k), rule), 1);
      if (k == index && index > 0 || k == batch.size() - 1 && k > 0) {
        String which = k == index ? "all samples before it" : "all other samples of the batch";
        int count = k + 1;
        shortlist.offerTimesFactor(
            sum.clone(),
            Price.ADDED.nats() + 1,
            (confidence, factor) -> cause(confidence, factor, which, null, count));
      }
    }
  }

  /** This sample's and each different other one's once, where the batch repeats some. */
  private void distinct(Shortlist shortlist, TieRule rule, List<OtherSample> others) {
    double[] sum = batch.gradient(batch.example(index), rule).clone();
    for (OtherSample other : others) {
      add(sum, batch.gradient(other.example(), rule), 1);
    }
    if (!others.isEmpty() && others.size() + 1 < batch.size()) {
      shortlist.offerTimesFactor(
          sum,
          Price.ADDED.nats() + 1,
          (confidence, factor) ->
              cause(confidence, factor, "each other sample of the batch", null, others.size() + 1));
    }
  }

  /** One other, as it is or times a factor. */
  private void one(
      Shortlist shortlist,
      Suspicion suspicion,
      TieRule rule,
      List<OtherSample> others,
      double start) {
    double[] own = batch.gradient(batch.example(index), rule);
    double price = start + Math.log(Math.max(1, others.size()));
    for (OtherSample other : others) {
      double[] added = batch.gradient(other.example(), rule);
      double[] sum = own.clone();
      add(sum, added, 1);
      String which = other.name();
      List<Integer> place = other.place().isPresent() ? List.of(other.place().getAsInt()) : null;
      shortlist.offerTimesFactor(
          sum,
          (scaled, factor) -> rounding(suspicion, other, rule, added, factor),
          price,
          (confidence, factor) -> cause(confidence, factor, which, place, 2));
      double part = coefficient(suspicion.gradient(), own, added);
      if (Math.abs(part) > 1e-3 && Math.abs(part) < 1e3 && leaves(suspicion, own, added, part)) {
        double[] mixed = own.clone();
        add(mixed, added, part);
        String how = String.format(Locale.ROOT, "%.6g times that of ", part);
        double[] allowed = rounding(suspicion, other, rule, added, part);
        shortlist.offer(
            mixed,
            allowed,
            price + Price.NUMBER.nats(),
            confidence -> cause(confidence, 1, how + which, place, 2));
      }
    }
  }

  /** What rounding allows this sample's and the other's gradient together. */
  private double[] rounding(
      Suspicion suspicion, OtherSample other, TieRule rule, double[] added, double factor) {
    double share = batch.share(other.example(), rule, batch.example(index), suspicion);
    double[] allowed = Misfit.relativeTo(added, Math.abs(factor) * share);
    for (int k = 0; k < allowed.length; k++) {
      allowed[k] += Math.abs(factor) * suspicion.rounding()[k];
    }
    return allowed;
  }

  /** Whether the best multiple of what is added leaves little of the mistake. */
  private static boolean leaves(Suspicion suspicion, double[] own, double[] added, double part) {
    double mistake = 0;
    double left = 0;
    for (int k = 0; k < own.length; k++) {
      double off = suspicion.gradient()[k] - own[k];
      mistake += off * off;
      left += (off - part * added[k]) * (off - part * added[k]);
    }
    return left <= LITTLE * LITTLE * mistake;
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
  private void several(
      Shortlist shortlist, Suspicion suspicion, TieRule rule, List<OtherSample> others) {
    double[] sum = batch.gradient(batch.example(index), rule).clone();
    List<OtherSample> open = new ArrayList<>(others);
    List<Integer> picked = new ArrayList<>();
    double left = squaredDistance(suspicion.gradient(), sum, null);
    while (picked.size() < MOST_PICKED && !open.isEmpty()) {
      OtherSample best = null;
      for (OtherSample other : open) {
        double[] added = batch.gradient(other.example(), rule);
        double off = squaredDistance(suspicion.gradient(), sum, added);
        if (off < left) {
          left = off;
          best = other;
        }
      }
      if (best == null) {
        return;
      }
      add(sum, batch.gradient(best.example(), rule), 1);
      picked.add(best.place().orElseThrow());
      open.remove(best);
      if (picked.size() > 1) {
        List<Integer> samples = List.copyOf(picked);
        shortlist.offer(
            sum.clone(),
            picked.size() * Price.ADDED.among(batch.size()),
            confidence -> cause(confidence, 1, "samples " + samples, samples, samples.size() + 1));
      }
    }
  }

  private static double squaredDistance(
      double[] gradient, double[] sum, double @Nullable [] added) {
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
      double confidence, double factor, String which, @Nullable List<Integer> samples, int terms) {
    String sentence =
        "The gradient of "
            + which
            + " is added to the right one: gradients were not cleared between backward passes"
            + " (zero_grad), or a batch's gradients were summed"
            + Factor.besides(factor);
    return Cause.of(
        "accumulated",
        confidence,
        sentence,
        "kind",
        "samples",
        "samples",
        samples,
        "which",
        which,
        "terms",
        terms,
        "factor",
        factor);
  }
}
