package io.plumbline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.core.function.Shape;
import io.plumbline.data.npy.NamedArrays;
import io.plumbline.data.npy.Npy;
import io.plumbline.data.npy.NpyArray;
import io.plumbline.graph.Dense;
import io.plumbline.graph.Graph;
import io.plumbline.graph.Parameter;
import io.plumbline.graph.Reshape;
import io.plumbline.graph.Softmax;
import io.plumbline.graph.Tensor;
import io.plumbline.graph.Value;
import io.plumbline.readers.onnx.write.OnnxWriter;
import io.plumbline.testing.Fixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Reports of all kinds, as commands write them. */
record ReportPages(Path folder, Path data) {
  /** Those that the table of {@code docs/report.md} has, in its order; the run's is the last. */
  static final List<Weighed> WEIGHED =
      List.of(
          new Weighed("`check` of an image of 28 x 28", "engine"),
          new Weighed("`explain`", "explain"),
          new Weighed("`attack`, three images", "attack"),
          new Weighed("`estimate`", "estimate"),
          new Weighed("`check` of 224 x 224 x 3 of noise", "large"),
          new Weighed("the same, wrong everywhere", "large-wrong"));

  static final Path TABLE = Path.of("..", "docs", "report.md");
  private static final int CLASSES = 3;

  /** A report, and what the table calls it. */
  record Weighed(String name, String kind) {}

  static ReportPages in(Path folder) throws IOException {
    return new ReportPages(folder, SmallMnist.in(folder.resolve("data")));
  }

  Path page(String kind) {
    return folder.resolve(kind + ".html");
  }

  /** All but the run's and the audit's, which tests of their own open. */
  void write() throws IOException {
    ofOneImage();
    Path cases = Fixtures.path("cases/mlp-onnx");
    report(
        "check",
        "check",
        Fixtures.path("models/mlp.onnx"),
        "--input",
        cases.resolve("inputs.npy"),
        "--label",
        cases.resolve("labels.npy"),
        "--gradient",
        cases.resolve("gradients.npy"));
    Path blocks = Fixtures.path("cases/blocks-onnx");
    report(
        "colours",
        "check",
        Fixtures.path("models/blocks.onnx"),
        "--input",
        blocks.resolve("inputs.npy"),
        "--label",
        blocks.resolve("labels.npy"),
        "--sample",
        0);
    Path norm = Fixtures.path("reports/min-nan-bound");
    report(
        "vector",
        "check",
        norm.resolve("norm.onnx"),
        "--input",
        norm.resolve("x.npy"),
        "--gradient",
        norm.resolve("g.npy"),
        "--names",
        Files.writeString(folder.resolve("names.txt"), "age\nincome\nrooms\nyear\n"));
    Path text = Fixtures.path("reports/13-unbatched-sequence-embedding");
    report(
        "tokens",
        "check",
        text.resolve("head.onnx"),
        "--input",
        text.resolve("e.npy"),
        "--label",
        1,
        "--gradient",
        text.resolve("g.npy"),
        "--names",
        Files.writeString(folder.resolve("tokens.txt"), "not\nthat\nbad\nafter\nall\n"));
    dense("slices", 1, 5, 6, 7);
    sequences();
  }

  /** Three features in 40 times, one of them with a factor for a while; twelve in 60. */
  private void sequences() throws IOException {
    dense("roll", 12, 60);
    dense("series", 40, 3);
    Path model = folder.resolve("series.onnx");
    Path input = folder.resolve("series.npy");
    Path arrays = folder.resolve("series.npz");
    Printed.by("check", model + "", "--input", input + "", "--label", "1", "--arrays", arrays + "");
    double[] wrong = NamedArrays.read(arrays).get("0/derivative").toDoubles();
    for (int time = 10; time < 20; time++) {
      wrong[3 * time + 1] *= 2;
    }
    Path gradient = folder.resolve("series-wrong.npy");
    Npy.write(gradient, NpyArray.of(wrong, 40, 3));
    report(
        "sequence",
        "check",
        model,
        "--input",
        input,
        "--label",
        1,
        "--gradient",
        gradient,
        "--names",
        Files.writeString(folder.resolve("features.txt"), "wind\nhumidity\nlight\n"));
  }

