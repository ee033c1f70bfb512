package io.plumbline.core.cause;

import java.util.Optional;

/** The derivative is exactly zero, and the gradient is not. */
final class ZeroDerivative implements Mistake {
  @Override
  public String id() {
    return "zero-derivative";
  }

  @Override
  public double leastPrice(Suspicion suspicion) {
    return Price.NOTHING_TO_FOLLOW.nats();
  }

  @Override
  public Optional<Finding> find(Suspicion suspicion) {
    for (double[] reference : suspicion.references()) {
      for (double each : reference) {
        if (each != 0) {
          return Optional.empty();
        }
      }
    }
    double squares = 0;
    for (double each : suspicion.gradient()) {
      squares += each * each;
    }
    String sentence =
        "The derivative is exactly zero at this input: no path from it to the loss is left, where"
            + " units are dead or saturated. The gradient is of another input or another model;"
            + " check that the input is in the units of training.";
    Cause cause = Cause.of("zero-derivative", 1, sentence, "normOfGradient", Math.sqrt(squares));
    return Optional.of(new Finding(cause, leastPrice(suspicion)));
  }
}
