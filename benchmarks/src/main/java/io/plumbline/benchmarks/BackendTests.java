package io.plumbline.benchmarks;

import io.plumbline.core.InvalidInputException;
import io.plumbline.data.npy.Npy;
import io.plumbline.evaluate.Evaluator;
import io.plumbline.graph.Graph;
import io.plumbline.readers.Models;
import io.plumbline.readers.options.ReadOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Reads the models in a folder's folders and holds each of their outputs against what is expected:
 * one line for each, its name, {@code equal}, {@code wrong}, {@code refused} or {@code failed}, and
 * why. {@code onnx_backend.py} makes the folders.
 */
final class BackendTests {
  private static final String CONSTANT = "must depend on the input";

  private BackendTests() {}

  /**
   * Reads and compares.
   *
   * @param args the folder
   * @throws IOException if it cannot be listed
   */
  public static void main(String[] args) throws IOException {
    try (Stream<Path> folders = Files.list(Path.of(args[0]))) {
      for (Path folder : folders.sorted().toList()) {
        if (Files.exists(folder.resolve("model.onnx"))) {
          System.out.println(folder.getFileName() + "\t" + verdict(folder).replace('\n', ' '));
        }
      }
    }
  }

  private static String verdict(Path folder) throws IOException {
    List<String> outputs = Files.readAllLines(folder.resolve("outputs.tsv"));
    String said = "refused\tno output depends on the input";
    for (int k = 0; k < outputs.size(); k++) {
      String[] output = outputs.get(k).split("\t");
      String one;
      try {
        one = output[1].equals("-") ? "" : compare(folder, k, output[0], output[1]);
      } catch (InvalidInputException e) {
        one = e.getMessage().contains(CONSTANT) ? "" : "refused\t" + e.getMessage();
      } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
        one = "failed\t" + e;
      }
      if (!one.isEmpty() && !one.startsWith("equal")) {
        return one;
      }
      said = one.isEmpty() ? said : one;
    }
    return said;
  }

  private static String compare(Path folder, int index, String output, String tolerance) {
    double[] x = Npy.read(folder.resolve("x.npy")).toDoubles();
    double[] expected = Npy.read(folder.resolve("y" + index + ".npy")).toDoubles();
    ReadOptions options = ReadOptions.NONE.withOutput(output).withBatchAxis(ReadOptions.NO_BATCH);
    Graph graph = Models.read(folder.resolve("model.onnx"), options);
    double[] actual = Evaluator.of(graph).forward(x);
    if (actual.length != expected.length) {
      return "wrong\t" + output + " has " + actual.length + " values, not " + expected.length;
    }
    for (int k = 0; k < actual.length; k++) {
      double allowed = Double.parseDouble(tolerance) * Math.max(1, Math.abs(expected[k]));
      boolean same = Double.compare(actual[k], expected[k]) == 0;
      if (!same && !(Math.abs(actual[k] - expected[k]) <= allowed)) {
        return "wrong\t" + output + " " + k + " is " + actual[k] + ", not " + expected[k];
      }
    }
    return "equal\t";
  }
}