  /** Those of an MNIST image. */
  void ofOneImage() throws IOException {
    Object mlp = Fixtures.path("models/mlp.onnx");
    report("engine", "check", Fixtures.path("models/seed.onnx"), "--image", 2, "--data", data);
    Path pair = Fixtures.path("explain/seed-2-h1e-3");
    report(
        "explain",
        "explain",
        Fixtures.path("models/seed.keras"),
        "--image",
        2,
        "--analytic",
        pair.resolve("analytic.npy"),
        "--numeric",
        pair.resolve("numeric.npy"),
        "--h",
        "1e-3");
    report("attack", "attack", mlp, "--data", data, "--count", 3, "--epsilon", "0.1,0.3");
    report("estimate", "estimate", mlp, "--data", data, "--image", 2, "--tile", "1,7");
  }

  /** Checks of a picture of 150,528 coordinates: PyTorch's gradient, and one that is none. */
  void large() throws IOException {
    dense("large", 224, 224, 3);
    float[] noise = new float[224 * 224 * 3];
    Random random = new Random(23);
    for (int k = 0; k < noise.length; k++) {
      noise[k] = (float) (1e-3 * random.nextGaussian());
    }
    Path gradient = folder.resolve("noise.npy");
    Npy.write(gradient, NpyArray.of(noise, 1, 224, 224, 3));
    report(
        "large-wrong",
        "check",
        folder.resolve("large.onnx"),
        "--input",
        folder.resolve("large.npy"),
        "--label",
        1,
        "--gradient",
        gradient);
  }

  /** A check of a dense layer on an input of noise, of any shape. */
  void dense(String kind, int... shape) {
    Random random = new Random(17);
    int size = Shape.of(shape).size();
    Graph.Builder builder = Graph.builder(kind);
    int[] batched = new int[shape.length + 1];
    batched[0] = 1;
    System.arraycopy(shape, 0, batched, 1, shape.length);
    Value x = builder.input("x", Tensor.shapeOf(batched));
    Value flat = builder.add("flat", "Flatten", new Reshape(Tensor.shapeOf(1, size)), x);
    Parameter weight = weight(random, "w", 1 / Math.sqrt(size), size, CLASSES);
    Value scores =
        builder.add("dense", "Dense", new Dense(weight, weight(random, "b", 0.1, CLASSES)), flat);
    Path model = folder.resolve(kind + ".onnx");
    OnnxWriter.write(
        builder.build(builder.add("softmax", "Softmax", new Softmax(1), scores)), model);
    float[] values = new float[size];
    for (int k = 0; k < size; k++) {
      values[k] = random.nextFloat();
    }
    Path input = folder.resolve(kind + ".npy");
    Npy.write(input, NpyArray.of(values, batched));
    report(kind, "check", model, "--input", input, "--label", 1);
  }

  private static Parameter weight(Random random, String name, double scale, int... extents) {
    Shape shape = Tensor.shapeOf(extents);
    double[] values = random.doubles(shape.size(), -scale, scale).toArray();
    return Parameter.trainable(name, new Tensor(shape, values));
  }

  private void report(String kind, Object... words) {
    Object[] all = Arrays.copyOf(words, words.length + 2);
    all[words.length] = "--report";
    all[words.length + 1] = page(kind);
    String[] line = Arrays.stream(all).map(Object::toString).toArray(String[]::new);
    // On a busy machine it also says how long it takes: what it wrote counts.
    String said = Printed.by(line).err();
    assertThat(page(kind)).as(said).isNotEmptyFile();
  }
}
