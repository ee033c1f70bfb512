package io.plumbline.core.cause;

import java.util.Optional;

/** The gradient was added up several times: a whole factor. */
final class Repeated implements Mistake {
  private static final int MOST = 64;

  @Override
  public String id() {
    return "accumulated";
  }

  /** Tested whatever else fits: it is quick, and worth a word behind the factor that it is. */
  @Override
  public double leastPrice(Suspicion suspicion) {
    return 0;
  }

  @Override
  public Optional<Finding> find(Suspicion suspicion) {
    Shortlist shortlist = new Shortlist(suspicion);
    Misfit misfit = suspicion.misfit();
    for (double[] reference : suspicion.references()) {
      double fitted = misfit.factor(reference);
      int times = (int) Math.rint(Math.min(MOST + 1, fitted));
      if (times >= 2 && times <= MOST && Math.abs(fitted / times - 1) <= misfit.factorTolerance()) {
        double[] predicted = Shortlist.times(reference, times);
        shortlist.offer(
            predicted,
            misfit.scaled(predicted, times),
            Price.REPEATED.nats(),
            confidence -> cause(confidence, times));
      }
    }
    return shortlist.best();
  }

  private static Cause cause(double confidence, int times) {
    String sentence =
        "The gradient is there "
            + times
            + " times: it may have been added up over "
            + times
            + " backward passes without being cleared between them (zero_grad).";
    return Cause.of("accumulated", confidence, sentence, "times", times, "kind", "repeated");
  }
}
