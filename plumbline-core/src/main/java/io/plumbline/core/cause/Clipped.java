package io.plumbline.core.cause;

import java.util.Optional;

/** Entries beyond a threshold were cut off at it. */
final class Clipped implements Mistake {
  @Override
  public String id() {
    return "clipped";
  }

  @Override
  public double leastPrice(Suspicion suspicion) {
    return Price.CLIPPED.nats();
  }

  @Override
  public Optional<Finding> find(Suspicion suspicion) {
    double[] gradient = suspicion.gradient();
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (double each : gradient) {
      low = Math.min(low, each);
      high = Math.max(high, each);
    }
    Shortlist shortlist = new Shortlist(suspicion);
    boolean below = count(gradient, low) > 1;
    boolean above = count(gradient, high) > 1;
    for (double[] reference : suspicion.references()) {
      if (below && above) {
        offer(shortlist, suspicion, reference, low, high);
      }
      if (below) {
        offer(shortlist, suspicion, reference, low, Double.POSITIVE_INFINITY);
      }
      if (above) {
        offer(shortlist, suspicion, reference, Double.NEGATIVE_INFINITY, high);
      }
      double both = Math.max(high, -low);
      if (count(gradient, both) + count(gradient, -both) > 1 && both > 0) {
        offer(shortlist, suspicion, reference, -both, both);
      }
    }
    return shortlist.best();
  }

  private static int count(double[] gradient, double value) {
    int count = 0;
    for (double each : gradient) {
      count += each == value ? 1 : 0;
    }
    return count;
  }

  private static void offer(
      Shortlist shortlist, Suspicion suspicion, double[] reference, double low, double high) {
    double[] predicted = new double[reference.length];
    int cut = 0;
    for (int k = 0; k < predicted.length; k++) {
      predicted[k] = Math.max(low, Math.min(high, reference[k]));
      cut += predicted[k] != reference[k] ? 1 : 0;
    }
    if (cut < 2) {
      return;
    }
    int entries = cut;
    boolean even = low == -high;
    shortlist.offer(
        predicted,
        suspicion.misfit().inPlace(1),
        Price.CLIPPED.nats() * (even || low == 0 || high == 0 ? 1 : 2),
        confidence -> cause(confidence, low, high, entries));
  }

  private static Cause cause(double confidence, double low, double high, int entries) {
    String what =
        low == -high
            ? "Entries are cut off at ±" + Factor.text(high)
            : low == 0
                ? "Negative entries are cut off at 0"
                : high == 0
                    ? "Positive entries are cut off at 0"
                    : Double.isInfinite(low)
                        ? "Entries are cut off above " + Factor.text(high)
                        : Double.isInfinite(high)
                            ? "Entries are cut off below " + Factor.text(low)
                            : "Entries are cut off below "
                                + Factor.text(low)
                                + " and above "
                                + Factor.text(high);
    String sentence =
        what
            + " ("
            + entries
            + " of them), and all others are right: the gradient was clipped by value, or passed"
            + " through a ReLU or a clamp.";
    double threshold = Double.isInfinite(low) ? high : Double.isInfinite(high) ? low : high;
    return Cause.of(
        "clipped",
        confidence,
        sentence,
        "threshold",
        threshold,
        "low",
        Double.isInfinite(low) ? null : low,
        "high",
        Double.isInfinite(high) ? null : high,
        "coordinates",
        entries);
  }
}
