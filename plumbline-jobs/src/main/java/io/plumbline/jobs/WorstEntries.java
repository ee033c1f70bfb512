package io.plumbline.jobs;

import java.util.Comparator;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Which entries of an array to look at first. What is large by one measure may be small by another,
 * as an error and its ratio to what is allowed are: the worst by either are shown.
 */
public final class WorstEntries {
  private static final int MOST = 8;

  private WorstEntries() {}

  /**
   * Finds them.
   *
   * @param count how many entries there are
   * @param size how bad an entry is; worse than all others where it is not a number
   * @param other the same by another measure
   * @return places from 0 on, each once, the worst by size first: at most eight by each measure
   */
  public static List<Integer> of(int count, IntToDoubleFunction size, IntToDoubleFunction other) {
    return Stream.concat(first(count, size), first(count, other))
        .distinct()
        .sorted(worstFirst(size))
        .toList();
  }

  private static Stream<Integer> first(int count, IntToDoubleFunction size) {
    return IntStream.range(0, count).boxed().sorted(worstFirst(size)).limit(MOST);
  }

  /** Doubles are compared in total order, in which no number is above a NaN. */
  private static Comparator<Integer> worstFirst(IntToDoubleFunction size) {
    return Comparator.<Integer>comparingDouble(size::applyAsDouble).reversed();
  }
}
