package io.plumbline.core.cause;

import java.util.Optional;

/**
 * One way in which an array of derivatives goes wrong: an entry of the catalogue, with a page in
 * {@code docs/causes} and tests of its own. It is tested alike against derivatives and against
 * difference quotients, whichever the suspicion says would have been right. A mistake never decides
 * the verdict: it explains one.
 */
public interface Mistake {
  /**
   * The name.
   *
   * @return stable, lower case, also that of its page
   */
  String id();

  /**
   * What the mistake costs at least, in nats: it is not tested where another one costs less.
   *
   * @param suspicion the wrong array
   * @return its {@link Price} where it fits exactly
   */
  double leastPrice(Suspicion suspicion);

  /**
   * Tests whether the mistake was made.
   *
   * @param suspicion the wrong array
   * @return the cause where it explains the data
   */
  Optional<Finding> find(Suspicion suspicion);
}
