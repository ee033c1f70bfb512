package io.plumbline.diagnose.mistakes;

import io.plumbline.core.cause.Cause;
import io.plumbline.core.cause.Finding;
import io.plumbline.core.cause.Mistake;
import io.plumbline.core.cause.Price;
import io.plumbline.core.cause.Shortlist;
import io.plumbline.core.cause.Suspicion;
import io.plumbline.graph.TieRule;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * An average that goes on from sample to sample, as an optimizer keeps one: m = β m + (1 - β) g,
 * over the samples of the batch up to this one, in their order; or over this one and another.
 */
final class MovingAverage implements Mistake {
  /** How much of the average people keep from step to step. */
  private static final double[] DECAYS = {0.9, 0.99, 0.999, 0.95, 0.5, 0.8, 0.98};

  /** The mean of two gradients is their sum, halved: {@link AddedSamples}. */
  private static final double HALF = 0.5;

  /** So many gradients are computed at most. */
  private static final int MOST = 128;

  private final Batch batch;
  private final int index;
  private final Supplier<Head> head;

  MovingAverage(Batch batch, int index, Supplier<Head> head) {
    this.batch = batch;
    this.index = index;
    this.head = head;
  }

  /** How the average begins, and what becomes of it. */
  private enum Form {
    FROM_ZERO("that begins at zero"),
    CORRECTED("that begins at zero, divided by what its weights add up to"),
    FROM_FIRST("that begins with the first sample's");

    private final String words;

    Form(String words) {
      this.words = words;
    }

    /** The weight of the sample so many steps back, of so many before this one. */
    double weight(double decay, int back, int before) {
      double kept = Math.pow(decay, back);
      return switch (this) {
        case FROM_ZERO -> (1 - decay) * kept;
        case CORRECTED -> (1 - decay) * kept / (1 - Math.pow(decay, before + 1.0));
        case FROM_FIRST -> back == before ? kept : (1 - decay) * kept;
      };
    }
  }

  @Override
  public String id() {
    return "moving-average";
  }

  @Override
  public double leastPrice(Suspicion suspicion) {
    return Price.AVERAGE.nats();
  }

  @Override
  public Optional<Finding> find(Suspicion suspicion) {
    Shortlist shortlist = new Shortlist(suspicion);
    for (TieRule rule : head.get().rules()) {
      pairs(shortlist, rule);
      if (index > 0 && index < MOST) {
        for (double decay : DECAYS) {
          for (Form form : Form.values()) {
            offer(shortlist, rule, decay, form);
          }
        }
      }
    }
    return shortlist.best();
  }

  /** One step of the average, from another sample to this one or from this one to another. */
  private void pairs(Shortlist shortlist, TieRule rule) {
    List<OtherSample> others = batch.others(index);
    double[] own = batch.gradient(batch.example(index), rule);
    for (OtherSample other : others) {
      double[] added = batch.gradient(other.example(), rule);
      for (double decay : DECAYS) {
        if (decay == HALF) {
          continue;
        }
        for (double weight : new double[] {decay, 1 - decay}) {
          double[] average = new double[own.length];
          Arrays.setAll(average, k -> weight * own[k] + (1 - weight) * added[k]);
          shortlist.offer(
              average,
              Price.AVERAGE.among(2 * DECAYS.length * others.size()),
              confidence -> cause(confidence, decay, "with " + other.name(), 2));
        }
      }
    }
  }

  private void offer(Shortlist shortlist, TieRule rule, double decay, Form form) {
    double[] average = new double[batch.example(index).x().length];
    for (int back = 0; back <= index; back++) {
      double weight = form.weight(decay, back, index);
      double[] gradient = batch.gradient(batch.example(index - back), rule);
      for (int k = 0; k < average.length; k++) {
        average[k] += weight * gradient[k];
      }
    }
    shortlist.offer(
        average,
        Price.AVERAGE.among(DECAYS.length * Form.values().length),
        confidence ->
            cause(confidence, decay, "of the samples up to this one, " + form.words, index + 1));
  }

  private static Cause cause(double confidence, double decay, String which, int samples) {
    return Cause.of(
        "moving-average",
        confidence,
        "This is a moving average of gradients, which keeps "
            + decay
            + " of itself from one to the next, "
            + which
            + ": an optimizer's state, and not the gradient of this sample.",
        "decay",
        decay,
        "samples",
        samples);
  }
}
