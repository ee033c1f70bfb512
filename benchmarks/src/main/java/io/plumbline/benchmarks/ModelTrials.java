package io.plumbline.benchmarks;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.function.Shape;
import io.plumbline.data.npy.Npy;
import io.plumbline.data.npy.NpyArray;
import io.plumbline.diagnose.check.CheckOptions;
import io.plumbline.diagnose.check.NetworkCheck;
import io.plumbline.diagnose.check.Sample;
import io.plumbline.evaluate.Evaluator;
import io.plumbline.graph.Graph;
import io.plumbline.graph.Tensor;
import io.plumbline.graph.TieRule;
import io.plumbline.graph.loss.Loss;
import io.plumbline.graph.loss.OutputKind;
import io.plumbline.graph.loss.Target;
import io.plumbline.readers.Models;
import io.plumbline.readers.options.ReadOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Reads the models in a folder's folders, and holds each one's output and gradient against those
 * beside it: {@code y.npy}, and {@code g.npy}, of the mean squared error to the first unit vector.
 * Where {@code options.tsv} has a label, the gradient is of cross-entropy, and is checked too: as
 * it is, and times 1.05. One line for each model: its name, {@code read} or {@code refused} or
 * {@code failed}, the two errors, the two verdicts, and what was said. {@code shipped_models.py}
 * and {@code exporters.py} make the folders.
 */
final class ModelTrials {
  private static final String NONE = "-";
  private static final double PLANTED = 1.05;

  private ModelTrials() {}

  /**
   * Reads and compares.
   *
   * @param args the folder
   * @throws IOException if it cannot be listed
   */
  public static void main(String[] args) throws IOException {
    try (Stream<Path> folders = Files.list(Path.of(args[0]))) {
      for (Path folder : folders.sorted().toList()) {
        if (Files.exists(folder.resolve("options.tsv"))) {
          System.out.println(folder.getFileName() + "\t" + line(folder).replace('\n', ' '));
        }
      }
    }
  }

  private static String line(Path folder) throws IOException {
    List<String> options = Files.readAllLines(folder.resolve("options.tsv"));
    try {
      return String.join("\t", tried(folder, options));
    } catch (InvalidInputException e) {
      return String.join("\t", "refused", NONE, NONE, NONE, NONE, e.getMessage());
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
      return String.join("\t", "failed", NONE, NONE, NONE, NONE, e.toString());
    }
  }

  private static List<String> tried(Path folder, List<String> said) {
    Path keras = folder.resolve("model.keras");
    Path file = Files.exists(keras) ? keras : folder.resolve("model.onnx");
    NpyArray x = Npy.read(folder.resolve("x.npy"));
    ReadOptions options = ReadOptions.NONE.withGiven(Shape.of(x.shape()));
    int label = -1;
    for (String one : said) {
      String[] parts = one.split("\t", -1);
      switch (parts[0]) {
        case "input" -> options = options.withInput(parts[1]);
        case "output" -> options = options.withOutput(parts[1]);
        case "batch" -> options = options.withBatchAxis(Integer.parseInt(parts[1]));
        case "hold" -> options = options.withHeld(parts[1], tensor(folder.resolve(parts[2])));
        default -> label = Integer.parseInt(parts[1]);
      }
    }
    Graph graph = Models.read(file, options);
    double[] y = Npy.read(folder.resolve("y.npy")).toDoubles();
    Evaluator evaluator = Evaluator.of(graph);
    double value = distance(evaluator.forward(x.toDoubles()), y);
    Path given = folder.resolve("g.npy");
    if (!Files.exists(given)) {
      return List.of("read", number(value), NONE, NONE, NONE, "");
    }
    double[] g = Npy.read(given).toDoubles();
    return label < 0
        ? List.of("read", number(value), number(slope(graph, x, g)), NONE, NONE, "")
        : checked(evaluator, x.toDoubles(), label, g, value);
  }

  private static double slope(Graph graph, NpyArray x, double[] g) {
    Evaluator raw = Evaluator.of(graph, OutputKind.LOGITS);
    Target target = Target.label(0, raw.outputs());
    Loss loss = new Loss.MeanSquaredError();
    return distance(raw.at(x.toDoubles(), loss, target).gradient(TieRule.FIRST), g);
  }

  private static List<String> checked(
      Evaluator evaluator, double[] x, int label, double[] g, double value) {
    Target target = Target.label(label, evaluator.outputs());
    double[] own = evaluator.at(x, Loss.CROSS_ENTROPY, target).gradient(TieRule.FIRST);
    double[] planted = Arrays.stream(g).map(v -> PLANTED * v).toArray();
    NetworkCheck check = new NetworkCheck(evaluator, CheckOptions.DEFAULT).withoutCauses();
    return List.of(
        "read",
        number(value),
        number(distance(own, g)),
        check.check(List.of(new Sample(x, target, g))).verdict().toString(),
        check.check(List.of(new Sample(x, target, planted))).verdict().toString(),
        "");
  }

  private static Tensor tensor(Path file) {
    NpyArray array = Npy.read(file);
    return new Tensor(Shape.of(array.shape()), array.toDoubles());
  }

  /** The largest difference over the largest entry; infinite where the sizes differ. */
  private static double distance(double[] actual, double[] expected) {
    double most = Arrays.stream(expected).map(Math::abs).max().orElse(0);
    double off = actual.length == expected.length ? 0 : Double.POSITIVE_INFINITY;
    for (int k = 0; k < Math.min(actual.length, expected.length); k++) {
      double one = Math.abs(actual[k] - expected[k]);
      off = off >= one ? off : one;
    }
    return off == 0 ? 0 : off / most;
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.1e", value);
  }
}
