package io.plumbline.testing.generated;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What may be chosen of a few. */
public final class Subsets {
  private Subsets() {}

  /** Every choice, the empty one first; of n there are two to the power of n. */
  public static <T> Stream<List<T>> of(List<T> all) {
    return IntStream.range(0, 1 << all.size())
        .mapToObj(
            bits ->
                IntStream.range(0, all.size())
                    .filter(k -> (bits >> k & 1) == 1)
                    .mapToObj(all::get)
                    .toList());
  }
}
