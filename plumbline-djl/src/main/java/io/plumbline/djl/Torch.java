package io.plumbline.djl;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import io.plumbline.core.InvalidInputException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;

/**
 * PyTorch's native library: loaded once, from the class path, never from a network. Its own threads
 * are off; work is split over the batch among the threads here, each with its part of the samples,
 * which spares the waiting within every operation.
 */
final class Torch {
  static final int THREADS = Runtime.getRuntime().availableProcessors();
  private static final ThreadLocal<Boolean> ENTERED = ThreadLocal.withInitial(() -> false);
  private static final ThreadLocal<Boolean> WORKER = ThreadLocal.withInitial(() -> false);
  private static final ExecutorService POOL = Executors.newFixedThreadPool(THREADS, Torch::thread);
  private static final long LARGEST_LEARNT_FROM = 31L << 20;
  private static boolean loaded;

  private Torch() {}

  /**
   * Loads the library if need be, and makes this thread fit to compute on.
   *
   * @throws InvalidInputException if there is no native library for this platform, or it cannot be
   *     unpacked
   */
  static void enter() {
    load();
    if (!ENTERED.get()) {
      JniUtils.setNumThreads(1);
      // Graphs are recorded only where an input asks for a gradient; no need to switch this off.
      JniUtils.setGradMode(true);
      ENTERED.set(true);
    }
  }

  static PtNDManager newManager() {
    enter();
    return (PtNDManager) NDManager.newBaseManager(Device.cpu(), "PyTorch");
  }

  private static synchronized void load() {
    if (loaded) {
      return;
    }
    System.setProperty("ai.djl.offline", "true");
    System.setProperty("OPT_OUT_TRACKING", "true");
    // With one thread per operation there is nothing for further threads to do between operations.
    System.setProperty("ai.djl.pytorch.num_threads", "1");
    System.setProperty("ai.djl.pytorch.num_interop_threads", "1");
    Path cache = EngineCache.place();
    if (cache.equals(EngineCache.temporary())) {
      System.setProperty("DJL_CACHE_DIR", cache.toString());
    }
    try {
      Engine.getEngine("PyTorch");
    } catch (RuntimeException | Error e) {
      throw new InvalidInputException(whyNot(cache, rootMessage(e)), e);
    }
    keepFreedMemory();
    loaded = true;
  }

  /**
   * The GNU allocator returns freed blocks to the system until it has seen one as large freed, and
   * every step then pays for thousands of page faults. One block just below the size it learns from
   * (mallopt(3), M_MMAP_THRESHOLD: 32 MB), never touched, teaches it; elsewhere it does no harm.
   */
  private static void keepFreedMemory() {
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
      manager.create(new Shape(LARGEST_LEARNT_FROM), DataType.UINT8).close();
    }
  }

  private static String whyNot(Path cache, String message) {
    String system = System.getProperty("os.name") + ", " + System.getProperty("os.arch");
    // The library is looked for elsewhere only if it is not on the class path.
    return message.startsWith("Offline mode")
        ? "platform ("
            + system
            + ") must be one whose PyTorch library, pytorch-native-cpu, is on the class path;"
            + " a gradient that is given needs none"
        : "folder (" + cache + ") must be writable and hold 450 MB, for PyTorch: " + message;
  }

  private static String rootMessage(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String message = root.getMessage();
    return message == null
        ? root.getClass().getSimpleName()
        : message.lines().findFirst().orElse("");
  }

  /**
   * Does independent pieces of work, several at a time, and gives their results in order. Called
   * from a piece of work, it does them one after another.
   *
   * @param count how many pieces
   * @param work from the piece's number to its result
   */
  static <T> List<T> map(int count, IntFunction<T> work) {
    List<T> results = new ArrayList<>(count);
    if (count == 1 || THREADS == 1 || WORKER.get()) {
      enter();
      for (int k = 0; k < count; k++) {
        results.add(work.apply(k));
      }
      return results;
    }
    load();
    List<Future<T>> pending = new ArrayList<>(count);
    for (int k = 0; k < count; k++) {
      int piece = k;
      pending.add(
          POOL.submit(
              () -> {
                enter();
                return work.apply(piece);
              }));
    }
    return collect(pending);
  }

  private static <T> List<T> collect(List<Future<T>> pending) {
    List<T> results = new ArrayList<>(pending.size());
    RuntimeException failure = null;
    boolean interrupted = false;
    for (Future<T> future : pending) {
      // All are waited for even after a failure: they work on memory that the caller frees.
      while (true) {
        try {
          results.add(future.get());
          break;
        } catch (InterruptedException e) {
          interrupted = true;
        } catch (ExecutionException e) {
          failure = asUnchecked(Objects.requireNonNull(e.getCause()));
          break;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    if (failure != null) {
      throw failure;
    }
    return results;
  }

  private static RuntimeException asUnchecked(Throwable cause) {
    if (cause instanceof Error error) {
      throw error;
    }
    return cause instanceof RuntimeException e ? e : new IllegalStateException(cause);
  }

  private static Thread thread(Runnable work) {
    Thread thread =
        new Thread(
            () -> {
              WORKER.set(true);
              work.run();
            },
            "plumbline-torch");
    thread.setDaemon(true);
    return thread;
  }
}
