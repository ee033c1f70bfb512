package io.plumbline.benchmarks;

import java.util.Arrays;
import java.util.List;

/**
 * How long each of several works takes, in nanoseconds: all are warmed up, then run in turn, round
 * after round, so that whatever else the machine does falls on all of them alike.
 */
final class Timing {
  /** Short works are repeated until so much time has passed, and divided. */
  private static final long LEAST_NANOS = 5_000_000;

  private static final long WARM_UP_NANOS = 3_000_000_000L;
  private static final int WARM_UP_RUNS = 3;

  /**
   * One work.
   *
   * @param name what it does
   * @param task does it once
   */
  record Work(String name, Runnable task) {}

  /**
   * What a work took.
   *
   * @param name what it does
   * @param median of the rounds, in nanoseconds
   * @param least of the rounds, in nanoseconds
   */
  record Result(String name, double median, double least) {}

  private Timing() {}

  static List<Result> of(List<Work> works, int rounds) {
    int[] repeats = new int[works.size()];
    for (int k = 0; k < repeats.length; k++) {
      repeats[k] = warmUp(works.get(k).task());
    }
    double[][] nanos = new double[repeats.length][rounds];
    for (int round = 0; round < rounds; round++) {
      for (int k = 0; k < repeats.length; k++) {
        nanos[k][round] = time(works.get(k).task(), repeats[k]);
      }
    }
    Result[] results = new Result[repeats.length];
    Arrays.setAll(results, k -> result(works.get(k).name(), nanos[k]));
    return List.of(results);
  }

  private static Result result(String name, double[] nanos) {
    double[] sorted = nanos.clone();
    Arrays.sort(sorted);
    int half = sorted.length / 2;
    double median = sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    return new Result(name, median, sorted[0]);
  }

  /** Runs until the just-in-time compiler has had its time; how often a round repeats it. */
  private static int warmUp(Runnable task) {
    long start = System.nanoTime();
    double least = Double.POSITIVE_INFINITY;
    for (int run = 0; run < WARM_UP_RUNS || System.nanoTime() - start < WARM_UP_NANOS; run++) {
      least = Math.min(least, time(task, 1));
    }
    return (int) Math.max(1, Math.ceil(LEAST_NANOS / least));
  }

  private static double time(Runnable task, int repeats) {
    long start = System.nanoTime();
    for (int k = 0; k < repeats; k++) {
      task.run();
    }
    return (System.nanoTime() - start) / (double) repeats;
  }
}
