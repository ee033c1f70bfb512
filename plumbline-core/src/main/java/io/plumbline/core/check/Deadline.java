package io.plumbline.core.check;

import io.plumbline.core.estimate.CancellationToken;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** Work on a thread of its own that is left behind where it does not end in time. */
final class Deadline {
  /** Work that looks at its deadline itself ends in better words: it may take so much longer. */
  private static final Duration GRACE = Duration.ofMillis(50);

  private Deadline() {}

  /**
   * What the work gives; empty where time is up, or the caller was interrupted.
   *
   * @param token set when time is up, so that work that looks at it ends
   */
  static <T> Optional<T> run(Supplier<T> work, Duration budget, CancellationToken token) {
    CompletableFuture<T> future = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                future.complete(work.get());
              } catch (RuntimeException | Error e) {
                future.completeExceptionally(e);
              }
            },
            "plumbline-check");
    thread.setDaemon(true);
    thread.start();
    try {
      return Optional.of(future.get(budget.plus(GRACE).toNanos(), TimeUnit.NANOSECONDS));
    } catch (TimeoutException e) {
      end(thread, token);
      return Optional.empty();
    } catch (InterruptedException e) {
      end(thread, token);
      Thread.currentThread().interrupt();
      return Optional.empty();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException thrown) {
        throw thrown;
      }
      throw new CompletionException(e.getCause());
    }
  }

  private static void end(Thread thread, CancellationToken token) {
    token.cancel();
    thread.interrupt();
  }
}
