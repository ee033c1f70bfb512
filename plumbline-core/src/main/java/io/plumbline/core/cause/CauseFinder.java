package io.plumbline.core.cause;

import java.util.Optional;

/** Tests one hypothesis. A finder never decides the verdict: it explains one. */
public interface CauseFinder {
  /**
   * The cause's id.
   *
   * @return stable, lower case
   */
  String id();

  /**
   * What the hypothesis costs at least, in nats: it is not tested where another one costs less.
   *
   * @param suspicion the wrong gradient
   * @return its own price where it fits exactly
   */
  double leastCost(Suspicion suspicion);

  /**
   * Tests the hypothesis.
   *
   * @param suspicion the wrong gradient
   * @return the cause where it explains the data
   */
  Optional<Finding> find(Suspicion suspicion);
}
