package io.plumbline.core.cause;

import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/**
 * An average that goes on from step to step, as an optimizer keeps one: m = β m + (1 - β) g, or a
 * momentum, m = β m + g, over gradients in their order; or one step of it, between two gradients.
 */
public final class MovingAverage implements Mistake {
  /** How much of the average people keep from step to step. */
  private static final double[] DECAYS = {0.9, 0.99, 0.999, 0.95, 0.5, 0.8, 0.98};

  /** The mean of two gradients is their sum, halved, which is another cause. */
  private static final double HALF = 0.5;

  /** So many gradients are computed at most. */
  private static final int MOST = 128;

  private final Supplier<List<Steps>> steps;
  private final List<Form> forms;
  private final String over;
  private final String instead;

  private MovingAverage(
      Supplier<List<Steps>> steps, List<Form> forms, String over, String instead) {
    this.steps = steps;
    this.forms = forms;
    this.over = over;
    this.instead = instead;
  }

  /**
   * Over the samples of a batch up to the one whose gradient it is said to be.
   *
   * @param steps one for each tie rule that differs; asked for when needed
   * @return the mistake
   */
  public static MovingAverage upToThis(Supplier<List<Steps>> steps) {
    List<Form> forms = List.of(Form.FROM_ZERO, Form.CORRECTED, Form.FROM_FIRST);
    return new MovingAverage(steps, forms, "of the samples up to this one", "of this sample");
  }

  /**
   * Over all samples of a batch, one after the other, where the gradient is of all together.
   *
   * @param steps asked for when needed
   * @return the mistake
   */
  public static MovingAverage overAll(Supplier<List<Steps>> steps) {
    return new MovingAverage(steps, List.of(Form.values()), "of the samples", "of the batch");
  }

  /**
   * Gradients, one after the other.
   *
   * @param before how many come before the last
   * @param back the gradient so many steps before the last
   * @param others what one step is tried with besides
   */
  public record Steps(int before, IntFunction<double[]> back, List<Other> others) {
    /** Copies the list. */
    public Steps {
      others = List.copyOf(others);
    }
  }

  /**
   * Another gradient.
   *
   * @param name as people would call what it is of
   * @param gradient one value for each coordinate
   */
  public record Other(String name, Supplier<double[]> gradient) {}

  /** How the average begins, and what becomes of it. */
  private enum Form {
    FROM_ZERO("that begins at zero"),
    CORRECTED("that begins at zero, divided by what its weights add up to"),
    FROM_FIRST("that begins with the first sample's"),
    SUMMED("each added whole, as momentum adds them");

    private final String words;

    Form(String words) {
      this.words = words;
    }

    /** The weight of the gradient so many steps back, of so many before the last. */
    double weight(double decay, int back, int before) {
      double kept = Math.pow(decay, back);
      return switch (this) {
        case FROM_ZERO -> (1 - decay) * kept;
        case CORRECTED -> (1 - decay) * kept / (1 - Math.pow(decay, before + 1.0));
        case FROM_FIRST -> back == before ? kept : (1 - decay) * kept;
        case SUMMED -> kept;
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
    // What a format of few bits rounds is no share of another gradient.
    double least = suspicion.misfit().coarseRounding();
    for (Steps each : steps.get()) {
      pairs(shortlist, each, least);
      if (each.before > 0 && each.before < MOST) {
        for (double decay : DECAYS) {
          forms.forEach(form -> offer(shortlist, each, decay, form));
        }
      }
    }
    return shortlist.best();
  }

  /** One step of the average, from another gradient to the last or from the last to another. */
  private void pairs(Shortlist shortlist, Steps of, double least) {
    for (Other other : of.others) {
      double[] added = other.gradient.get();
      for (double decay : DECAYS) {
        if (decay == HALF) {
          continue;
        }
        for (double weight : new double[] {decay, 1 - decay}) {
          if (Math.min(weight, 1 - weight) < least) {
            continue;
          }
          double[] average = Shortlist.times(of.back.apply(0), weight);
          add(average, 1 - weight, added);
          shortlist.offer(
              average,
              Price.AVERAGE.among(2 * DECAYS.length * of.others.size()),
              confidence -> cause(confidence, decay, "with " + other.name, 2));
        }
      }
    }
  }

  private void offer(Shortlist shortlist, Steps of, double decay, Form form) {
    double[] average = new double[of.back.apply(0).length];
    for (int back = 0; back <= of.before; back++) {
      add(average, form.weight(decay, back, of.before), of.back.apply(back));
    }
    shortlist.offer(
        average,
        Price.AVERAGE.among(DECAYS.length * forms.size()),
        confidence -> cause(confidence, decay, over + ", " + form.words, of.before + 1));
  }

  private static void add(double[] sum, double factor, double[] values) {
    for (int k = 0; k < sum.length; k++) {
      sum[k] += factor * values[k];
    }
  }

  private Cause cause(double confidence, double decay, String which, int samples) {
    return Cause.of(
        id(),
        confidence,
        "This is a moving average of gradients, which keeps "
            + decay
            + " of itself from one to the next, "
            + which
            + ": an optimizer's state, and not the gradient "
            + instead
            + ".",
        "decay",
        decay,
        "samples",
        samples);
  }
}
