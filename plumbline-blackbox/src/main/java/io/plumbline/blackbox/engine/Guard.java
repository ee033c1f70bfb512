package io.plumbline.blackbox.engine;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Holds a process to its limits, and says why it ended. */
final class Guard implements AutoCloseable {
  private static final Duration LOOK = Duration.ofMillis(20);
  private static final Duration LAST_WORDS = Duration.ofSeconds(2);
  private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s*(\\d{1,15}) kB");
  private static final int BY_SIGNAL = 128;

  /** What {@code -XX:+ExitOnOutOfMemoryError} exits with. */
  private static final int OUT_OF_MEMORY = 3;

  private final Process process;
  private final Limits limits;
  private final Path status;
  private final Set<Call> calls = ConcurrentHashMap.newKeySet();
  private volatile Optional<String> killed = Optional.empty();

  Guard(Process process, Limits limits) {
    this.process = process;
    this.limits = limits;
    this.status = Path.of("/proc", String.valueOf(process.pid()), "status");
    Thread thread = new Thread(this::watch, "plumbline-guard");
    thread.setDaemon(true);
    thread.start();
  }

  /** Something that is being waited for, since when. */
  static final class Call {
    private final long since = System.nanoTime();
  }

  Call begin() {
    Call call = new Call();
    calls.add(call);
    return call;
  }

  void end(Call call) {
    calls.remove(call);
  }

  private boolean isOver(Call call) {
    return System.nanoTime() - call.since > limits.call().toNanos();
  }

  private void watch() {
    try {
      while (!process.waitFor(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
        long memory = memory();
        if (memory > limits.memory()) {
          kill(
              "memory of its evaluation ("
                  + (memory >> 20)
                  + " MB) must be at most "
                  + (limits.memory() >> 20)
                  + " MB, twice Java's -Xmx");
        } else if (calls.stream().anyMatch(this::isOver)) {
          long seconds = limits.call().toSeconds();
          kill("one evaluation (" + seconds + " s so far) must end within " + seconds + " s");
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void kill(String why) {
    killed = Optional.of(why);
    process.destroyForcibly();
  }

  /** The resident set, or 0 where the system does not show it. */
  private long memory() {
    try {
      Matcher resident = RESIDENT.matcher(Files.readString(status));
      return resident.find() ? Long.parseLong(resident.group(1)) << 10 : 0;
    } catch (IOException e) {
      return 0;
    }
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
    boolean ended = false;
    try {
      ended = process.waitFor(LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    process.destroyForcibly();
    if (killed.isPresent()) {
      return killed.get();
    }
    String must = "must be a model that " + kind.engine() + " can evaluate; ";
    if (!ended) {
      return must + "its process gave no answer that makes sense";
    }
    int code = process.exitValue();
    if (code == OUT_OF_MEMORY) {
      return must + "its process ran out of memory";
    }
    return must
        + "its process ended by itself, "
        + (code > BY_SIGNAL ? "by signal " + (code - BY_SIGNAL) : "with exit code " + code);
  }

  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.waitFor(LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
