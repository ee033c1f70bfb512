package io.plumbline.core.estimate;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Evaluates the function at many points that each make one move, in batches shared out among
 * threads. Each value has its own place, so neither the threads nor the size of the batches show in
 * the result. The point itself is only ever copied from.
 */
final class ProbeEvaluator {
  private RoundedPoint point;
  private final DifferenceOptions options;
  private long evaluations;

  ProbeEvaluator(RoundedPoint point, DifferenceOptions options) {
    this.point = point;
    this.options = options;
  }

  /** Goes on from the same x with other moves. */
  void along(RoundedPoint other) {
    this.point = other;
  }

  /** How many values were computed so far. */
  long evaluations() {
    return evaluations;
  }

  double valueAtX() {
    options.cancellation().throwIfCancelled();
    double[] value = new double[1];
    point.function().evaluate(point.x().clone(), 1, value);
    evaluations++;
    return value[0];
  }

  /** The values with move {@code moves[i]} gone by {@code offsets[i]}. */
  double[] evaluate(String stage, int[] moves, double[] offsets) {
    double[] values = new double[offsets.length];
    int batches = (values.length + options.batchSize() - 1) / options.batchSize();
    Stage work = new Stage(stage, moves, offsets, values, batches);
    int threads = Math.min(options.threads(), batches);
    if (threads <= 1) {
      work.run();
    } else {
      runOn(threads, work);
    }
    // Once more: threads may have been through before the end was asked for or seen.
    options.cancellation().throwIfCancelled();
    evaluations += values.length;
    return values;
  }

  private static void runOn(int threads, Stage work) {
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    try {
      List<Future<?>> futures = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        futures.add(executor.submit(work));
      }
      for (Future<?> future : futures) {
        future.get();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted");
    } catch (ExecutionException e) {
      throw unwrapped(Objects.requireNonNull(e.getCause()));
    } finally {
      work.stopped = true;
      executor.shutdownNow();
      awaitQuietly(executor);
    }
  }

  private static RuntimeException unwrapped(Throwable cause) {
    if (cause instanceof Error error) {
      throw error;
    }
    return (RuntimeException) cause;
  }

  /** The function is not called any more once the estimate has returned or thrown. */
  private static void awaitQuietly(ExecutorService executor) {
    boolean interrupted = Thread.interrupted();
    while (!executor.isTerminated()) {
      try {
        executor.awaitTermination(1, TimeUnit.MINUTES);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** All points of one stage; each thread takes the next batch until none is left. */
  private final class Stage implements Runnable {
    private final String name;
    private final int[] moves;
    private final double[] offsets;
    private final double[] values;
    private final int batches;
    private final AtomicInteger next = new AtomicInteger();
    private long done;
    private volatile boolean stopped;

    Stage(String name, int[] moves, double[] offsets, double[] values, int batches) {
      this.name = name;
      this.moves = moves;
      this.offsets = offsets;
      this.values = values;
      this.batches = batches;
    }

    @Override
    public void run() {
      int rows = Math.min(options.batchSize(), values.length);
      double[] points = new double[Math.multiplyExact(rows, point.x().length)];
      double[] batchValues = new double[rows];
      int batch = next.getAndIncrement();
      while (batch < batches && !stopped) {
        options.cancellation().throwIfCancelled();
        int from = batch * options.batchSize();
        int count = Math.min(options.batchSize(), values.length - from);
        for (int row = 0; row < count; row++) {
          fill(points, row, from + row);
        }
        point.function().evaluate(points, count, batchValues);
        System.arraycopy(batchValues, 0, values, from, count);
        report(count);
        batch = next.getAndIncrement();
      }
    }

    private void fill(double[] points, int row, int probe) {
      int start = row * point.x().length;
      System.arraycopy(point.x(), 0, points, start, point.x().length);
      Move move = point.moves()[moves[probe]];
      for (int j = 0; j < move.indices().length; j++) {
        int index = move.indices()[j];
        points[start + index] = point.moved(index, offsets[probe] * move.rates()[j]);
      }
    }

    private synchronized void report(int count) {
      done += count;
      options.progress().update(name, done, values.length);
    }
  }
}
