package io.plumbline.core.cause;

import java.util.Optional;

/** Every entry is zero. */
final class Zero implements Mistake {
  @Override
  public String id() {
    return "zero";
  }

  @Override
  public double leastPrice(Suspicion suspicion) {
    return 0;
  }

  @Override
  public Optional<Finding> find(Suspicion suspicion) {
    for (double each : suspicion.gradient()) {
      if (each != 0) {
        return Optional.empty();
      }
    }
    double squares = 0;
    for (double each : suspicion.reference()) {
      squares += each * each;
    }
    String sentence =
        "Every entry is zero: the graph was cut between input and loss (detach, stop_gradient,"
            + " no_grad), or the gradients were cleared before they were read.";
    Cause cause = Cause.of("zero", 1, sentence, "normOfDerivative", Math.sqrt(squares));
    return Optional.of(new Finding(cause, 0));
  }
}
