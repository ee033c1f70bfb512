package io.plumbline.diagnose.mistakes.weights;

import io.plumbline.core.cause.Cause;
import io.plumbline.core.cause.Factor;
import io.plumbline.core.cause.Finding;
import io.plumbline.core.cause.Mistake;
import io.plumbline.core.cause.Price;
import io.plumbline.core.cause.Shortlist;
import io.plumbline.core.cause.Suspicion;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The gradient by another weight of the same size. */
final class OtherWeight implements Mistake {
  /** So many others are asked at most. */
  private static final int MOST = 64;

  private final Supplier<List<Weights.Other>> alike;

  OtherWeight(Supplier<List<Weights.Other>> alike) {
    this.alike = alike;
  }

  @Override
  public String id() {
    return "other-tensor";
  }

  @Override
  public double leastPrice(Suspicion suspicion) {
    return Price.OTHER_TENSOR.nats();
  }

  @Override
  public Optional<Finding> find(Suspicion suspicion) {
    Shortlist shortlist = new Shortlist(suspicion);
    List<Weights.Other> others = alike.get().stream().limit(MOST).toList();
    for (Weights.Other other : others) {
      shortlist.offerTimesFactor(
          other.derivative().get(),
          Price.OTHER_TENSOR.among(others.size()),
          (confidence, factor) ->
              Cause.of(
                  "other-tensor",
                  confidence,
                  "It is the gradient by "
                      + other.name()
                      + ", which has as many elements"
                      + Factor.besides(factor),
                  "tensor",
                  other.name(),
                  "factor",
                  factor));
    }
    return shortlist.best();
  }
}
