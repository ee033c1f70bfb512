package io.plumbline.core.cause;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** One entry is wrong, or a few, and all others are right. */
final class Coordinate implements Mistake {
  private static final double TOLERANCE = 1e-4;
  private static final double MOST_SHARE = 0.03;
  private static final int MOST = 24;

  @Override
  public String id() {
    return "coordinate";
  }

  @Override
  public double leastPrice(Suspicion suspicion) {
    return Price.COORDINATE.among(suspicion.shape().size());
  }

  @Override
  public Optional<Finding> find(Suspicion suspicion) {
    Shortlist shortlist = new Shortlist(suspicion);
    double[] gradient = suspicion.gradient();
    double[] allowed = suspicion.misfit().inPlace(1);
    int most = (int) Math.max(3, Math.min(MOST, MOST_SHARE * gradient.length));
    for (double[] reference : suspicion.references()) {
      int[] wrong = wrong(gradient, reference, allowed);
      if (wrong.length == 0 || wrong.length > most || 2 * wrong.length > gradient.length) {
        continue;
      }
      double[] predicted = reference.clone();
      for (int k : wrong) {
        predicted[k] = gradient[k];
      }
      double price = wrong.length * Price.COORDINATE.among(gradient.length);
      shortlist.offer(
          predicted, allowed, price, confidence -> cause(confidence, suspicion, reference, wrong));
    }
    return shortlist.best();
  }

  /** Those that are off by more than is allowed, the worst first. */
  private static int[] wrong(double[] gradient, double[] reference, double[] allowed) {
    double[] excess = new double[gradient.length];
    for (int k = 0; k < excess.length; k++) {
      double off = Math.abs(gradient[k] - reference[k]);
      excess[k] = off - allowed[k] - TOLERANCE * Math.abs(reference[k]);
    }
    return IntStream.range(0, excess.length)
        .filter(k -> !(excess[k] <= 0))
        .boxed()
        .sorted((a, b) -> Double.compare(excess[b], excess[a]))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  private static Cause cause(
      double confidence, Suspicion suspicion, double[] reference, int[] wrong) {
    List<List<Integer>> indices = new ArrayList<>();
    for (int k : wrong) {
      indices.add(suspicion.index(k));
    }
    int worst = wrong[0];
    String sentence =
        (wrong.length == 1
                ? "One entry is wrong, " + indices.get(0)
                : wrong.length + " entries are wrong, the worst " + indices.get(0))
            + " (given "
            + Factor.text(suspicion.gradient()[worst])
            + ", right "
            + Factor.text(reference[worst])
            + "), and all others are right: look for an overwritten or doubly written element.";
    return Cause.of(
        "coordinate",
        confidence,
        sentence,
        "coordinates",
        indices,
        "given",
        IntStream.of(wrong).mapToObj(k -> suspicion.gradient()[k]).toList(),
        "derivative",
        IntStream.of(wrong).mapToObj(k -> reference[k]).toList());
  }
}
