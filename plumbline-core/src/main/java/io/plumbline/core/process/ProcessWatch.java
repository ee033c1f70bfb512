package io.plumbline.core.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Ends a process that takes too much memory or time, with all that it started, and says why. */
public final class ProcessWatch implements AutoCloseable {
  private static final Duration LOOK = Duration.ofMillis(20);
  private static final Duration LAST_WORDS = Duration.ofSeconds(2);
  private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s*(\\d{1,15}) kB");
  private static final int BY_SIGNAL = 128;

  private final Process process;
  private final long memory;
  private final BooleanSupplier stopped;
  private final Path status;
  private final Set<Call> calls = ConcurrentHashMap.newKeySet();
  private volatile Optional<String> killed = Optional.empty();

  /**
   * Watches until the process ends.
   *
   * @param process any
   * @param memory of its resident set at most, in bytes; held where the system shows it, on Linux
   * @param stopped whether to end it though it keeps to its limits; asked while something is waited
   *     for
   */
  public ProcessWatch(Process process, long memory, BooleanSupplier stopped) {
    this.process = process;
    this.memory = memory;
    this.stopped = stopped;
    this.status = Path.of("/proc", String.valueOf(process.pid()), "status");
    Thread thread = new Thread(this::watch, "plumbline-watch");
    thread.setDaemon(true);
    thread.start();
  }

  /** Something that is being waited for, since when. */
  public static final class Call {
    private final String what;
    private final Duration limit;
    private final long since = System.nanoTime();

    private Call(String what, Duration limit) {
      this.what = what;
      this.limit = limit;
    }

    private boolean isOver() {
      return System.nanoTime() - since > limit.toNanos();
    }

    private String line() {
      long seconds = limit.toSeconds();
      return what + " (" + seconds + " s so far) must end within " + seconds + " s";
    }
  }

  /**
   * Something is waited for from now on.
   *
   * @param what it is, for the line where it takes too long
   * @param limit how long it may take
   * @return to be handed to {@link #end}
   */
  public Call begin(String what, Duration limit) {
    Call call = new Call(what, limit);
    calls.add(call);
    return call;
  }

  /**
   * It is no longer waited for.
   *
   * @param call what {@link #begin} gave
   */
  public void end(Call call) {
    calls.remove(call);
  }

  private void watch() {
    try {
      while (!process.waitFor(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
        long taken = resident();
        Optional<Call> over = calls.stream().filter(Call::isOver).findFirst();
        if (taken > memory) {
          kill(
              "memory of its evaluation ("
                  + (taken >> 20)
                  + " MB) must be at most "
                  + (memory >> 20)
                  + " MB, twice Java's -Xmx");
        } else if (over.isPresent()) {
          kill(over.get().line());
        } else if (!calls.isEmpty() && stopped.getAsBoolean()) {
          kill("it was stopped");
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void kill(String why) {
    killed = Optional.of(why);
    destroy();
  }

  private void destroy() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  /** The resident set, or 0 where the system does not show it. */
  private long resident() {
    try {
      Matcher resident = RESIDENT.matcher(Files.readString(status));
      return resident.find() ? Long.parseLong(resident.group(1)) << 10 : 0;
    } catch (IOException e) {
      return 0;
    }
  }

  /**
   * Why the process was ended from here.
   *
   * @return the limit that it broke; empty if it was left alone
   */
  public Optional<String> killed() {
    return killed;
  }

  /**
   * Gives the process a moment to end by itself, and ends it.
   *
   * @return its exit code; empty if it had not ended by itself
   */
  public Optional<Integer> exitCode() {
    boolean ended = await();
    destroy();
    return ended ? Optional.of(process.exitValue()) : Optional.empty();
  }

  /**
   * How a process ended that ended by itself.
   *
   * @param code its exit code
   * @return for example {@code by signal 11}, {@code with exit code 1}
   */
  public static String ending(int code) {
    return code > BY_SIGNAL ? "by signal " + (code - BY_SIGNAL) : "with exit code " + code;
  }

  private boolean await() {
    try {
      return process.waitFor(LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public void close() {
    destroy();
    await();
  }
}
