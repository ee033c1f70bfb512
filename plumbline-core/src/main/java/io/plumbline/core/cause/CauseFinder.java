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
   * Tests the hypothesis.
   *
   * @param suspicion the wrong gradient
   * @return the cause where it explains the data
   */
  Optional<Finding> find(Suspicion suspicion);
}
