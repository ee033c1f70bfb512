package io.plumbline.readers.onnx;

import com.sun.management.ThreadMXBean;
import io.plumbline.evaluate.Evaluator;
import io.plumbline.evaluate.Point;
import io.plumbline.graph.Graph;
import io.plumbline.graph.TieRule;
import io.plumbline.graph.loss.Loss;
import io.plumbline.graph.loss.Target;
import io.plumbline.readers.Models;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** Reads, evaluates and writes one input after the other, and counts what became of them. */
final class Trials {
  private static final ThreadMXBean THREAD = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** Of this thread's own time, so that a busy machine fails nothing. */
  private static final long MOST_NANOSECONDS = 2_000_000_000L;

  private static final long MOST_BYTES = 512L << 20;

  /** What is evaluated: products of a sample, and elements of its input. */
  private static final double MOST_WORK = 0x1p18;

  private static final int MOST_ELEMENTS = 256;

  private final Path folder;
  private final Path file;
  private final String ending;
  private final Map<String, Integer> faults = new TreeMap<>();
  private final Map<String, Integer> unforeseen = new TreeMap<>();
  private int refused;
  private int read;
  private int evaluated;
  private long slowest;
  private long largest;

  Trials(Path folder, String ending) {
    this.folder = folder;
    this.file = folder.resolve("m" + ending);
    this.ending = ending;
  }

  void run(byte[] input) throws IOException {
    Files.write(file, input);
    long start = THREAD.getCurrentThreadCpuTime();
    long bytes = THREAD.getCurrentThreadAllocatedBytes();
    String fault = null;
    try {
      evaluate(Models.read(file));
    } catch (RuntimeException | Error e) {
      if (FuzzTest.isLine(e)) {
        refused++;
        if (e.getCause() != null && !(e.getCause() instanceof IOException)) {
          unforeseen.merge(place(e.getCause()), 1, Integer::sum);
        }
      } else {
        fault = place(e);
      }
    }
    long took = THREAD.getCurrentThreadCpuTime() - start;
    long made = THREAD.getCurrentThreadAllocatedBytes() - bytes;
    slowest = Math.max(slowest, took);
    largest = Math.max(largest, made);
    if (fault == null && took > MOST_NANOSECONDS) {
      fault = "time: " + took / 1_000_000 + " ms";
    } else if (fault == null && made > MOST_BYTES) {
      fault = "memory: " + (made >> 20) + " MB";
    }
    if (fault != null && faults.merge(fault, 1, Integer::sum) == 1) {
      Path kept = Path.of("target", "fuzz", Integer.toHexString(Arrays.hashCode(input)) + ending);
      Files.createDirectories(kept.getParent());
      Files.write(kept, input);
      System.out.println(fault + ": " + kept);
    }
  }

  private void evaluate(Graph graph) {
    read++;
    int size = graph.input().shape().size();
    if (graph.work() > MOST_WORK || size > MOST_ELEMENTS) {
      return;
    }
    Evaluator evaluator = Evaluator.of(graph);
    double[] x = new Random(size).doubles(size, -1, 1).toArray();
    evaluator.forward(x);
    if (evaluator.outputs() > 0 && size > 0) {
      Point point = evaluator.at(x, Loss.CROSS_ENTROPY, Target.label(0, evaluator.outputs()));
      point.gradient(TieRule.FIRST);
      point.differences(TieRule.SPLIT);
      point.exactTies();
    }
    evaluated++;
    Path written = folder.resolve("written.onnx");
    OnnxWriter.write(graph, written);
    Models.read(written);
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

  Map<String, Integer> faults() {
    return faults;
  }

  @Override
  public String toString() {
    return String.format(
        "%d refused, %d read, %d of these evaluated; at most %d ms and %d MB; unforeseen %s",
        refused, read, evaluated, slowest / 1_000_000, largest >> 20, unforeseen);
  }
}
