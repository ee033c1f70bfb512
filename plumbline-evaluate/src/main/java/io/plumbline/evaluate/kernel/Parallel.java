package io.plumbline.evaluate.kernel;

import java.util.Objects;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Splits work whose parts do not see each other among the caller and a pool's threads: its own
 * pool's where it belongs to one, else the common pool's. What each part computes does not depend
 * on how they are split.
 *
 * <p>The caller takes parts like everyone else, and waits only for parts that another thread has
 * begun: it gets through by itself where the pool has no threads, or none that are free, so that
 * calls may be nested and come from any number of threads.
 */
public final class Parallel {
  /** Below so many multiply-adds, handing work over costs more than it gains. */
  private static final double LEAST_WORK = 1e5;

  private static final int RANGES_PER_THREAD = 8;

  private static final ThreadLocal<Boolean> SERIAL = ThreadLocal.withInitial(() -> false);

  private Parallel() {}

  /** A part of the work. */
  public interface Range {
    /**
     * Does it.
     *
     * @param from the first index
     * @param to the index behind the last
     */
    void run(int from, int to);
  }

  /** Computes something on the calling thread alone. */
  public static <T> T serially(Supplier<T> work) {
    boolean before = SERIAL.get();
    SERIAL.set(true);
    try {
      return work.get();
    } finally {
      SERIAL.set(before);
    }
  }

  /**
   * Covers the indexes from 0 to {@code count}.
   *
   * @param work about how many multiply-adds all of it takes
   */
  public static void ranges(int count, double work, Range range) {
    ForkJoinPool own = ForkJoinTask.getPool();
    int threads = own == null ? commonThreads() : own.getParallelism();
    int ranges = Math.min(count, RANGES_PER_THREAD * threads);
    if (work < LEAST_WORK || ranges < 2 || threads < 2 || SERIAL.get()) {
      range.run(0, count);
      return;
    }
    Job job = new Job(count, ranges, range);
    ForkJoinPool pool = own == null ? ForkJoinPool.commonPool() : own;
    for (int k = 1; k < Math.min(threads, ranges); k++) {
      pool.execute(job);
    }
    job.run();
    job.await();
  }

  /** Does the work of each lane, a thread's own, from 0 to {@code count}. */
  public static void lanes(int count, IntConsumer lane) {
    ranges(
        count,
        Double.POSITIVE_INFINITY,
        (from, to) -> {
          for (int k = from; k < to; k++) {
            lane.accept(k);
          }
        });
  }

  /** The caller and the common pool's, which says it has one where it was told to have none. */
  private static int commonThreads() {
    String told = System.getProperty("java.util.concurrent.ForkJoinPool.common.parallelism");
    return "0".equals(told) ? 1 : ForkJoinPool.getCommonPoolParallelism() + 1;
  }

  /** One call: whoever runs it takes parts until none is left. */
  private static final class Job implements Runnable {
    private final int count;
    private final int ranges;
    private volatile @Nullable Range range;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private int done;

    Job(int count, int ranges, Range range) {
      this.count = count;
      this.ranges = ranges;
      this.range = range;
    }

    @Override
    public void run() {
      int finished = 0;
      for (int k = next.getAndIncrement(); k < ranges; k = next.getAndIncrement()) {
        if (failure.get() == null) {
          part(k);
        }
        finished++;
      }
      finish(finished);
    }

    private void part(int k) {
      try {
        Objects.requireNonNull(range)
            .run((int) ((long) count * k / ranges), (int) ((long) count * (k + 1) / ranges));
      } catch (RuntimeException | Error e) {
        failure.compareAndSet(null, e);
      }
    }

    private synchronized void finish(int parts) {
      done += parts;
      if (done == ranges) {
        // A thread that was busy all the while still has the job before it: it shall hold nothing.
        range = null;
        notifyAll();
      }
    }

    /** Waits for the parts that others have begun. */
    private void await() {
      boolean interrupted = false;
      synchronized (this) {
        while (done < ranges) {
          try {
            wait();
          } catch (InterruptedException e) {
            interrupted = true;
          }
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
      Throwable thrown = failure.get();
      if (thrown instanceof Error error) {
        throw error;
      } else if (thrown instanceof RuntimeException e) {
        throw e;
      }
    }
  }
}
