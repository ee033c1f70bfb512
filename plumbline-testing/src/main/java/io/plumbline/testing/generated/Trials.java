package io.plumbline.testing.generated;

import com.sun.management.ThreadMXBean;
import io.plumbline.core.InvalidInputException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * Gives one input after the other to a reader, and counts what became of them. Each is taken or
 * refused in one line, within a time and within memory; what is not, is kept in {@code
 * target/fuzz}.
 */
public final class Trials {
  private static final ThreadMXBean THREAD = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** Of this thread's own time, so that a busy machine fails nothing. */
  private static final long MOST_NANOSECONDS = 2_000_000_000L;

  private static final long MOST_BYTES = 512L << 20;

  private final String ending;
  private final Trial trial;
  private final Map<String, Integer> faults = new TreeMap<>();
  private final Map<String, Integer> unforeseen = new TreeMap<>();
  private int taken;
  private int refused;
  private long slowest;
  private long largest;

  /** Reads an input, and does with it what can be done. */
  @FunctionalInterface
  public interface Trial {
    /**
     * Reads it.
     *
     * @param input its bytes
     * @throws IOException if a test's own file cannot be written
     */
    void read(byte[] input) throws IOException;
  }

  /**
   * No trial yet.
   *
   * @param ending of the names of files that hold such inputs
   * @param trial reads one
   */
  public Trials(String ending, Trial trial) {
    this.ending = ending;
    this.trial = trial;
  }

  /**
   * Reads one input, which is taken, or refused in one line; whatever else is thrown goes on. Time
   * and memory are not looked at.
   *
   * @param trial reads it
   * @param input its bytes
   * @throws IOException if a test's own file cannot be written
   */
  public static void once(Trial trial, byte[] input) throws IOException {
    try {
      trial.read(input);
    } catch (InvalidInputException e) {
      if (e.getMessage().lines().count() != 1) {
        throw new AssertionError("refused in more than one line", e);
      }
    }
  }

  /**
   * One more.
   *
   * @param input its bytes
   * @throws IOException if a test's own file cannot be written
   */
  public void run(byte[] input) throws IOException {
    long start = THREAD.getCurrentThreadCpuTime();
    long bytes = THREAD.getCurrentThreadAllocatedBytes();
    String fault = outcome(input);
    long took = THREAD.getCurrentThreadCpuTime() - start;
    long made = THREAD.getCurrentThreadAllocatedBytes() - bytes;
    slowest = Math.max(slowest, took);
    largest = Math.max(largest, made);
    if (fault.isEmpty() && took > MOST_NANOSECONDS) {
      fault = "time: " + took / 1_000_000 + " ms";
    } else if (fault.isEmpty() && made > MOST_BYTES) {
      fault = "memory: " + (made >> 20) + " MB";
    }
    if (!fault.isEmpty() && faults.merge(fault, 1, Integer::sum) == 1) {
      Path kept = Path.of("target", "fuzz", Integer.toHexString(Arrays.hashCode(input)) + ending);
      Files.createDirectories(kept.getParent());
      Files.write(kept, input);
      System.out.println(fault + ": " + kept);
    }
  }

  private String outcome(byte[] input) throws IOException {
    try {
      trial.read(input);
      taken++;
      return "";
    } catch (RuntimeException | Error e) {
      if (!(e instanceof InvalidInputException) || e.getMessage().lines().count() != 1) {
        return place(e);
      }
      refused++;
      if (e.getCause() != null && !(e.getCause() instanceof IOException)) {
        unforeseen.merge(place(e.getCause()), 1, Integer::sum);
      }
      return "";
    }
  }

  /** The exception and the first of this project's lines that it went through. */
  private static String place(Throwable thrown) {
    String line = String.valueOf(thrown.getMessage()).lines().findFirst().orElse("");
    return thrown.getClass().getSimpleName()
        + Arrays.stream(thrown.getStackTrace())
            .filter(frame -> frame.getClassName().startsWith("io.plumbline."))
            .findFirst()
            .map(frame -> " at " + frame.getFileName() + ":" + frame.getLineNumber())
            .orElse(" " + line);
  }

  /**
   * What should not have been.
   *
   * @return how often, by what it was; empty where all was well
   */
  public Map<String, Integer> faults() {
    return faults;
  }

  @Override
  public String toString() {
    return String.format(
        "%d refused, %d taken; at most %d ms and %d MB; unforeseen %s",
        refused, taken, slowest / 1_000_000, largest >> 20, unforeseen);
  }
}
