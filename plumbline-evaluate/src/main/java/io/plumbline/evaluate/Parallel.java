package io.plumbline.evaluate;

import java.util.concurrent.ForkJoinPool;
import java.util.stream.IntStream;

/**
 * Splits work whose parts do not see each other among the common pool's threads. What each part
 * computes does not depend on how they are split.
 */
final class Parallel {
  /** Below so many multiply-adds, handing work over costs more than it gains. */
  private static final double LEAST_WORK = 1e5;

  private static final int RANGES_PER_THREAD = 8;

  private Parallel() {}

  /** A part of the work. */
  interface Range {
    /**
     * Does it.
     *
     * @param from the first index
     * @param to the index behind the last
     */
    void run(int from, int to);
  }

  /**
   * Covers the indexes from 0 to {@code count}.
   *
   * @param work about how many multiply-adds all of it takes
   */
  static void ranges(int count, double work, Range range) {
    int threads = ForkJoinPool.getCommonPoolParallelism() + 1;
    int ranges = Math.min(count, RANGES_PER_THREAD * threads);
    if (work < LEAST_WORK || ranges < 2) {
      range.run(0, count);
      return;
    }
    IntStream.range(0, ranges)
        .parallel()
        .forEach(
            k ->
                range.run(
                    (int) ((long) count * k / ranges), (int) ((long) count * (k + 1) / ranges)));
  }
}
