package io.plumbline.evaluate.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
public class ParallelTest {
  private static final double MUCH = 1e9;
  private static final String PARALLELISM = "java.util.concurrent.ForkJoinPool.common.parallelism";

  @Test
  void coversEveryIndexOnce() {
    for (int count : new int[] {0, 1, 2, 3, 16, 17, 1000}) {
      AtomicIntegerArray seen = new AtomicIntegerArray(Math.max(1, count));
      Parallel.ranges(count, MUCH, (from, to) -> each(from, to, seen));
      for (int k = 0; k < count; k++) {
        assertThat(seen.get(k)).as("index %s of %s", k, count).isEqualTo(1);
      }
    }
  }

  private static void each(int from, int to, AtomicIntegerArray seen) {
    for (int k = from; k < to; k++) {
      seen.incrementAndGet(k);
    }
  }

  @Test
  void getsThroughWithinItselfFromManyThreadsAtOnce() throws Exception {
    ExecutorService callers = Executors.newFixedThreadPool(12);
    try {
      List<Future<Integer>> sums = new ArrayList<>();
      for (int caller = 0; caller < 48; caller++) {
        sums.add(callers.submit(ParallelTest::nested));
      }
      for (Future<Integer> sum : sums) {
        assertThat(sum.get(30, TimeUnit.SECONDS)).isEqualTo(40 * 40);
      }
    } finally {
      callers.shutdownNow();
    }
  }

  private static int nested() {
    AtomicIntegerArray sum = new AtomicIntegerArray(1);
    Parallel.lanes(
        40, lane -> Parallel.ranges(40, MUCH, (from, to) -> sum.addAndGet(0, to - from)));
    return sum.get(0);
  }

  @Test
  void isTheCallersAloneWhereThePoolWasToldToHaveNoThreads() {
    String before = System.getProperty(PARALLELISM);
    System.setProperty(PARALLELISM, "0");
    try {
      assertThat(threads()).containsExactly(Thread.currentThread());
    } finally {
      if (before == null) {
        System.clearProperty(PARALLELISM);
      } else {
        System.setProperty(PARALLELISM, before);
      }
    }
  }

  /** A process whose common pool really has no threads. */
  static final class Alone {
    private Alone() {}

    public static void main(String[] arguments) {
      Set<Thread> threads = threads();
      boolean alone = threads.equals(Set.of(Thread.currentThread()));
      System.exit(alone && nested() == 40 * 40 ? 0 : 1);
    }
  }

  @Test
  void getsThroughInAProcessWithoutPoolThreads() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-D" + PARALLELISM + "=0",
                "-cp",
                System.getProperty("java.class.path"),
                Alone.class.getName())
            .inheritIO()
            .start();
    try {
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isZero();
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void isTheCallersAloneOnDemandAndOnlyThere() {
    assertThat(Parallel.serially(ParallelTest::threads)).containsExactly(Thread.currentThread());
    assertThat(Parallel.serially(() -> Parallel.serially(() -> 1) + threads().size())).isEqualTo(2);
    assertThat(Parallel.serially(ParallelTest::nested)).isEqualTo(40 * 40);
  }

  private static Set<Thread> threads() {
    Set<Thread> threads = ConcurrentHashMap.newKeySet();
    Parallel.lanes(
        64,
        lane -> {
          threads.add(Thread.currentThread());
          pause();
        });
    return threads;
  }

  private static void pause() {
    try {
      Thread.sleep(1);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void waitsForWhatHasBegunAndThrowsWhatAPartThrew() {
    AtomicIntegerArray running = new AtomicIntegerArray(1);
    assertThatThrownBy(
            () ->
                Parallel.lanes(
                    64,
                    lane -> {
                      running.incrementAndGet(0);
                      pause();
                      running.decrementAndGet(0);
                      if (lane == 20) {
                        throw new IllegalStateException("lane 20");
                      }
                    }))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("lane 20");
    assertThat(running.get(0)).isZero();
  }

  @Test
  void keepsAnInterruptionForTheCaller() {
    Thread.currentThread().interrupt();
    assertThat(nested()).isEqualTo(40 * 40);
    assertThat(Thread.interrupted()).isTrue();
  }
}
