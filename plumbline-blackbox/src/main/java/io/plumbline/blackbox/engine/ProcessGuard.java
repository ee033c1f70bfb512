package io.plumbline.blackbox.engine;

import io.plumbline.core.process.ProcessWatch;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Holds an engine's process to its limits, and says why it ended. */
final class ProcessGuard implements AutoCloseable {
  /** What {@code -XX:+ExitOnOutOfMemoryError} exits with. */
  private static final int OUT_OF_MEMORY = 3;

  private final Process process;
  private final Limits limits;
  private final ProcessWatch watch;

  ProcessGuard(Process process, Limits limits) {
    this.process = process;
    this.limits = limits;
    this.watch = new ProcessWatch(process, limits.memory(), () -> false);
  }

  ProcessWatch.Call begin() {
    return watch.begin("one evaluation", limits.call());
  }

  void end(ProcessWatch.Call call) {
    watch.end(call);
  }

  /** A connection, waited for until the process is ready for it. */
  SocketChannel connect(SocketAddress address) throws IOException {
    while (true) {
      try {
        return SocketChannel.open(address);
      } catch (IOException e) {
        if (!process.isAlive()) {
          throw e;
        }
      }
      try {
        process.waitFor(2, TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException(e);
      }
    }
  }

  /** After an answer failed to come. */
  String whyEnded(EngineKind kind) {
    Optional<Integer> code = watch.exitCode();
    if (watch.killed().isPresent()) {
      return watch.killed().get();
    }
    String must = "must be a model that " + kind.engine() + " can evaluate; ";
    if (code.isEmpty()) {
      return must + "its process gave no answer that makes sense";
    }
    return code.get() == OUT_OF_MEMORY
        ? must + "its process ran out of memory"
        : must + "its process ended by itself, " + ProcessWatch.ending(code.get());
  }

  @Override
  public void close() {
    watch.close();
  }
}
