package io.plumbline.jobs.run;

import io.plumbline.core.InputFiles;
import io.plumbline.core.InvalidInputException;
import io.plumbline.core.OutputFiles;
import io.plumbline.data.npy.Npy;
import io.plumbline.data.npy.NpyArray;
import io.plumbline.evaluate.Evaluator;
import io.plumbline.graph.Graph;
import io.plumbline.jobs.run.result.RunJson;
import io.plumbline.jobs.run.result.RunReport;
import io.plumbline.jobs.run.result.RunResult;
import io.plumbline.readers.Models;
import io.plumbline.readers.onnx.write.OnnxWriter;
import io.plumbline.report.HtmlReport;
import io.plumbline.report.PngPlots;
import io.plumbline.report.Report;
import io.plumbline.report.Values;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;

/** All that a run leaves behind, in one directory: together, or not at all. */
final class ResultFiles implements AutoCloseable {
  private static final String RESULT = "result.json";
  private static final String MODEL = "model.onnx";

  private final OutputFiles files;
  private final Thread interrupted;

  private ResultFiles(OutputFiles files) {
    this.files = files;
    this.interrupted = new Thread(files::close, "plumbline-interrupted");
    Runtime.getRuntime().addShutdownHook(interrupted);
  }

  /**
   * Opens the directory, before anything long is begun.
   *
   * @param inputs what is read, and must not be written to
   * @throws InvalidInputException if it cannot be written, or holds what is not a run's
   */
  static ResultFiles in(Path directory, InputFiles inputs) {
    requireOurs(directory);
    return new ResultFiles(OutputFiles.in(directory, inputs));
  }

  private static void requireOurs(Path directory) {
    if (!Files.isDirectory(directory)
        || Files.exists(directory.resolve(RESULT))
        || OutputFiles.wasLeft(directory)) {
      return;
    }
    try (Stream<Path> entries = Files.list(directory)) {
      if (entries.findAny().isPresent()) {
        throw new InvalidInputException(
            "output directory (" + directory + ") must be new, empty or of an earlier run");
      }
    } catch (IOException e) {
      throw new InvalidInputException("output directory (" + directory + ") must be readable", e);
    }
  }

  /**
   * Writes everything.
   *
   * @return a line where something could not be drawn as it should be, else empty
   */
  String write(RunResult result, Graph graph, GradientPair float32, GradientPair float64) {
    writeModel(graph, result.image().pixels().toArray());
    int[] extents = graph.input().shape().extents();
    int[] shape = Arrays.copyOfRange(extents, 1, extents.length);
    array("image", result.image().pixels(), shape);
    array("numeric-float32", result.float32().numeric(), shape);
    array("analytic-float32", floats(float32.analytic()), shape);
    array("numeric-float64", result.float64().numeric(), shape);
    array("analytic-float64", Values.of(float64.analytic()), shape);
    array("adversarial", result.attack().adversarial(), shape);
    Report report = RunReport.of(result);
    files.add("report.html", HtmlReport.render(report));
    String problem = PngPlots.write(report, files).problem();
    // The last to be in place: where it is new, all else is.
    files.add(RESULT, RunJson.of(result));
    files.commit();
    return problem;
  }

  /** Reads the model back at once: what other programs will find must be what was looked at. */
  private void writeModel(Graph graph, double[] image) {
    Path staged = files.add(MODEL, OnnxWriter.bytes(graph));
    double[] expected = Evaluator.of(graph).forward(image);
    double[] found = Evaluator.of(Models.read(staged)).forward(image);
    for (int k = 0; k < expected.length; k++) {
      double allowed = 1e-9 * Math.max(1, Math.abs(expected[k]));
      if (expected.length != found.length || !(Math.abs(expected[k] - found[k]) <= allowed)) {
        throw new IllegalStateException(
            "the model written gives "
                + Arrays.toString(found)
                + ", not "
                + Arrays.toString(expected));
      }
    }
  }

  private void array(String name, Values values, int[] shape) {
    double[] numbers = values.toArray();
    NpyArray array =
        values.isSinglePrecision()
            ? NpyArray.of(toFloats(numbers), shape)
            : NpyArray.of(numbers, shape);
    files.add(name + ".npy", Npy.bytes(array));
  }

  private static Values floats(double[] numbers) {
    return Values.of(toFloats(numbers));
  }

  private static float[] toFloats(double[] numbers) {
    float[] floats = new float[numbers.length];
    for (int k = 0; k < floats.length; k++) {
      floats[k] = (float) numbers[k];
    }
    return floats;
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(interrupted);
    } catch (IllegalStateException e) {
      // The process is ending, and the hook cleans up.
      return;
    }
    files.close();
  }
}
